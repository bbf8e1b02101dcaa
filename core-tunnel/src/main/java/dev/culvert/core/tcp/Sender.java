package dev.culvert.core.tcp;

import dev.culvert.core.demux.Counter;
import dev.culvert.core.wire.IpWriter;
import dev.culvert.core.wire.TcpHeader;
import dev.culvert.core.wire.TcpWriter;
import dev.culvert.core.words.Phrase;

/**
 * The sending half: the send sequence variables (RFC 9293 section 3.3.1), what may be sent now
 * (section 3.8.6), and what is sent again (section 3.8.1, RFC 6298 section 5, RFC 6675 section 5).
 * There is no Nagle algorithm: small pieces come from a TCP that had one if its user wanted it.
 */
final class Sender {
  /** RFC 9293 section 3.7.1 (MUST-15), for SYNs without the option. */
  private static final int DEFAULT_MSS_V4 = 536;

  private static final int DEFAULT_MSS_V6 = 1220;

  /** Linux' min_pmtu: below it, such an error is more likely to be an attack. */
  private static final int MIN_MTU_V4 = 552;

  private static final int MIN_MTU_V6 = 1280; // RFC 8200 section 5

  /** Less than this is not worth a header; such options are attacks. */
  private static final int MIN_MSS = 64;

  /** As Linux: 63 s in all, so that nobody keeps connections half open (RFC 4987 section 3.3). */
  private static final int SYN_ACK_RETRIES = 5;

  private final TcpConnection connection;
  final SendBuffer buffer = new SendBuffer();
  final RetransmissionTimeout timeout;

  /** SND.UNA. */
  int una;

  /** What is sent next; before {@link #max} while something is sent again. */
  int nxt;

  /** The highest sequence number sent, plus one: SND.NXT of the RFC. */
  int max;

  /** SND.WND, scaled. */
  int wnd;

  /** SND.WL1 and SND.WL2. */
  private int wl1;

  private int wl2;

  /** The largest window seen (RFC 9293 section 3.8.6.2.1, RFC 5961 section 5.2). */
  int maxWnd;

  /** Snd.Wind.Shift. */
  private int shift;

  /** Payload bytes of one segment: the peer's MSS without our options (RFC 6691). */
  int segmentSize;

  /** The user has no more; the FIN follows the buffer. */
  boolean finQueued;

  /** The sequence number of the buffer's first byte. */
  private int front;

  private LossRecovery recovery = new LossRecovery(new Reno(DEFAULT_MSS_V4), false, DEFAULT_MSS_V4);
  private int maxPayload;
  private int synAcksAgain;

  /** When the first of the segments was sent again that are unanswered since; 0 for none. */
  private long unansweredSince;

  Sender(TcpConnection connection) {
    this.connection = connection;
    timeout = connection.stack.newTimeout();
  }

  void negotiate(TcpHeader syn) {
    boolean v6 = connection.v6;
    int headers = IpWriter.length(v6) + TcpWriter.LENGTH;
    int theirs = syn.mss != 0 ? syn.mss : v6 ? DEFAULT_MSS_V6 : DEFAULT_MSS_V4;
    int mss = Math.max(MIN_MSS, Math.min(theirs, connection.stack.egress.mtu() - headers));
    setSegmentSize(mss, headers);
    shift = Math.max(0, syn.windowScale);
    wnd = syn.window; // never scaled in a SYN (RFC 7323 section 2.2)
    maxWnd = wnd;
    wl1 = syn.seq;
  }

  private void setSegmentSize(int mss, int headers) {
    int options = connection.timestamps ? TcpWriter.TIMESTAMPS_LENGTH : 0;
    segmentSize = mss - options;
    int largest = (0xffff - headers - options) / segmentSize * segmentSize;
    maxPayload = connection.stack.egress.superpackets(connection.v6) ? largest : segmentSize;
  }

  /** Something on the way carries no more than this (RFC 1191 section 3, RFC 8201 section 4). */
  void pathMtu(int mtu) {
    int headers = IpWriter.length(connection.v6) + TcpWriter.LENGTH;
    int options = connection.timestamps ? TcpWriter.TIMESTAMPS_LENGTH : 0;
    int mss = Math.max(mtu, connection.v6 ? MIN_MTU_V6 : MIN_MTU_V4) - headers;
    if (mss - options < segmentSize) {
      setSegmentSize(mss, headers);
      nxt = una;
      connection.stack.ready(connection);
    }
  }

  void open(int iss) {
    una = iss;
    nxt = iss;
    max = iss;
    front = iss + 1;
    recovery = new LossRecovery(new Reno(segmentSize), connection.sack, segmentSize);
  }

