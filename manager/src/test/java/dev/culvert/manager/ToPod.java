package dev.culvert.manager;

import dev.culvert.core.tunnel.AttachmentCalls;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A connection to a port of a pod: says something and hears all that comes. */
final class ToPod implements ByteStream.Listener {
  private final String text;
  private final CompletableFuture<String> heard = new CompletableFuture<>();
  private final StringBuilder soFar = new StringBuilder();

  // Set before anything is told.
  @SuppressWarnings("NullAway.Init")
  private ByteStream stream;

  ToPod(String text) {
    this.text = text;
  }

  /** On the calls' loop. */
  void begin(AttachmentCalls calls, String attachment, int port) {
    stream = calls.toPod(attachment, port, this);
    stream.request(Integer.MAX_VALUE);
  }

  /** All, at its end. */
  String heard() throws Exception {
    try {
      return heard.get(30, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IOException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void onConnected(long dialNanos) {
    stream.write(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    stream.flush();
  }

  @Override
  public void onData(ByteBuf payload) {
    soFar.append(payload.toString(StandardCharsets.US_ASCII));
    payload.release();
  }

  @Override
  public void onEnd() {
    heard.complete(soFar.toString());
    stream.shutdownOutput();
  }

  @Override
  public void onFailed(Failure failure) {
    heard.completeExceptionally(new IOException(failure.detail()));
  }

  @Override
  public void onReset(Failure failure) {
    heard.completeExceptionally(new IOException(failure.detail()));
  }

  @Override
  public void onWritable() {}
}
