package dev.culvert.core.relay;

import dev.culvert.core.demux.Counter;
import dev.culvert.core.demux.Counters;
import dev.culvert.core.icmp.IcmpErrors;
import dev.culvert.core.icmp.IcmpReason;
import dev.culvert.core.tcp.TcpConnection;
import dev.culvert.core.tcp.TcpUser;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Dialer;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.tunnel.MemoryBudget;
import dev.culvert.core.tunnel.ReceiveWindow;
import dev.culvert.core.words.Reason;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins a connection of a program to a stream of the tunnel: the answer to the SYN, payload both
 * ways, both half-closes, and the end. Backpressure both ways: payload for a tunnel without room
 * waits here and keeps the program's window closed; payload from the tunnel is asked for as the
 * program acknowledges. Both count against the memory of the process and are kept within it.
 */
final class TcpRelay implements TcpUser, ByteStream.Listener {
  private static final Logger log = LoggerFactory.getLogger(TcpRelay.class);

  private final TcpConnection connection;
  private final FlowRecord record;
  private final IcmpErrors icmp;
  private final ByteStream stream;

  /** Payload that the tunnel had no room for. */
  private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>(0);

  private boolean finWaiting;

  /** The connection with the program has ended well; what it sent may still wait here. */
  private boolean programDone;

  private boolean over;

  private int waitingBytes;

  /** Of the program's window, what is beyond the flow's promise and counts against the budget. */
  private int windowHeld;

  private final MemoryBudget budget;
  private final Counters counters;

  /** What may come from the tunnel or wait for the program. */
  private final ReceiveWindow window;

  TcpRelay(
      TcpConnection connection,
      Dialer dialer,
      FlowRecord record,
      IcmpErrors icmp,
      Counters counters,
      MemoryBudget budget) {
    this.connection = connection;
    this.record = record;
    this.icmp = icmp;
    this.counters = counters;
    this.budget = budget;
    window = new ReceiveWindow(budget);
    record.tcp(connection.state().toString(), 0);
    stream = dialer.dialTcp(connection.source, connection.destination, this);
    stream.request(window.initial());
  }

  // ---- the far side

  @Override
  public void onDirect(String attachment) {
    if (!over) {
      record.direct(attachment);
    }
  }

  @Override
  public void onConnected(long dialNanos) {
    if (!over) {
      connection.accept();
      record.established(dialNanos);
      update();
    }
  }

  @Override
  public void onFailed(Failure failure) {
    if (over) {
      return;
    }
    switch (failure.cause()) {
      case REFUSED, RESET, EXHAUSTED -> connection.refuse();
      case UNREACHABLE -> unreachable(IcmpReason.HOST);
      case FORBIDDEN -> unreachable(IcmpReason.PROHIBITED);
      case TIMED_OUT -> connection.silence();
      case TUNNEL_DOWN -> connection.forget();
    }
    end(failure);
  }

  private void unreachable(IcmpReason reason) {
    icmp.unreachableTcp(
        connection.source, connection.destination, connection.initialSequence(), reason);
    connection.forget();
  }

  @Override
  public void onData(ByteBuf payload) {
    if (over) {
      payload.release();
      return;
    }
    int length = payload.readableBytes();
    window.arrived(length);
    record.bytesIn(length);
    connection.send(payload);
  }

  @Override
  public void onEnd() {
    if (!over) {
      connection.shutdown();
    }
  }

  @Override
  public void onReset(Failure failure) {
    if (!over) {
      counters.count(
          failure.cause() == Failure.Cause.TUNNEL_DOWN
              ? Counter.TCP_ENDED_WITH_TUNNEL
              : Counter.TCP_RESET_BY_FAR_SIDE);
      log.debug("{} -> {}: {}", connection.source, connection.destination, failure);
      connection.abort();
      end(failure);
    }
  }

  @Override
  public void onWritable() {
    while (!over && !waiting.isEmpty() && stream.isWritable()) {
      ByteBuf payload = waiting.remove();
      int length = payload.readableBytes();
      waitingBytes -= length;
      budget.hold(-length);
      stream.write(payload);
      connection.consumed(length);
    }
    if (!over && finWaiting && waiting.isEmpty()) {
      finWaiting = false;
      stream.shutdownOutput();
      if (programDone) {
        end(null);
      }
    }
  }

  // ---- the program

  @Override
  public void onEstablished() {
    update();
  }

  @Override
  public void onReceived(ByteBuf payload) {
    int length = payload.readableBytes();
    record.bytesOut(length);
    limitWindow();
    if (waiting.isEmpty() && stream.isWritable()) {
      stream.write(payload);
      connection.consumed(length);
    } else {
      waiting.add(payload);
      waitingBytes += length;
      budget.hold(length);
    }
  }

  /**
   * A promise may be used unasked and is small among thousands of flows, most of them idle. One
   * that sends may have its share of the budget beyond that, which then counts as if it were there.
   */
  private void limitWindow() {
    int promise = budget.promise();
    connection.limitWindow(Math.max(promise, budget.share()));
    int beyond = Math.max(0, connection.receiveWindow() - promise);
    // Mostly nothing: a flow among few never comes to its promise's end.
    if (beyond != windowHeld) {
      budget.hold(beyond - windowHeld);
      windowHeld = beyond;
    }
  }

  @Override
  public void onFin() {
    update();
    if (waiting.isEmpty()) {
      stream.shutdownOutput();
    } else {
      finWaiting = true;
    }
  }

  @Override
  public void onAcknowledged(int bytes) {
    update();
    askFor(window.consumed(bytes));
  }

  @Override
  public void onStarved() {
    if (!over) {
      askFor(window.starved());
    }
  }

  private void askFor(int bytes) {
    if (bytes > 0) {
      stream.request(bytes);
    }
  }

  @Override
  public void onOver(@Nullable Reason reason) {
    if (over) {
      return;
    }
    if (reason != null) {
      stream.reset();
      over();
      record.abandoned(reason);
    } else if (finWaiting) {
      programDone = true; // The tunnel is slower than the program.
      update();
    } else {
      end(null);
    }
  }

  private void update() {
    record.tcp(connection.state().toString(), connection.retransmits());
  }

  private void end(@Nullable Failure failure) {
    over();
    record.ended(failure);
  }

  private void over() {
    over = true;
    update();
    waiting.forEach(ByteBuf::release);
    waiting.clear();
    budget.hold(-waitingBytes - windowHeld);
    waitingBytes = 0;
    windowHeld = 0;
    window.close();
  }
}
