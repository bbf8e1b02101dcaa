package dev.culvert.app.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** A TCP connection, said packet by packet into a reader. */
public final class Packets {
  static final Instant NOW = Instant.ofEpochSecond(1000);
  static final int FIN = 1;
  static final int SYN = 2;
  static final int RST = 4;
  static final int ACK = 16;

  final HttpReader reader;
  private final int port;
  int asked = 0x7fff_fff0;
  int answered = -20;
  long millis;

  Packets(HttpReader reader, int port) {
    this.reader = reader;
    this.port = port;
  }

  Packets open() {
    send(true, asked - 1, SYN, "");
    send(false, answered - 1, SYN | ACK, "");
    return this;
  }

  void ask(String text) {
    send(true, asked, ACK, text);
    asked += text.length();
  }

  void answer(String text) {
    send(false, answered, ACK, text);
    answered += text.length();
  }

  void send(boolean fromClient, int sequence, int flags, String text) {
    byte[] payload = text.getBytes(StandardCharsets.ISO_8859_1);
    int acknowledged = fromClient ? answered : asked;
    reader.packet(
        NOW.plusMillis(millis),
        fromClient,
        7,
        "",
        packet(fromClient, port, sequence, acknowledged, flags, payload));
  }

  /** A TCP segment between 10.0.0.1 and 10.96.1.2:8080 in an IPv4 packet. */
  public static byte[] packet(
      boolean fromClient, int port, int sequence, int acknowledged, int flags, byte[] payload) {
    ByteBuffer packet = ByteBuffer.allocate(40 + payload.length);
    packet.put((byte) 0x45).put((byte) 0).putShort((short) packet.capacity()).putInt(0);
    packet.put((byte) 64).put((byte) 6).putShort((short) 0);
    packet.putInt(fromClient ? 0x0a000001 : 0x0a600102);
    packet.putInt(fromClient ? 0x0a600102 : 0x0a000001);
    packet.putShort((short) (fromClient ? port : 8080));
    packet.putShort((short) (fromClient ? 8080 : port));
    packet.putInt(sequence).putInt(acknowledged).put((byte) 0x50).put((byte) flags);
    return packet.putShort((short) 0).putInt(0).put(payload).array();
  }
}
