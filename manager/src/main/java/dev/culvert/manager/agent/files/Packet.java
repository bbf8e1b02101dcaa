package dev.culvert.manager.agent.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * SFTP's own encoding (draft-ietf-secsh-filexfer-02 section 3): big-endian, strings with their
 * length.
 */
final class Packet {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

  /** An answer of this type. */
  Packet(int type) {
    out.write(type);
  }

  Packet number(int value) {
    out.writeBytes(ByteBuffer.allocate(4).putInt(value).array());
    return this;
  }

  Packet longNumber(long value) {
    out.writeBytes(ByteBuffer.allocate(8).putLong(value).array());
    return this;
  }

  Packet text(String value) {
    return bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  Packet bytes(byte[] value) {
    return bytes(value, value.length);
  }

  Packet bytes(byte[] value, int length) {
    number(length);
    out.write(value, 0, length);
    return this;
  }

  Packet raw(Packet other) {
    byte[] all = other.out.toByteArray();
    out.write(all, 1, all.length - 1);
    return this;
  }

  /** With its length before it. */
  byte[] framed() {
    byte[] body = out.toByteArray();
    return ByteBuffer.allocate(4 + body.length).putInt(body.length).put(body).array();
  }

  /** Reads a string; what a client sends may be cut short. */
  static byte[] bytes(ByteBuffer in) throws IOException {
    int length = number(in);
    if (length < 0 || length > in.remaining()) {
      throw new IOException("a string of " + length + " bytes in what has " + in.remaining());
    }
    byte[] value = new byte[length];
    in.get(value);
    return value;
  }

  static String text(ByteBuffer in) throws IOException {
    return new String(bytes(in), StandardCharsets.UTF_8);
  }

  static int number(ByteBuffer in) throws IOException {
    if (in.remaining() < 4) {
      throw new IOException("a packet ends within a number");
    }
    return in.getInt();
  }

  static long longNumber(ByteBuffer in) throws IOException {
    if (in.remaining() < 8) {
      throw new IOException("a packet ends within a number");
    }
    return in.getLong();
  }
}
