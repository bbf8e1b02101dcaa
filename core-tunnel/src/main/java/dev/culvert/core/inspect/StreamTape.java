package dev.culvert.core.inspect;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.wire.IpProtocol;
import dev.culvert.core.wire.IpWriter;
import dev.culvert.core.wire.TcpHeader;
import dev.culvert.core.wire.TcpWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Records a connection that crosses no device, as one that an attachment brings to a program of
 * this computer: its bytes are kept in a {@link PacketRing} as the TCP segments they could have
 * been, so that whoever reads packets reads these too. Payload, order and times are real; headers
 * are made up, and say so by a TCP checksum of 0. Sequence numbers begin at 0 and count while the
 * ring is off, too: who reads a part of the connection knows where it is in it.
 *
 * <p>While the ring is off, a call costs one volatile read and an addition. Used by the loop that
 * owns the connection.
 */
public final class StreamTape {
  /** Fits a packet's 16-bit length, and is what a superpacket holds at most. */
  private static final int MOST_PAYLOAD = 65_536 - 256;

  private final PacketRing ring;
  private final String attachment;
  private final Endpoint caller;
  private final Endpoint program;
  private int callerNext;
  private int programNext;

  /**
   * A tape of a connection that is about to be made.
   *
   * @param caller who called, in the cluster
   * @param port where the program listens, on loopback
   */
  public StreamTape(PacketRing ring, String attachment, Endpoint caller, int port) {
    this.ring = ring;
    this.attachment = attachment;
    this.caller = caller;
    IpAddress loopback = caller.address().v6() ? IpAddress.v6(0, 1) : IpAddress.v4(0x7f000001);
    this.program = new Endpoint(loopback, port);
  }

  /** The program has accepted. */
  public void opened() {
    callerNext = 1;
    programNext = 1;
    if (ring.on()) {
      segment(false, 0, 0, TcpHeader.SYN, Unpooled.EMPTY_BUFFER, 0, 0);
      segment(true, 0, 1, TcpHeader.SYN | TcpHeader.ACK, Unpooled.EMPTY_BUFFER, 0, 0);
    }
  }

  /** These bytes go to the program; they stay as they are. */
  public void fromCaller(ByteBuf payload) {
    data(false, callerNext, programNext, payload);
    callerNext += payload.readableBytes();
  }

  /** These bytes came from the program; they stay as they are. */
  public void fromProgram(ByteBuf payload) {
    data(true, programNext, callerNext, payload);
    programNext += payload.readableBytes();
  }

  /** Nothing more comes from who called. */
  public void callerEnded() {
    flag(false, TcpHeader.FIN);
    callerNext++;
  }

  /** Nothing more comes from the program. */
  public void programEnded() {
    flag(true, TcpHeader.FIN);
    programNext++;
  }

  /** The connection broke. */
  public void broken() {
    flag(true, TcpHeader.RST);
  }

  private void flag(boolean fromProgram, int flag) {
    if (ring.on()) {
      segment(
          fromProgram,
          fromProgram ? programNext : callerNext,
          fromProgram ? callerNext : programNext,
          flag | TcpHeader.ACK,
          Unpooled.EMPTY_BUFFER,
          0,
          0);
    }
  }

  private void data(boolean fromProgram, int seq, int ack, ByteBuf payload) {
    if (!ring.on()) {
      return;
    }
    int length = payload.readableBytes();
    for (int at = 0; at < length; at += MOST_PAYLOAD) {
      segment(
          fromProgram,
          seq + at,
          ack,
          TcpHeader.PSH | TcpHeader.ACK,
          payload,
          payload.readerIndex() + at,
          Math.min(MOST_PAYLOAD, length - at));
    }
  }

  private void segment(
      boolean fromProgram, int seq, int ack, int flags, ByteBuf payload, int index, int length) {
    Endpoint from = fromProgram ? program : caller;
    Endpoint to = fromProgram ? caller : program;
    int header = IpWriter.length(from.address().v6()) + TcpWriter.LENGTH;
    byte[] packet = new byte[header + length];
    ByteBuf out = Unpooled.wrappedBuffer(packet).writerIndex(0);
    IpWriter.write(out, from.address(), to.address(), IpProtocol.TCP, TcpWriter.LENGTH + length);
    TcpWriter.write(out, from.port(), to.port(), seq, ack, flags, 0xffff, 0);
    payload.getBytes(index, packet, header, length);
    ring.record(attachment, fromProgram, program, caller, packet);
  }
}
