package dev.culvert.core.tcp;

import dev.culvert.core.wire.TcpHeader;

/**
 * Which segments are lost: by what the receiver selectively acknowledges (RFC 6675) when it does,
 * otherwise by duplicate acknowledgments (RFC 5681 section 3.2, NewReno's RFC 6582), both with
 * limited transmit (RFC 3042). Tells {@link Sender} what to send; sends nothing.
 *
 * <p>Time-based detection (RFC 8985) is left out: see decision 0010.
 */
final class LossRecovery {
  private final CongestionControl congestion;
  private final boolean sack;
  private final int segmentSize;
  private final Scoreboard scoreboard = new Scoreboard();
  private int duplicateAcks;
  private boolean recovering;

  /** RecoveryPoint: what had been sent when the loss was found. */
  private int recover;

  /** Whether {@link #recover} is still ahead; past it, it says nothing (its number comes again). */
  private boolean recoverAhead;

  /** HighRxt: the number after the last that was sent again in this recovery. */
  private int highRxt;

  /** RescueRxt. */
  private int rescueRxt;

  /** Without SACK: segments that have left the network since, by the acknowledgments that came. */
  private int inflation;

  LossRecovery(CongestionControl congestion, boolean sack, int segmentSize) {
    this.congestion = congestion;
    this.sack = sack;
    this.segmentSize = segmentSize;
  }

  int congestionWindow() {
    return congestion.window();
  }

  /**
   * In a recovery that the scoreboard guides: what is sent is chosen by {@link #nextLost} first.
   */
  boolean guided() {
    return recovering && sack;
  }

  /**
   * Takes in the blocks of a segment (RFC 6675, Update).
   *
   * @return whether they tell of anything new
   */
  boolean update(TcpHeader segment, int una, int max) {
    boolean news = false;
    for (int i = 0; sack && i < segment.sackBlocks; i++) {
      int left = SequenceNumber.max(segment.sackLeft[i], una);
      int right = segment.sackRight[i];
      // Others are duplicates (RFC 2883), or nonsense.
      if (SequenceNumber.lt(left, right)
          && SequenceNumber.ge(segment.sackLeft[i], una)
          && SequenceNumber.le(right, max)) {
        news |= scoreboard.add(left, right);
      }
    }
    return news;
  }

  /**
   * New data is acknowledged.
   *
   * @return whether the segment at {@code ack} is to be sent again: a partial acknowledgment (RFC
   *     6582 section 3.2 step 3)
   */
  boolean onAcknowledged(int bytes, int ack, boolean limited, long now) {
    duplicateAcks = 0;
    scoreboard.acknowledged(ack);
    boolean reached = recoverAhead && SequenceNumber.ge(ack, recover);
    // Without SACK the duplicates that come just at this point may be of what was sent in vain.
    recoverAhead &= !reached || (!sack && ack == recover);
    if (recovering && reached) {
      recovering = false;
      inflation = 0;
      return false;
    }
    if (!recovering) {
      inflation = 0;
      congestion.onAcknowledged(bytes, limited, now);
      return false;
    }
    highRxt = SequenceNumber.max(highRxt, ack);
    inflation = Math.max(0, inflation - bytes + segmentSize);
    return !sack;
  }

  /**
   * A duplicate acknowledgment: with SACK one that told of something new, without it as RFC 5681
   * section 2 defines it.
   *
   * @return whether a recovery begins: the first segment is to be sent again at once
   */
  boolean onDuplicate(int una, int max, long now) {
    duplicateAcks++;
    if (recovering) {
      inflation = sack ? 0 : CongestionControl.saturated((long) inflation + segmentSize);
      return false;
    }
    boolean lost =
        duplicateAcks >= Scoreboard.DUPLICATES
            || SequenceNumber.gt(scoreboard.lostBefore(una, segmentSize), una);
    // RFC 6582 section 3.2 step 2: not for what was sent before the last loss.
    if (!lost || recoverAhead) {
      inflation = sack ? 0 : Math.min(2, duplicateAcks) * segmentSize;
      return false;
    }
    congestion.onLoss(max - una, now);
    recovering = true;
    recover = max;
    recoverAhead = true;
    highRxt = una;
    rescueRxt = una;
    inflation = sack ? 0 : Scoreboard.DUPLICATES * segmentSize;
    return true;
  }

  /** The retransmission timer has run out (RFC 5681 section 3.1, RFC 6675 section 5.1). */
  void onTimeout(int flight, int max, boolean first, long now) {
    congestion.onTimeout(flight, first, now);
    recovering = false;
    recover = max;
    recoverAhead = true;
    duplicateAcks = 0;
    inflation = 0;
    scoreboard.clear(); // RFC 2018 section 8: the receiver may have dropped what it had.
  }

  /** A hole was sent again up to here. */
  void resent(int end) {
    highRxt = SequenceNumber.max(highRxt, end);
  }

  /** How far after SND.UNA the congestion window reaches, for what is sent next. */
  int reach(int una, int nxt, int max) {
    if (guided()) {
      return max - una + congestion.window() - pipe(una, max);
    }
    return CongestionControl.saturated(
        (long) congestion.window() + inflation + scoreboard.bytesBetween(una, nxt));
  }

  /** SetPipe: an estimate of the bytes that are in the network. */
  int pipe(int una, int max) {
    int lost = scoreboard.lostBefore(una, segmentSize);
    int notLost = max - lost - scoreboard.bytesBetween(lost, max);
    int sentAgain = highRxt - una - scoreboard.bytesBetween(una, highRxt);
    return notLost + sentAgain;
  }

  /**
   * NextSeg, rules 1 and 3: where the next hole begins that has not been sent again.
   *
   * @param lostOnly rule 1: only what is surely lost
   * @return {@code max} when there is none
   */
  int nextLost(int una, int max, boolean lostOnly) {
    if (scoreboard.isEmpty()) {
      return max;
    }
    int seq = scoreboard.nextMissing(SequenceNumber.max(highRxt, una));
    int before = lostOnly ? scoreboard.lostBefore(una, segmentSize) : scoreboard.highest();
    return SequenceNumber.lt(seq, before) ? seq : max;
  }

  /**
   * NextSeg, rule 4: once in a recovery, after what was sent again has been acknowledged, the last
   * segment is sent again: the acknowledgments that would tell of its loss may be what is missing.
   */
  boolean rescue(int una, int max) {
    if (SequenceNumber.le(una, rescueRxt)) {
      return false;
    }
    rescueRxt = recover;
    return scoreboard.isEmpty() || scoreboard.highest() != max;
  }

  /** The first number from here that has not arrived. */
  int nextMissing(int seq) {
    return scoreboard.nextMissing(seq);
  }

  /** Where the hole that begins here ends. */
  int holeEnd(int seq, int max) {
    return scoreboard.nextArrived(seq, max);
  }
}
