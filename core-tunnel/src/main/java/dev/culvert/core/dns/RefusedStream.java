package dev.culvert.core.dns;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.time.Scheduler;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Failure;
import io.netty.buffer.ByteBuf;

/** A connection to a port where nobody listens. */
final class RefusedStream implements ByteStream {
  private final Scheduler.Timer refusal;

  RefusedStream(Scheduler scheduler, Endpoint destination, Listener listener) {
    refusal = scheduler.schedule(() -> listener.onFailed(refused(destination)), 0);
  }

  static Failure refused(Endpoint destination) {
    return new Failure(
        Failure.Cause.REFUSED,
        destination + " is Culvert's own DNS server, which listens on port 53 only");
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
    refusal.cancel();
  }
}
