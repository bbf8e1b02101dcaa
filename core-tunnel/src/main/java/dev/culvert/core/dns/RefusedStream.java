package dev.culvert.core.dns;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.time.Scheduler;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.words.Phrase;
import io.netty.buffer.ByteBuf;

/** A connection to a port where nobody listens. */
final class RefusedStream implements ByteStream {
  private final Scheduler.Timer refusal;

  RefusedStream(Scheduler scheduler, Endpoint destination, Listener listener) {
    refusal = scheduler.schedule(() -> listener.onFailed(refused(destination)), 0);
  }

  static Failure refused(Endpoint destination) {
    return new Failure(Failure.Cause.REFUSED, Phrase.DNS_PORT_ONLY.of(destination));
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
