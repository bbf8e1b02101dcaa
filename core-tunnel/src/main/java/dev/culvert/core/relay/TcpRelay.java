package dev.culvert.core.relay;

import dev.culvert.core.icmp.IcmpErrors;
import dev.culvert.core.icmp.IcmpReason;
import dev.culvert.core.tcp.TcpConnection;
import dev.culvert.core.tcp.TcpSettings;
import dev.culvert.core.tcp.TcpUser;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Dialer;
import dev.culvert.core.tunnel.Failure;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Joins a connection of a program to a stream of the tunnel: the answer to the SYN, payload both
 * ways, both half-closes, and the end. Backpressure both ways: payload for a tunnel without room
 * waits here and keeps the program's window closed; payload from the tunnel is asked for as the
 * program acknowledges.
 */
final class TcpRelay implements TcpUser, ByteStream.Listener {
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

  /** Bytes asked for from the tunnel that have not come; below 0 when the last frame was larger. */
  private int requested;

  /** Bytes that may be asked for or wait for the program; grows while the program keeps up. */
  private int limit;

  private final int maxLimit;
  private int acknowledgedSinceGrowth;

  TcpRelay(
      TcpConnection connection,
      Dialer dialer,
      FlowRecord record,
      IcmpErrors icmp,
      TcpSettings settings) {
    this.connection = connection;
    this.record = record;
    this.icmp = icmp;
    limit = settings.windowStart();
    maxLimit = settings.windowMax();
    record.tcp(connection.state().toString(), 0);
    stream = dialer.dialTcp(connection.source, connection.destination, this);
    topUp();
  }

  // ---- the far side

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
    requested -= length;
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
      connection.abort();
      end(failure);
    }
  }

  @Override
  public void onWritable() {
    while (!over && !waiting.isEmpty() && stream.isWritable()) {
      ByteBuf payload = waiting.remove();
      int length = payload.readableBytes();
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
    if (waiting.isEmpty() && stream.isWritable()) {
      stream.write(payload);
      connection.consumed(length);
    } else {
      waiting.add(payload);
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
    acknowledgedSinceGrowth += bytes;
    boolean keepsUp = connection.unacknowledged() <= limit / 4;
    if (keepsUp && acknowledgedSinceGrowth >= limit && limit < maxLimit) {
      limit = Math.min(maxLimit, 2 * limit);
      acknowledgedSinceGrowth = 0;
    }
    update();
    topUp();
  }

  @Override
  public void onOver(@Nullable String reason) {
    if (over) {
      return;
    }
    if (reason != null) {
      stream.reset();
      end(new Failure(Failure.Cause.RESET, connection.source + ": " + reason));
    } else if (finWaiting) {
      programDone = true; // The tunnel is slower than the program.
      update();
    } else {
      end(null);
    }
  }

  private void topUp() {
    int room = limit - requested - connection.unacknowledged();
    // A quarter at a time: one request for several acknowledgments.
    if (room >= limit / 4) {
      requested += room;
      stream.request(room);
    }
  }

  private void update() {
    record.tcp(connection.state().toString(), connection.retransmits());
  }

  private void end(@Nullable Failure failure) {
    over = true;
    update();
    waiting.forEach(ByteBuf::release);
    waiting.clear();
    record.ended(failure);
  }
}
