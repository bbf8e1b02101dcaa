package dev.culvert.core.dns;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.time.Scheduler;
import dev.culvert.core.tunnel.DatagramFlow;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;

/** Queries and answers over UDP (RFC 1035 section 4.2.1). */
final class DnsDatagramFlow implements DatagramFlow {
  private final Scheduler scheduler;
  private final DnsService.Asker asker;
  private final Endpoint destination;
  private final Listener listener;

  /** Answers wait for the loop's next turn: a listener is never called inside {@link #send}. */
  private final ArrayDeque<byte[]> answers = new ArrayDeque<>();

  private boolean scheduled;
  private boolean closed;

  DnsDatagramFlow(
      Scheduler scheduler, DnsService.Asker asker, Endpoint destination, Listener listener) {
    this.scheduler = scheduler;
    this.asker = asker;
    this.destination = destination;
    this.listener = listener;
  }

  @Override
  public boolean send(ByteBuf payload) {
    byte[] bytes = ByteBufUtil.getBytes(payload);
    payload.release();
    if (closed) {
      return false;
    }
    if (destination.port() != DnsService.PORT) {
      scheduler.schedule(this::refuse, 0);
      return true;
    }
    return asker.serve(bytes, this::reply);
  }

  @Override
  public void close() {
    closed = true;
    answers.clear();
  }

  private void refuse() {
    if (!closed) {
      listener.onError(RefusedStream.refused(destination));
    }
  }

  private void reply(byte[] answer) {
    if (closed) {
      return;
    }
    answers.add(answer);
    if (!scheduled) {
      scheduled = true;
      scheduler.schedule(this::deliver, 0);
    }
  }

  private void deliver() {
    scheduled = false;
    for (byte[] answer = answers.poll(); answer != null; answer = answers.poll()) {
      listener.onDatagram(Unpooled.wrappedBuffer(answer));
    }
  }
}
