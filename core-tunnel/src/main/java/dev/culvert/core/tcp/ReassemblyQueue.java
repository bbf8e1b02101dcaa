package dev.culvert.core.tcp;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Payload that came before what precedes it (RFC 9293 section 3.10.7.4, seventh). Pieces are kept
 * in order and do not overlap; all lie inside the window, which bounds them. Their number is
 * bounded as well: many tiny pieces far apart are not worth their memory, and are sent again.
 */
final class ReassemblyQueue {
  static final int MAX_PIECES = 1024;

  private static final int MAX_RECENT = 4;

  private final List<Piece> pieces = new ArrayList<>(0);

  /** Where the last segments began that came out of order, the latest first. */
  private final int[] recent = new int[MAX_RECENT];

  private int recentCount;

  private record Piece(int seq, ByteBuf bytes) {
    int end() {
      return seq + bytes.readableBytes();
    }
  }

  boolean isEmpty() {
    return pieces.isEmpty();
  }

  /** Takes in what it does not have yet of this payload. Takes over the buffer. */
  void add(int seq, ByteBuf payload) {
    recentCount = Math.min(MAX_RECENT, recentCount + 1);
    System.arraycopy(recent, 0, recent, 1, recentCount - 1);
    recent[0] = seq;
    int at = pieces.size();
    while (at > 0 && SequenceNumber.gt(pieces.get(at - 1).seq, seq)) {
      at--;
    }
    // All before `at` begin at or before seq; the last of them may reach into the new piece.
    int from = seq;
    int end = seq + payload.readableBytes();
    if (at > 0) {
      from = SequenceNumber.max(from, pieces.get(at - 1).end());
    }
    // Those after it that it covers are replaced; one that it only touches cuts its end.
    while (at < pieces.size() && SequenceNumber.le(pieces.get(at).end(), end)) {
      pieces.remove(at).bytes.release();
    }
    if (at < pieces.size() && SequenceNumber.lt(pieces.get(at).seq, end)) {
      end = pieces.get(at).seq;
    }
    if (SequenceNumber.ge(from, end) || pieces.size() >= MAX_PIECES) {
      payload.release();
      return;
    }
    payload.skipBytes(from - seq);
    payload.writerIndex(payload.readerIndex() + (end - from));
    pieces.add(at, new Piece(from, payload));
  }

  /**
   * Takes out the payload that continues at {@code next}, without what was received before; null
   * when it is still missing.
   */
  @Nullable ByteBuf poll(int next) {
    while (!pieces.isEmpty() && SequenceNumber.le(pieces.getFirst().seq, next)) {
      Piece first = pieces.removeFirst();
      if (SequenceNumber.gt(first.end(), next)) {
        first.bytes.skipBytes(next - first.seq);
        return first.bytes;
      }
      first.bytes.release();
    }
    return null;
  }

  /**
   * What is here, as ranges without gaps: the one that the last segment went into first, then those
   * of the segments before it (RFC 2018 section 4).
   *
   * @return how many, at most {@code most}
   */
  int blocks(int[] left, int[] right, int most) {
    int blocks = 0;
    for (int i = 0; i < recentCount && blocks < most; i++) {
      int at = indexOf(recent[i]);
      if (at >= 0) {
        int first = at;
        while (first > 0 && pieces.get(first - 1).end() == pieces.get(first).seq) {
          first--;
        }
        int last = at;
        while (last + 1 < pieces.size() && pieces.get(last).end() == pieces.get(last + 1).seq) {
          last++;
        }
        left[blocks] = pieces.get(first).seq;
        right[blocks] = pieces.get(last).end();
        blocks += isRepeated(left, blocks) ? 0 : 1;
      }
    }
    return blocks;
  }

  private static boolean isRepeated(int[] left, int at) {
    for (int i = 0; i < at; i++) {
      if (left[i] == left[at]) {
        return true;
      }
    }
    return false;
  }

  /** Of the piece that holds this number; -1 when none does. */
  private int indexOf(int seq) {
    int at = pieces.size() - 1;
    while (at >= 0 && SequenceNumber.gt(pieces.get(at).seq, seq)) {
      at--;
    }
    return at >= 0 && SequenceNumber.lt(seq, pieces.get(at).end()) ? at : -1;
  }

  void release() {
    recentCount = 0;
    pieces.forEach(piece -> piece.bytes.release());
    pieces.clear();
  }
}
