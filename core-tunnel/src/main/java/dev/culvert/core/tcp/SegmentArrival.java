package dev.culvert.core.tcp;

import dev.culvert.core.demux.Counter;
import dev.culvert.core.wire.TcpHeader;
import dev.culvert.core.words.Phrase;
import io.netty.buffer.ByteBuf;

/**
 * SEGMENT ARRIVES for the synchronised states, in the order of RFC 9293 section 3.10.7.4, with the
 * checks of RFC 7323 section 5 (PAWS) before and of RFC 5961 within. The steps return false when
 * the segment is done with.
 */
final class SegmentArrival {
  /** RFC 7323 section 5.5: a TS.Recent this old proves nothing. */
  private static final long TS_RECENT_EXPIRY = 24L * 86_400 * 1_000_000_000;

  /** Acknowledgments a second to segments without payload that are not acceptable. */
  private static final int LIMITED_ACKS = 10;

  private static final long SECOND = 1_000_000_000L;

  private final TcpStack stack;

  /** The part of the segment's payload and its FIN that are inside the window. */
  private int seq;

  private int payloadIndex;
  private int payloadLength;
  private boolean fin;

  SegmentArrival(TcpStack stack) {
    this.stack = stack;
  }

  void arrive(TcpConnection c, TcpHeader segment, ByteBuf packet) {
    c.timers.heard(stack.now());
    if (!checkSequence(c, segment) || !checkReset(c, segment) || !checkSyn(c, segment)) {
      return;
    }
    if (!segment.has(TcpHeader.ACK) || !checkAck(c, segment)) {
      return;
    }
    // Sixth: urgent data is payload like any other (RFC 6093 section 4).
    if ((payloadLength > 0 || fin) && c.state.receives()) {
      c.receiver.text(seq, packet, payloadIndex, payloadLength, fin);
    }
  }

  /** First: check sequence number. */
  private boolean checkSequence(TcpConnection c, TcpHeader segment) {
    boolean rst = segment.has(TcpHeader.RST);
    int next = c.receiver.nxt;
    if (c.timestamps && !rst) {
      if (!segment.timestamps) {
        stack.counters.count(Counter.TCP_UNACCEPTABLE);
        return false; // RFC 7323 section 3.2: dropped silently.
      }
      if (segment.tsValue - c.tsRecent < 0 && stack.now() - c.tsRecentAt < TS_RECENT_EXPIRY) {
        return unacceptable(c, segment);
      }
    }
    int window = c.receiver.window();
    seq = segment.seq;
    payloadIndex = segment.payloadIndex;
    payloadLength = segment.payloadLength;
    fin = segment.has(TcpHeader.FIN);
    if (segment.has(TcpHeader.SYN)) {
      seq++;
      if (c.state == TcpState.SYN_RECEIVED
          && segment.seq == c.receiver.irs
          && !segment.has(TcpHeader.ACK)) {
        stack.counters.count(Counter.SYN_RETRANSMITS);
        stack.writer.synAck(c); // Our SYN-ACK was lost, or crossed it.
        return false;
      }
    }
    int end = seq + payloadLength + (fin ? 1 : 0);
    boolean acceptable;
    if (segment.length() == 0) {
      // The right edge itself is let in, as Linux does: a sender that has filled the window
      // acknowledges with it.
      acceptable = SequenceNumber.ge(seq, next) && SequenceNumber.le(seq, next + window);
    } else if (window == 0) {
      // Nothing fits, but its acknowledgment and RST count (section 3.10.7.4).
      acceptable = seq == next;
    } else {
      acceptable =
          SequenceNumber.inWindow(segment.seq, next, window)
              || SequenceNumber.inWindow(end - 1, next, window)
              || (SequenceNumber.lt(seq, next) && SequenceNumber.ge(end, next + window));
    }
    if (!acceptable) {
      return unacceptable(c, segment);
    }
    if (c.timestamps && !rst && SequenceNumber.le(segment.seq, c.receiver.lastAckSent)) {
      c.tsRecent = segment.tsValue;
      c.tsRecentAt = stack.now();
    }
    trim(c, next, next + window);
    return true;
  }

  private void trim(TcpConnection c, int from, int to) {
    if (SequenceNumber.lt(seq, from)) {
      int before = Math.min(from - seq, payloadLength);
      seq = from;
      payloadIndex += before;
      payloadLength -= before;
      c.receiver.ackNow = true; // A duplicate in part: an acknowledgment was lost.
      stack.ready(c);
    }
    int after = seq + payloadLength + (fin ? 1 : 0) - to;
    if (after > 0) {
      if (fin) {
        fin = false;
        after--;
      }
      payloadLength -= Math.min(after, payloadLength);
      c.receiver.ackNow = true;
      stack.ready(c);
    }
  }

