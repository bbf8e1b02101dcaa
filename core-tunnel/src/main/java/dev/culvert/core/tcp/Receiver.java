package dev.culvert.core.tcp;

import dev.culvert.core.demux.Counter;
import io.netty.buffer.ByteBuf;

/**
 * The receiving half: the receive sequence variables (RFC 9293 section 3.3.1), payload in order and
 * out of order (section 3.10.7.4, seventh and eighth), the window that is advertised (section
 * 3.8.6.2.2) and when to acknowledge (section 3.8.6.3).
 */
final class Receiver {
  /**
   * The most that is accepted ahead of the tunnel. The way here is one hop: bandwidth times delay
   * of the tunnel is covered by the tunnel's own window, this covers a few batches of the link.
   */
  private static final int MAX_WINDOW = 1 << 20;

  /** A packet this much larger than its payload is not kept for it: the payload is copied. */
  private static final int WASTE = 8;

  private final TcpConnection connection;
  private final ReassemblyQueue queue = new ReassemblyQueue();

  /** IRS. */
  int irs;

  /** RCV.NXT. */
  int nxt;

  /** The right edge of the window as advertised: it never moves back (section 3.8.6). */
  private int edge;

  /** RCV.NXT of the last acknowledgment sent: Last.ACK.sent of RFC 7323. */
  int lastAckSent;

  /** Rcv.Wind.Shift, and whether it is used: only when both sides offered it. */
  int shift;

  boolean scaling;

  /** Bytes that may wait for the user; grows while the user keeps up. */
  private int limit;

  private final int maxLimit;

  /** What the user has set beside it. */
  int cap = Integer.MAX_VALUE;

  /** Given to the user and not consumed. */
  private int unconsumed;

  private int consumedSinceGrowth;
  private boolean finReceived;
  private int finSeq;

  /** An acknowledgment goes out at the end of the turn. */
  boolean ackNow;

  private int unackedBytes;

  Receiver(TcpConnection connection) {
    this.connection = connection;
    TcpSettings settings = connection.stack.settings;
    maxLimit = Math.min(MAX_WINDOW, settings.windowMax());
    limit = Math.min(maxLimit, settings.windowStart());
  }

  void open(boolean peerScales) {
    scaling = peerScales;
    shift = peerScales ? shiftFor(maxLimit) : 0;
    nxt = irs + 1;
    edge = nxt;
    lastAckSent = nxt;
  }

  /** The smallest shift with which a window of this size fits the field (RFC 7323 section 2.2). */
  static int shiftFor(int window) {
    int shift = 0;
    while (window >> shift > 0xffff) {
      shift++;
    }
    return shift;
  }

  /** RCV.WND: what is left of the window as advertised. */
  int window() {
    return edge - nxt;
  }

  /** What the field can say. */
  private int largestWindow() {
    return 0xffff << shift;
  }

  /**
   * The window field of a segment that is about to be sent, and with it the new right edge.
   *
   * @param scaled false in a SYN-ACK
   */
  int advertise(boolean scaled) {
    int most = Math.min(limit, cap);
    int wanted = nxt + Math.min(most - unconsumed, largestWindow());
    // Receiver's silly window avoidance: the edge moves by a segment at least.
    if (wanted - edge >= Math.min(most / 2, connection.sender.segmentSize)) {
      edge = wanted;
    }
    int by = scaled ? shift : 0;
    // Rounded up, for rounding down would move the edge back.
    int field = Math.min(0xffff, Math.max(0, edge - nxt) + (1 << by) - 1 >> by);
    edge = nxt + (field << by);
    lastAckSent = nxt;
    ackNow = false;
    unackedBytes = 0;
    connection.timers.stopDelayedAck();
    return field;
  }

  /**
   * Payload and FIN of an acceptable segment, cut to the window.
   *
   * @param seq of the first byte
   */
  void text(int seq, ByteBuf packet, int index, int length, boolean fin) {
    if (fin) {
      finReceived = true;
      finSeq = seq + length;
    }
    if (length > 0 && seq != nxt) {
      connection.stack.counters.count(Counter.TCP_OUT_OF_ORDER);
      queue.add(seq, keep(packet, index, length));
      // RFC 5681 section 4.2: at once, one for each, for the sender counts them.
      connection.stack.writer.ack(connection);
      return;
    }
    if (length > 0) {
      boolean gap = !queue.isEmpty();
      deliver(keep(packet, index, length));
      ByteBuf more = queue.poll(nxt);
      while (more != null) {
        deliver(more);
        more = queue.poll(nxt);
      }
      acknowledgeSoon(gap);
    }
    if (finReceived && nxt == finSeq && connection.state != TcpState.CLOSED) {
      nxt++;
      finReceived = false;
      ackNow = true;
      fin();
    } else if (fin) {
      ackNow = true;
    }
  }

  /** Section 3.10.7.4, eighth. */
  private void fin() {
    switch (connection.state) {
      case ESTABLISHED -> connection.state = TcpState.CLOSE_WAIT;
      case FIN_WAIT_1 -> connection.state = TcpState.CLOSING; // Our FIN is not acknowledged.
      default -> {}
    }
    connection.user.onFin();
    if (connection.state == TcpState.FIN_WAIT_2) {
      connection.timeWait();
    }
  }

  private void deliver(ByteBuf payload) {
    int length = payload.readableBytes();
    nxt += length;
    unackedBytes += length;
    unconsumed += length;
    connection.user.onReceived(payload);
  }

  /** Every second full segment at least, and at once when it fills a gap (RFC 5681 section 4.2). */
  private void acknowledgeSoon(boolean gap) {
    if (gap || unackedBytes >= 2 * connection.sender.segmentSize) {
      ackNow = true;
    } else {
      connection.timers.startDelayedAck();
    }
  }

  /** The user has passed on so many bytes. */
  void consumed(int bytes) {
    unconsumed -= bytes;
    consumedSinceGrowth += bytes;
    if (unconsumed == 0 && consumedSinceGrowth >= limit && limit < maxLimit) {
      limit = Math.min(maxLimit, 2 * limit);
      consumedSinceGrowth = 0;
    }
    // An update of its own when the peer may be waiting for it; otherwise the next one tells it.
    int whole = Math.min(Math.min(limit, cap), largestWindow());
    int wanted = nxt + whole - unconsumed;
    if (connection.state.receives()
        && window() < whole / 2
        && wanted - edge >= Math.min(whole / 2, 2 * connection.sender.segmentSize)) {
      ackNow = true;
      connection.stack.ready(connection);
    }
  }

  /** The payload for longer than this call: as it is, or copied when that keeps too much. */
  private ByteBuf keep(ByteBuf packet, int index, int length) {
    ByteBuf root = packet;
    for (ByteBuf inner = root.unwrap(); inner != null; inner = root.unwrap()) {
      root = inner;
    }
    if (length >= root.capacity() / WASTE) {
      return packet.retainedSlice(index, length);
    }
    return connection.stack.egress.allocatePlain(length).writeBytes(packet, index, length);
  }

  /** What has come out of order, as blocks of a SACK option; how many. */
  int sackBlocks(int[] left, int[] right, int most) {
    return queue.blocks(left, right, most);
  }

  void release() {
    queue.release();
  }
}