  void synSent() {
    nxt = una + 1;
    max = nxt;
    timeout.onSent(max, connection.stack.now());
    connection.timers.startRetransmission();
  }

  /** Our FIN has been sent and acknowledged. */
  boolean finAcknowledged() {
    return connection.state.finSent() && una == front + buffer.size() + 1;
  }

  int flight() {
    return max - una;
  }

  /** Something is queued that has not been sent, or was sent and is to be sent again. */
  private int unsent() {
    return front + buffer.size() - nxt;
  }

  /** Sends what the windows allow. */
  void output() {
    if (connection.state == TcpState.SYN_RECEIVED || !connection.state.synchronised()) {
      return;
    }
    sendWhatMayBe();
    if (flight() != 0 || unsent() > 0 || finLeft()) {
      connection.timers.ensureRetransmission();
    }
  }

  private void sendWhatMayBe() {
    boolean more = true;
    while (more) {
      more = recovery.guided() ? sendGuided() : sendNext();
    }
  }

  /** NextSeg of RFC 6675 section 4, while the pipe has room for a segment. */
  private boolean sendGuided() {
    int room = recovery.congestionWindow() - recovery.pipe(una, max);
    if (room < segmentSize) {
      return false;
    }
    int lost = recovery.nextLost(una, max, /* lostOnly= */ true);
    if (lost == max) {
      if (sendNext()) {
        return true;
      }
      lost = recovery.nextLost(una, max, /* lostOnly= */ false);
    }
    if (lost != max) {
      int most = Math.min(room - room % segmentSize, recovery.holeEnd(lost, max) - lost);
      recovery.resent(lost + resend(lost, most));
      return true;
    }
    if (flight() > 0 && recovery.rescue(una, max)) {
      resend(max - Math.min(segmentSize, flight()), segmentSize);
    }
    return false;
  }

  /** What follows SND.NXT; after a time-out, what of it has not arrived. */
  private boolean sendNext() {
    nxt = recovery.nextMissing(nxt);
    int unsent = unsent();
    if (unsent < 0 || (unsent == 0 && !finLeft())) {
      return false;
    }
    int usable = una + Math.min(wnd, recovery.reach(una, nxt, max)) - nxt;
    int length = Math.min(Math.min(unsent, usable), maxPayload);
    if (length < 0) {
      return false;
    }
    length = recovery.holeEnd(nxt, nxt + length) - nxt;
    boolean all = length == unsent;
    if (!all && length > segmentSize) {
      length -= length % segmentSize;
    }
    boolean fin = finQueued && all && usable > length;
    if (length == 0 && !fin) {
      return false;
    }
    // Sender's silly window avoidance (RFC 9293 section 3.8.6.2.1); the override is the timer.
    boolean worthwhile =
        length >= segmentSize || all || length >= maxWnd / 2 || SequenceNumber.lt(nxt, max);
    if (!worthwhile) {
      return false;
    }
    send(nxt, length, fin, all);
    nxt += length + (fin ? 1 : 0);
    return true;
  }

  private boolean finLeft() {
    return finQueued && SequenceNumber.le(nxt, front + buffer.size());
  }

  private void send(int seq, int length, boolean fin, boolean push) {
    int end = seq + length + (fin ? 1 : 0);
    if (SequenceNumber.gt(end, max)) {
      timeout.onSent(end, connection.stack.now());
      max = end;
    } else {
      timeout.onRetransmit();
      connection.retransmits++;
      connection.stack.counters.count(Counter.RETRANSMITS);
    }
    if (fin && connection.state == TcpState.ESTABLISHED) {
      connection.state = TcpState.FIN_WAIT_1;
    } else if (fin && connection.state == TcpState.CLOSE_WAIT) {
      connection.state = TcpState.LAST_ACK;
    }
    int flags =
        TcpHeader.ACK | (push && length > 0 ? TcpHeader.PSH : 0) | (fin ? TcpHeader.FIN : 0);
    connection.stack.writer.segment(connection, seq, flags, seq - front, length);
  }

  /** The first segment that is not acknowledged, again. */
  private void resendFirst() {
    int most = Math.min(segmentSize, recovery.holeEnd(una, max) - una);
    recovery.resent(una + resend(una, most));
  }

  /** Up to so many sequence numbers again, and how many; what is sent next stays what it was. */
  private int resend(int seq, int numbers) {
    int end = front + buffer.size();
    int length = Math.min(Math.min(numbers, maxPayload), end - seq);
    boolean fin = connection.state.finSent() && seq + length == end;
    if (length > 0 || fin) {
      send(seq, length, fin, false);
    }
    return length + (fin ? 1 : 0);
  }