  private boolean unacceptable(TcpConnection c, TcpHeader segment) {
    stack.counters.count(Counter.TCP_UNACCEPTABLE);
    if (segment.has(TcpHeader.RST)) {
      return false;
    }
    if (segment.has(TcpHeader.SYN)) {
      challenge(c); // RFC 5961 section 4.2: wherever it is.
      return false;
    }
    if (c.state == TcpState.TIME_WAIT && segment.has(TcpHeader.FIN)) {
      c.timers.restartTimeWait();
    }
    if (segment.length() > 0 || mayAcknowledge(c)) {
      stack.writer.ack(c);
    }
    return false;
  }

  /** Second: check the RST bit (RFC 5961 section 3.2). */
  private boolean checkReset(TcpConnection c, TcpHeader segment) {
    if (!segment.has(TcpHeader.RST)) {
      return true;
    }
    if (segment.seq != c.receiver.nxt) {
      challenge(c);
      return false;
    }
    stack.counters.count(Counter.RESETS_IN);
    if (c.state == TcpState.TIME_WAIT) {
      return false; // RFC 1337: the wait is not cut short.
    }
    // A program that asks by IPv6 and IPv4 at once (RFC 8305) leaves the slower of the two: its
    // kernel forgets the socket without a word, and answers our SYN-ACK with a reset.
    c.over(
        c.state == TcpState.SYN_RECEIVED
            ? Phrase.PROGRAM_LEFT_EARLY.of()
            : Phrase.PROGRAM_RESET.of());
    return false;
  }

  /** Fourth: check the SYN bit (RFC 5961 section 4.2). The third, security, nobody uses. */
  private boolean checkSyn(TcpConnection c, TcpHeader segment) {
    if (segment.has(TcpHeader.SYN)) {
      challenge(c);
      return false;
    }
    return true;
  }

  /** Fifth: check the ACK field. */
  private boolean checkAck(TcpConnection c, TcpHeader segment) {
    Sender sender = c.sender;
    int ack = segment.ack;
    if (c.state == TcpState.SYN_RECEIVED) {
      if (!SequenceNumber.gt(ack, sender.una) || SequenceNumber.gt(ack, sender.max)) {
        stack.writer.resetAt(c, ack);
        return false;
      }
      c.leaveHalfOpen();
      c.state = TcpState.ESTABLISHED;
      stack.counters.count(Counter.TCP_ESTABLISHED);
      sender.updateWindow(segment);
      sender.acknowledged(ack);
      c.user.onEstablished();
      stack.ready(c);
      return c.state != TcpState.CLOSED;
    }
    // RFC 5961 section 5.2.
    if (SequenceNumber.gt(ack, sender.max) || SequenceNumber.lt(ack, sender.una - sender.maxWnd)) {
      challenge(c);
      return false;
    }
    boolean news = sender.selectivelyAcknowledged(segment);
    if (SequenceNumber.gt(ack, sender.una)) {
      sender.updateWindow(segment);
      sender.acknowledged(ack);
      stack.ready(c);
      return acknowledgedFin(c);
    }
    if (ack == sender.una) {
      // RFC 6675 section 2 with SACK, RFC 5681 section 2 without.
      boolean duplicate =
          c.sack
              ? news
              : segment.length() == 0 && sender.flight() > 0 && sender.sameWindow(segment.window);
      sender.updateWindow(segment);
      if (duplicate) {
        sender.duplicateAck();
      }
      stack.ready(c);
    }
    return true;
  }

  /** What an acknowledgment of our FIN means in each state. */
  private boolean acknowledgedFin(TcpConnection c) {
    if (c.state == TcpState.CLOSED || !c.sender.finAcknowledged()) {
      return c.state != TcpState.CLOSED;
    }
    switch (c.state) {
      case FIN_WAIT_1 -> c.state = TcpState.FIN_WAIT_2;
      case CLOSING -> {
        c.timeWait();
        return false;
      }
      case LAST_ACK -> {
        c.over(null);
        return false;
      }
      default -> {}
    }
    return true;
  }

  private void challenge(TcpConnection c) {
    if (mayAcknowledge(c)) {
      stack.counters.count(Counter.CHALLENGE_ACKS);
      stack.writer.ack(c);
    }
  }

  /** RFC 5961 section 7, per connection: a shared limit would tell others about this one. */
  private boolean mayAcknowledge(TcpConnection c) {
    long now = stack.now();
    if (now - c.limitedSince >= SECOND) {
      c.limitedSince = now;
      c.limitedAcks = 0;
    }
    if (c.limitedAcks++ < LIMITED_ACKS) {
      return true;
    }
    stack.counters.count(Counter.ACKS_LIMITED);
    return false;
  }
}
