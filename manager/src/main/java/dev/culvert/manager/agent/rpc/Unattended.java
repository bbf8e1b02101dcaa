package dev.culvert.manager.agent.rpc;

import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.words.Phrase;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.Executor;

/** A stream that cannot be: the manager is away, and with it every laptop. */
final class Unattended implements ByteStream {
  private boolean reset;

  Unattended(ByteStream.Listener listener, Executor loop) {
    loop.execute(() -> {
      if (!reset) {
        listener.onFailed(new Failure(Failure.Cause.TUNNEL_DOWN, Phrase.MANAGER_AWAY.of()));
      }
    });
  }

  @Override
  public void write(ByteBuf payload) {
    payload.release();
  }

  @Override
  public void flush() {}

  @Override
  public boolean isWritable() {
    return false;
  }

  @Override
  public void request(int bytes) {}

  @Override
  public void shutdownOutput() {}

  @Override
  public void reset() {
    reset = true;
  }
}
