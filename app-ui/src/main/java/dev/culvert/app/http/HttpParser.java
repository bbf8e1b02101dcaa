package dev.culvert.app.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the messages of one direction of a connection (RFC 9112), as its bytes come. It holds a
 * head's bytes until the head is there and nothing else; what cannot be read ends the reading:
 * where the next message begins would be a guess.
 */
final class HttpParser {
  static final int LONGEST_HEAD = 16 * 1024;

  private final boolean requests;
  private final Events events;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final List<String> lines = new ArrayList<>();
  private int headBytes;
  private State state = State.HEAD;
  private long remaining;

  private enum State {
    HEAD,
    LENGTH,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILER,
    TO_END,
    OVER
  }

  /** How a message's body is bounded, as its head alone does not always tell. */
  enum Body {
    /** As the head says. */
    BY_HEAD,
    /** There is none, whatever the head says. */
    NONE,
    /** What follows is no HTTP any longer. */
    OTHER_PROTOCOL
  }

  /** What an end of reading means. */
  enum Why {
    /** TLS: not in plain text. */
    TLS,
    /** HTTP/2 in plain text, and older than the looking: its heads build on what was not seen. */
    HTTP2,
    /** Neither. */
    NO_HTTP,
    /** Bytes were missed where they cannot be done without. */
    MISSED,
    /** It was agreed to go on with another protocol. */
    UPGRADED
  }

  /** What is told of messages. */
  interface Events {
    /** The first byte of a head. */
    void begins();

    /** A head is there. */
    Body head(String startLine, List<HttpHeader> headers);

    /** Bytes of the body. */
    void body(byte[] bytes, int from, int length);

    /** Bytes of the body were missed. */
    void missed(long bytes);

    /** The message is over. */
    void ends();

    /** Nothing more is read. */
    void over(Why why);
  }

  HttpParser(boolean requests, Events events) {
    this.requests = requests;
    this.events = events;
  }

  /**
   * The next bytes.
   *
   * @return how many of them it read before it was over
   */
  int feed(byte[] bytes) {
    int at = 0;
    while (at < bytes.length && state != State.OVER) {
      at =
          switch (state) {
            case LENGTH, CHUNK, TO_END -> content(bytes, at);
            case HEAD, CHUNK_SIZE, CHUNK_END, TRAILER -> lineByte(bytes, at);
            case OVER -> bytes.length;
          };
    }
    return at;
  }

  /** So many bytes came that nobody has seen. */
  void gap(long bytes) {
    if (state == State.OVER) {
      return;
    }
    boolean within =
        state == State.TO_END
            || (state == State.LENGTH || state == State.CHUNK) && bytes <= remaining;
    if (!within) {
      over(Why.MISSED);
      return;
    }
    events.missed(bytes);
    if (state != State.TO_END) {
      remaining -= bytes;
      afterContent();
    }
  }

  /** No more bytes come. */
  void end() {
    if (state == State.TO_END) {
      state = State.OVER;
      events.ends();
    }
  }

  /** Reads no more. */
  void stop() {
    state = State.OVER;
    line.reset();
    lines.clear();
  }

  private void over(Why why) {
    stop();
    events.over(why);
  }

  private int content(byte[] bytes, int from) {
    int length = bytes.length - from;
    if (state != State.TO_END) {
      length = (int) Math.min(length, remaining);
      remaining -= length;
    }
    events.body(bytes, from, length);
    afterContent();
    return from + length;
  }

  private void afterContent() {
    if (remaining == 0 && state == State.LENGTH) {
      message();
    } else if (remaining == 0 && state == State.CHUNK) {
      state = State.CHUNK_END;
    }
  }

  private void message() {
    state = State.HEAD;
    headBytes = 0;
    events.ends();
  }

  private int lineByte(byte[] bytes, int at) {
    byte b = bytes[at];
    if (state == State.HEAD && headBytes == 0 && !first(b)) {
      return at + 1;
    }
    if (++headBytes > LONGEST_HEAD) {
      over(Why.NO_HTTP);
    } else if (b == '\n') {
      String said = line.toString(StandardCharsets.ISO_8859_1);
      line.reset();
      line(said.endsWith("\r") ? said.substring(0, said.length() - 1) : said);
    } else {
      line.write(b);
    }
    return at + 1;
  }

  /** Whether a head begins with this byte; empty lines before one are passed over. */
  private boolean first(byte b) {
    if (b == '\r' || b == '\n') {
      return false;
    }
    boolean letter = b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z';
    if (requests ? !letter : b != 'H') {
      over(b == 0x16 ? Why.TLS : Why.NO_HTTP);
      return false;
    }
    events.begins();
    return true;
  }

  private void line(String said) {
    switch (state) {
      case HEAD -> {
        if (said.isEmpty()) {
          head();
        } else if (lines.isEmpty()
            && !(requests ? HttpLines.isRequest(said) : HttpLines.isStatus(said))) {
          over(Why.NO_HTTP);
        } else {
          lines.add(said);
        }
      }
      case CHUNK_SIZE -> {
        remaining = HttpLines.chunk(said);
        headBytes = 0;
        if (remaining < 0) {
          over(Why.NO_HTTP);
        } else {
          state = remaining == 0 ? State.TRAILER : State.CHUNK;
        }
      }
      case CHUNK_END -> {
        if (said.isEmpty()) {
          state = State.CHUNK_SIZE;
        } else {
          over(Why.NO_HTTP);
        }
      }
      case TRAILER -> {
        if (said.isEmpty()) {
          message();
        }
      }
      default -> throw new IllegalStateException("no line is read in " + state);
    }
  }

  private void head() {
    String first = lines.getFirst();
    List<HttpHeader> fields = HttpLines.fields(lines.subList(1, lines.size()));
    lines.clear();
    headBytes = 0;
    if (fields == null) {
      over(Why.NO_HTTP);
      return;
    }
    switch (events.head(first, fields)) {
      case NONE -> message();
      case OTHER_PROTOCOL -> over(Why.UPGRADED);
      case BY_HEAD -> body(fields);
    }
  }

  private void body(List<HttpHeader> fields) {
    String coding = HttpLines.coding(fields);
    Optional<Long> length = HttpLines.length(fields);
    if (coding.equals("chunked")) {
      state = State.CHUNK_SIZE;
    } else if (requests && !coding.isEmpty() || length.isEmpty()) {
      // How long it is cannot be told (RFC 9112 section 6.3).
      over(Why.NO_HTTP);
    } else if (!coding.isEmpty() || !requests && length.orElseThrow() < 0) {
      state = State.TO_END;
    } else if (length.orElseThrow() <= 0) {
      message();
    } else {
      state = State.LENGTH;
      remaining = length.orElseThrow();
    }
  }
}
