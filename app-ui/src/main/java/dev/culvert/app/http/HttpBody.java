package dev.culvert.app.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/**
 * A body as a person reads it.
 *
 * @param kind what it was taken for
 * @param text to be shown
 * @param size of what is shown, decompressed, in bytes
 * @param cut whether something is missing at its end
 */
public record HttpBody(Kind kind, String text, long size, boolean cut) {
  /** A body that unpacks to more than this is a joke, or an attack. */
  static final int MOST_UNPACKED = 256 * 1024;

  private static final int HEX_BYTES = 2048;

  /** What it was taken for. */
  public enum Kind {
    /** There is none. */
    NONE,
    /** JSON, each value on a line of its own. */
    JSON,
    /** Text as it is. */
    TEXT,
    /** Bytes in hexadecimal, with what of them is ASCII. */
    HEX
  }

  /** Reads a message's body by its content type and coding. */
  public static HttpBody of(HttpMessage message) {
    if (message.body().length == 0) {
      return new HttpBody(Kind.NONE, "", 0, message.bodyLength() > 0);
    }
    Unpacked bytes = unpack(message);
    boolean cut = bytes.cut || message.body().length < message.bodyLength();
    String type = message.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    Optional<String> text = bytes.packed ? Optional.empty() : text(bytes.data, charset(type));
    if (text.isEmpty()) {
      int shown = Math.min(bytes.data.length, HEX_BYTES);
      return new HttpBody(
          Kind.HEX, hex(bytes.data, shown), shown, cut || shown < bytes.data.length);
    }
    String said = text.orElseThrow();
    if (type.contains("json") || said.stripLeading().startsWith("{")) {
      Optional<String> pretty = PrettyJson.of(said);
      if (pretty.isPresent()) {
        return new HttpBody(Kind.JSON, pretty.orElseThrow(), bytes.data.length, cut);
      }
    }
    return new HttpBody(Kind.TEXT, said, bytes.data.length, cut);
  }

  /**
   * A body without its content coding.
   *
   * @param packed whether it has one that is not known
   */
  private record Unpacked(byte[] data, boolean cut, boolean packed) {}

  private static Unpacked unpack(HttpMessage message) {
    String coding =
        message.header("Content-Encoding").orElse("identity").strip().toLowerCase(Locale.ROOT);
    InputStream packed = new ByteArrayInputStream(message.body());
    return switch (coding) {
      case "", "identity" -> new Unpacked(message.body(), false, false);
      case "gzip", "x-gzip" -> inflate(message.body(), () -> new GZIPInputStream(packed));
      case "deflate" -> inflate(message.body(), () -> new InflaterInputStream(packed));
      default -> new Unpacked(message.body(), false, true);
    };
  }

  private interface Opening {
    InputStream open() throws IOException;
  }

  /** As far as it goes: of a body that was cut the beginning can be read. */
  private static Unpacked inflate(byte[] body, Opening opening) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] piece = new byte[8192];
    try (InputStream in = opening.open()) {
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        out.write(piece, 0, Math.min(read, MOST_UNPACKED - out.size()));
        if (out.size() >= MOST_UNPACKED) {
          return new Unpacked(out.toByteArray(), true, false);
        }
      }
      return new Unpacked(out.toByteArray(), false, false);
    } catch (IOException e) {
      return out.size() == 0
          ? new Unpacked(body, true, true)
          : new Unpacked(out.toByteArray(), true, false);
    }
  }

  private static Charset charset(String type) {
    int at = type.indexOf("charset=");
    if (at < 0) {
      return StandardCharsets.UTF_8;
    }
    String name = type.substring(at + 8).split(";", 2)[0].replace("\"", "").strip();
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return StandardCharsets.UTF_8;
    }
  }

  /** Empty when the bytes are no text in this charset. A character cut at the end is left out. */
  private static Optional<String> text(byte[] bytes, Charset charset) {
    for (int missing = 0; missing < 4 && missing < bytes.length; missing++) {
      try {
        String text =
            charset
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes, 0, bytes.length - missing))
                .toString();
        return text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\r' && c != '\t')
            ? Optional.empty()
            : Optional.of(text);
      } catch (CharacterCodingException e) {
        // Perhaps the last character is cut.
      }
    }
    return Optional.empty();
  }

  private static String hex(byte[] bytes, int length) {
    StringBuilder lines = new StringBuilder();
    for (int at = 0; at < length; at += 16) {
      StringBuilder ascii = new StringBuilder();
      lines.append("%04x ".formatted(at));
      for (int i = at; i < at + 16; i++) {
        lines.append(i < length ? " %02x".formatted(bytes[i] & 255) : "   ");
        if (i < length) {
          ascii.append(bytes[i] >= ' ' && bytes[i] < 127 ? (char) bytes[i] : '.');
        }
      }
      lines.append("  ").append(ascii).append('\n');
    }
    return lines.toString();
  }
}
