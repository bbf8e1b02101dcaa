package dev.culvert.manager;

import dev.culvert.core.tunnel.AttachmentCalls;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.proto.attach.v1.IncomingConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * What the helper does with a connection, by threads: the helper's own is tested with the helper.
 */
final class LoopbackDelivery implements ByteStream.Listener {
  private final LinkedBlockingQueue<ByteBuf> toProgram = new LinkedBlockingQueue<>();
  private @Nullable ByteStream stream;

  static void begin(AttachmentCalls calls, IncomingConnection told, Executor loop) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), told.getLocalPort());
            LoopbackDelivery delivery = new LoopbackDelivery();
            loop.execute(() -> {
              ByteStream taken = calls.accept(told.getStream(), 1, delivery);
              delivery.stream = taken;
              taken.request(Integer.MAX_VALUE);
              Thread.ofVirtual().start(() -> delivery.fromProgram(socket, taken, loop));
              Thread.ofVirtual().start(() -> delivery.toProgram(socket));
            });
          } catch (IOException e) {
            loop.execute(() ->
                calls.refuse(
                    told.getStream(),
                    new Failure(Failure.Cause.REFUSED, "nothing listens at the local port")));
          }
        });
  }

  private void fromProgram(Socket socket, ByteStream to, Executor loop) {
    byte[] bytes = new byte[16 << 10];
    try {
      for (int n = socket.getInputStream().read(bytes);
          n >= 0;
          n = socket.getInputStream().read(bytes)) {
        ByteBuf payload = Unpooled.copiedBuffer(bytes, 0, n);
        loop.execute(() -> to.write(payload));
      }
      loop.execute(to::shutdownOutput);
    } catch (IOException e) {
      loop.execute(to::reset);
    }
  }

  private void toProgram(Socket socket) {
    try {
      OutputStream out = socket.getOutputStream();
      while (true) {
        ByteBuf payload = toProgram.take();
        if (!payload.isReadable()) {
          socket.shutdownOutput();
          return;
        }
        payload.readBytes(out, payload.readableBytes());
        payload.release();
      }
    } catch (IOException e) {
      toProgram.clear();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void onConnected(long dialNanos) {}

  @Override
  public void onFailed(Failure failure) {
    toProgram.add(Unpooled.EMPTY_BUFFER);
  }

  @Override
  public void onData(ByteBuf payload) {
    toProgram.add(payload);
  }

  @Override
  public void onEnd() {
    toProgram.add(Unpooled.EMPTY_BUFFER);
  }

  @Override
  public void onReset(Failure failure) {
    toProgram.add(Unpooled.EMPTY_BUFFER);
  }

  @Override
  public void onWritable() {}
}
