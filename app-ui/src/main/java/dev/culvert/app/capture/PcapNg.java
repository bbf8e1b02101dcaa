package dev.culvert.app.capture;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Writes packets in the format pcapng (draft-ietf-opsawg-pcapng): one section, one interface of raw
 * IP packets, times in nanoseconds, a comment on each packet. Not safe for several threads.
 */
public final class PcapNg {
  private static final int SECTION_HEADER = 0x0A0D0D0A;
  private static final int INTERFACE_DESCRIPTION = 1;
  private static final int ENHANCED_PACKET = 6;
  private static final int BYTE_ORDER = 0x1A2B3C4D;

  /** LINKTYPE_RAW: packets begin with an IPv4 or IPv6 header. */
  private static final int RAW_IP = 101;

  private static final int OPTION_COMMENT = 1;
  private static final int OPTION_NAME = 2;
  private static final int OPTION_APPLICATION = 4;
  private static final int OPTION_FLAGS = 2;
  private static final int OPTION_RESOLUTION = 9;
  private static final int INBOUND = 1;
  private static final int OUTBOUND = 2;

  /** An option's value has a length of 16 bits. */
  private static final int LONGEST = 4096;

  private final OutputStream out;
  private long packets;

  /**
   * Begins a file.
   *
   * @param device what the packets were recorded on
   * @param application what writes it, with its version
   */
  public PcapNg(OutputStream out, String device, String application) throws IOException {
    this.out = out;
    Block section = new Block();
    section.number(BYTE_ORDER).half(1).half(0);
    // The section's length is not known before its end: -1 says so.
    section.number(-1).number(-1);
    section.option(OPTION_APPLICATION, application).end();
    section.write(SECTION_HEADER);
    Block description = new Block();
    description.half(RAW_IP).half(0).number(0);
    description.option(OPTION_NAME, device);
    description.option(OPTION_RESOLUTION, new byte[] {9}).end();
    description.write(INTERFACE_DESCRIPTION);
  }

  /**
   * Adds a packet.
   *
   * @param fromProgram whether a program of this computer sent it
   * @param data from the IP header on
   * @param comment what Wireshark shows beside it; empty for none
   */
  public void packet(Instant at, boolean fromProgram, byte[] data, String comment)
      throws IOException {
    long nanos =
        Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), at.getNano());
    Block block = new Block();
    block.number(0).number((int) (nanos >>> 32)).number((int) nanos);
    block.number(data.length).number(data.length).bytes(data);
    if (!comment.isEmpty()) {
      block.option(OPTION_COMMENT, comment);
    }
    // Seen from the computer: what a program sends goes out.
    block.option(OPTION_FLAGS, flags(fromProgram ? OUTBOUND : INBOUND)).end();
    block.write(ENHANCED_PACKET);
    packets++;
  }

  /** How many were written. */
  public long packets() {
    return packets;
  }

  private static byte[] flags(int direction) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(direction).array();
  }

  /** A block's body. Everything in it is padded to 32 bits. */
  private final class Block {
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    Block number(int value) {
      body.write(value);
      body.write(value >>> 8);
      body.write(value >>> 16);
      body.write(value >>> 24);
      return this;
    }

    Block half(int value) {
      body.write(value);
      body.write(value >>> 8);
      return this;
    }

    Block bytes(byte[] value) {
      body.writeBytes(value);
      while (body.size() % 4 != 0) {
        body.write(0);
      }
      return this;
    }

    Block option(int code, String value) {
      String cut = value.length() > LONGEST ? value.substring(0, LONGEST) : value;
      return option(code, cut.getBytes(StandardCharsets.UTF_8));
    }

    Block option(int code, byte[] value) {
      return half(code).half(value.length).bytes(value);
    }

    Block end() {
      return number(0);
    }

    void write(int type) throws IOException {
      ByteBuffer frame = ByteBuffer.allocate(body.size() + 12).order(ByteOrder.LITTLE_ENDIAN);
      frame.putInt(type).putInt(frame.capacity()).put(body.toByteArray());
      frame.putInt(frame.capacity());
      out.write(frame.array());
    }
  }
}
