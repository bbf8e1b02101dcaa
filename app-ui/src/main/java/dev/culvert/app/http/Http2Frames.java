package dev.culvert.app.http;

import dev.culvert.app.http.HttpParser.Why;
import java.io.ByteArrayOutputStream;

/**
 * Reads the frames of one direction of an HTTP/2 connection (RFC 9113 section 4), behind the
 * client's preface. It holds a header block until that is whole and nothing else; bytes of a body
 * may be missed, a frame's beginning may not.
 */
final class Http2Frames {
  static final int HEAD = 9;
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PUSH_PROMISE = 5;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 0x1;
  static final int ACK = 0x1;
  static final int END_HEADERS = 0x4;
  static final int PADDED = 0x8;
  static final int PRIORITY = 0x20;

  /** All of a head's header blocks; also the longest settings. */
  static final int MOST_HELD = 64 * 1024;

  private static final int TABLE_SIZE = 1;
  private static final int SETTING = 6;

  private final Events events;
  private final byte[] head = new byte[HEAD];
  private int headBytes;
  private final ByteArrayOutputStream payload = new ByteArrayOutputStream();
  private final ByteArrayOutputStream block = new ByteArrayOutputStream();
  private int blockStream;
  private boolean blockEnds;
  private boolean blockPromised;
  private int remaining;
  private int padding;
  private boolean padUnread;
  private boolean over;

  /** What is told of frames. */
  interface Events {
    /** The first byte of a frame. */
    void begins();

    /**
     * A whole header block.
     *
     * @param promised of a request that the server made up; what answers it has a stream of its own
     */
    void head(int stream, byte[] block, boolean promised);

    /** Bytes of a body. */
    void body(int stream, byte[] bytes, int from, int length);

    /** Bytes of a body were missed. */
    void missed(int stream, long bytes);

    /** This direction of the stream is over. */
    void ends(int stream);

    /** The stream was given up. */
    void reset(int stream);

    /** So large may the table be that the other direction's heads build on. */
    void tableSize(long bytes);

    /** The other direction's settings hold from here on. */
    void settingsTaken();

    /** Nothing more is read. */
    void over(Why why);
  }

  Http2Frames(Events events) {
    this.events = events;
  }

  /** Whether these bytes are whole frames of a kind that a connection in use has. */
  static boolean areFrames(byte[] bytes) {
    int at = 0;
    while (at + HEAD <= bytes.length) {
      int length = (bytes[at] & 255) << 16 | (bytes[at + 1] & 255) << 8 | bytes[at + 2] & 255;
      boolean known = bytes[at + 3] >= DATA && bytes[at + 3] <= CONTINUATION;
      if (!known || length > MOST_HELD || bytes[at + 5] < 0) {
        return false;
      }
      at += HEAD + length;
    }
    return at == bytes.length && at > 0;
  }

  /** The next bytes. */
  void feed(byte[] bytes, int from) {
    int at = from;
    while (at < bytes.length && !over) {
      if (headBytes < HEAD) {
        if (headBytes == 0) {
          events.begins();
        }
        head[headBytes++] = bytes[at++];
        if (headBytes == HEAD) {
          begin();
        }
      } else {
        at = content(bytes, at);
      }
    }
  }

  /** So many bytes came that nobody has seen. */
  void gap(long bytes) {
    boolean within = headBytes == HEAD && bytes <= remaining && !padUnread && !held();
    if (over) {
      return;
    }
    if (!within) {
      over(Why.MISSED);
      return;
    }
    if (type() == DATA) {
      events.missed(stream(), Math.max(0, Math.min(bytes, remaining - padding)));
    }
    remaining -= (int) bytes;
    atEnd();
  }

  /** Reads no more. */
  void stop() {
    over = true;
    payload.reset();
    block.reset();
  }

  private void over(Why why) {
    stop();
    events.over(why);
  }

  private int type() {
    return head[3];
  }

  private boolean has(int flag) {
    return (head[4] & flag) != 0;
  }

  private int stream() {
    return (head[5] & 127) << 24 | (head[6] & 255) << 16 | (head[7] & 255) << 8 | head[8] & 255;
  }

  /** Whether the payload has to be whole to be read. */
  private boolean held() {
    return switch (type()) {
      case HEADERS, PUSH_PROMISE, CONTINUATION, SETTINGS -> true;
      default -> false;
    };
  }

  private void begin() {
    remaining = (head[0] & 255) << 16 | (head[1] & 255) << 8 | head[2] & 255;
    padding = 0;
    padUnread = type() == DATA && has(PADDED);
    payload.reset();
    boolean continues = type() == CONTINUATION;
    if (continues != (blockStream != 0) || continues && stream() != blockStream) {
      over(Why.NO_HTTP); // Nothing may stand between the parts of a head (section 6.10).
    } else if (held() && remaining + block.size() > MOST_HELD || padUnread && remaining == 0) {
      over(Why.NO_HTTP);
    } else {
      atEnd();
    }
  }

  private int content(byte[] bytes, int from) {
    int at = from;
    if (padUnread) {
      padUnread = false;
      padding = bytes[at++] & 255;
      remaining--;
      if (padding > remaining) {
        over(Why.NO_HTTP);
        return at;
      }
    }
    int length = Math.min(bytes.length - at, remaining);
    if (held()) {
      payload.write(bytes, at, length);
    } else if (type() == DATA) {
      int said = Math.min(length, remaining - padding);
      if (said > 0) {
        events.body(stream(), bytes, at, said);
      }
    }
    remaining -= length;
    atEnd();
    return at + length;
  }

  private void atEnd() {
    if (over || remaining > 0) {
      return;
    }
    headBytes = 0;
    switch (type()) {
      case DATA -> {
        if (has(END_STREAM)) {
          events.ends(stream());
        }
      }
      case RST_STREAM -> events.reset(stream());
      case SETTINGS -> settings(payload.toByteArray());
      case HEADERS -> block(has(PRIORITY) ? 5 : 0, has(END_STREAM), false);
      case PUSH_PROMISE -> block(4, false, true);
      case CONTINUATION -> fragment(payload.toByteArray(), 0, payload.size());
      default -> {}
    }
  }

  private void block(int skipped, boolean ends, boolean promised) {
    byte[] bytes = payload.toByteArray();
    int from = has(PADDED) ? 1 : 0;
    int to = bytes.length - (from == 1 && bytes.length > 0 ? bytes[0] & 255 : 0);
    if (stream() == 0 || from + skipped > to) {
      over(Why.NO_HTTP);
      return;
    }
    blockStream = stream();
    blockEnds = ends;
    blockPromised = promised;
    block.reset();
    fragment(bytes, from + skipped, to);
  }

  private void fragment(byte[] bytes, int from, int to) {
    block.write(bytes, from, to - from);
    if (!has(END_HEADERS)) {
      return;
    }
    int of = blockStream;
    blockStream = 0;
    byte[] whole = block.toByteArray();
    block.reset();
    events.head(of, whole, blockPromised);
    if (blockEnds && !over) {
      events.ends(of);
    }
  }

  private void settings(byte[] bytes) {
    if (has(ACK)) {
      events.settingsTaken();
      return;
    }
    for (int at = 0; at + SETTING <= bytes.length; at += SETTING) {
      if ((bytes[at] << 8 | bytes[at + 1]) == TABLE_SIZE) {
        events.tableSize(
            (bytes[at + 2] & 255L) << 24
                | (bytes[at + 3] & 255) << 16
                | (bytes[at + 4] & 255) << 8
                | bytes[at + 5] & 255);
      }
    }
  }
}