  /**
   * An acknowledgment of something new (section 3.10.7.4, fifth).
   *
   * @param ack after SND.UNA, not after SND.NXT
   */
  void acknowledged(int ack) {
    int bytes = ack - una;
    boolean limited = flight() + segmentSize >= recovery.congestionWindow();
    una = ack;
    if (SequenceNumber.lt(nxt, una)) {
      nxt = una;
    }
    // The difference is taken in 32 bits, which is what lets it pass the wrap.
    int dropped = Math.min(Math.max(0, ack - front), buffer.size());
    if (dropped > 0) {
      buffer.drop(dropped);
      front += dropped;
    }
    timeout.onAck(ack, connection.stack.now());
    timeout.resetBackoff();
    if (synAcksAgain > 0) {
      synAcksAgain = 0;
      timeout.synWasLost();
    }
    unansweredSince = 0;
    boolean partial = recovery.onAcknowledged(bytes, ack, limited, connection.stack.now());
    if (flight() == 0) {
      connection.timers.stopRetransmission();
    } else {
      connection.timers.startRetransmission();
      if (partial) {
        resendFirst();
      }
    }
    if (dropped > 0) {
      connection.user.onAcknowledged(dropped);
    }
  }

  /** SACK blocks of an acceptable segment; whether they tell of anything new. */
  boolean selectivelyAcknowledged(TcpHeader segment) {
    return recovery.update(segment, una, max);
  }

  /** A duplicate acknowledgment while something is in flight; see {@link LossRecovery}. */
  void duplicateAck() {
    if (recovery.onDuplicate(una, max, connection.stack.now())) {
      connection.stack.counters.count(Counter.FAST_RETRANSMITS);
      nxt = max;
      resendFirst();
    }
  }

  /** Whether a segment with this acknowledgment and window would change SND.WND. */
  boolean sameWindow(int field) {
    return wnd == field << shift;
  }

  /** SND.WND by the rules of section 3.10.7.4, fifth. */
  void updateWindow(TcpHeader segment) {
    boolean newer =
        SequenceNumber.lt(wl1, segment.seq)
            || (wl1 == segment.seq && SequenceNumber.le(wl2, segment.ack));
    if (newer) {
      boolean opened = wnd == 0;
      wnd = segment.window << shift;
      maxWnd = Math.max(maxWnd, wnd);
      wl1 = segment.seq;
      wl2 = segment.ack;
      if (wnd == 0) {
        unansweredSince = 0; // A closed window may stay closed for ever (section 3.8.6.1).
      } else if (opened) {
        timeout.resetBackoff();
        connection.timers.stopRetransmission();
      }
    }
  }

  /** The retransmission timer has run out, or the persist timer: they are one. */
  void onTimeout() {
    TcpStack stack = connection.stack;
    long now = stack.now();
    if (connection.state == TcpState.SYN_RECEIVED) {
      if (++synAcksAgain > SYN_ACK_RETRIES) {
        connection.giveUp(Phrase.PROGRAM_NO_ACK.of());
        return;
      }
      stack.counters.count(Counter.RETRANSMITS);
      timeout.onRetransmit();
      stack.writer.synAck(connection);
    } else if (wnd == 0 || flight() == 0) {
      if (unsent() <= 0 && !finLeft() && flight() == 0) {
        return;
      }
      probe();
    } else {
      stack.counters.count(Counter.RETRANSMIT_TIMEOUTS);
      recovery.onTimeout(flight(), max, unansweredSince == 0, now);
      nxt = una;
      sendWhatMayBe(); // The window is one segment now.
    }
    if (unansweredSince == 0) {
      unansweredSince = now;
    } else if (now - unansweredSince > stack.settings.giveUp().toNanos()) {
      connection.giveUp(Phrase.PROGRAM_SILENT.of(stack.settings.giveUp().toSeconds()));
      return;
    }
    timeout.backOff();
    connection.timers.startRetransmission();
  }

  /**
   * Section 3.8.6.1: at least one byte into a closed window, so that the answer tells when it has
   * opened; into a small one as much as fits.
   */
  private void probe() {
    connection.stack.counters.count(Counter.WINDOW_PROBES);
    nxt = una;
    int length = Math.min(Math.min(Math.max(1, wnd), segmentSize), buffer.size());
    boolean fin = finQueued && length == buffer.size() && (length == 0 || wnd > length);
    send(una, length, fin, true);
    if (wnd > 0) {
      nxt = una + length + (fin ? 1 : 0);
    }
  }

  void release() {
    buffer.release();
  }
}
