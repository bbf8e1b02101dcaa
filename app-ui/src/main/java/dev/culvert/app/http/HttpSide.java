package dev.culvert.app.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * One direction of a connection, in whichever version of HTTP it turns out to speak: a client of
 * HTTP/2 begins with a preface, a server with its settings (RFC 9113 section 3.4).
 */
final class HttpSide implements TcpText.Hearer {
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

  private final boolean client;
  private final HttpParser first;
  private final Supplier<Http2Frames> second;
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private Speaks speaks = Speaks.UNKNOWN;

  private enum Speaks {
    UNKNOWN,
    FIRST,
    SECOND
  }

  /**
   * @param second asked for when the connection turns out to speak it
   */
  HttpSide(boolean client, HttpParser first, Supplier<Http2Frames> second) {
    this.client = client;
    this.first = first;
    this.second = second;
  }

  @Override
  public void feed(byte[] bytes) {
    switch (speaks) {
      case UNKNOWN -> {
        held.writeBytes(bytes);
        decide();
      }
      case FIRST -> first(bytes);
      case SECOND -> second.get().feed(bytes, 0);
    }
  }

  private void first(byte[] bytes) {
    int read = first.feed(bytes);
    if (speaks == Speaks.UNKNOWN && read < bytes.length) {
      feed(Arrays.copyOfRange(bytes, read, bytes.length));
    }
  }

  private void decide() {
    byte[] bytes = held.toByteArray();
    if (client ? isPreface(bytes) : isSettings(bytes)) {
      int needed = client ? PREFACE.length : Http2Frames.HEAD;
      if (bytes.length >= needed) {
        speaks = Speaks.SECOND;
        held.reset();
        second.get().feed(bytes, client ? PREFACE.length : 0);
      }
    } else {
      speaks = Speaks.FIRST;
      held.reset();
      first(bytes);
    }
  }

  /** As far as they go. */
  private static boolean isPreface(byte[] bytes) {
    int length = Math.min(bytes.length, PREFACE.length);
    return Arrays.equals(bytes, 0, length, PREFACE, 0, length);
  }

  private static boolean isSettings(byte[] bytes) {
    for (int i = 0; i < Math.min(bytes.length, Http2Frames.HEAD); i++) {
      boolean right =
          switch (i) {
            case 0 -> bytes[i] == 0;
            case 1, 2 -> true;
            case 3 -> bytes[i] == Http2Frames.SETTINGS;
            default -> bytes[i] == 0;
          };
      if (!right) {
        return false;
      }
    }
    return true;
  }

  /** It was agreed to go on with HTTP/2: what comes next begins as such a connection does. */
  void upgraded() {
    speaks = Speaks.UNKNOWN;
  }

  @Override
  public void gap(long bytes) {
    if (speaks == Speaks.UNKNOWN) {
      speaks = Speaks.FIRST;
      first.feed(held.toByteArray());
      held.reset();
    }
    if (speaks == Speaks.SECOND) {
      second.get().gap(bytes);
    } else {
      first.gap(bytes);
    }
  }

  /** No more bytes come. */
  void end() {
    if (speaks == Speaks.UNKNOWN && held.size() > 0) {
      speaks = Speaks.FIRST;
      first.feed(held.toByteArray());
      held.reset();
    }
    first.end();
  }

  /** Reads no more of the first version. */
  void stop() {
    held.reset();
    first.stop();
  }
}
