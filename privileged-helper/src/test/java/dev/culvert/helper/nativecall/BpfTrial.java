package dev.culvert.helper.nativecall;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Lets the kernel run a program on a packet that nobody sends (bpf(2), BPF_PROG_TEST_RUN). */
public final class BpfTrial implements AutoCloseable {
  private static final int BPF_PROG_TEST_RUN = 10;
  private static final int ATTRIBUTES = 48;
  private static final int RESULT = 4;

  /** The kernel wants a frame; a socket filter sees what is behind its header. */
  private static final int ETHERNET_HEADER = 14;

  private final int program;

  public BpfTrial(byte[] instructions) throws IOException {
    program = BpfCalls.loadFilter(instructions);
  }

  /** What the program answers for this IP packet. */
  public int run(byte[] packet) throws IOException {
    try (Memory frame = new Memory(ETHERNET_HEADER + (long) packet.length)) {
      frame.clear();
      boolean v6 = packet[0] >> 4 == 6;
      frame.setByte(12, (byte) (v6 ? 0x86 : 0x08));
      frame.setByte(13, (byte) (v6 ? 0xdd : 0x00));
      frame.write(ETHERNET_HEADER, packet, 0, packet.length);
      ByteBuffer attributes = ByteBuffer.allocate(ATTRIBUTES).order(ByteOrder.nativeOrder());
      attributes
          .putInt(program)
          .putInt(0)
          .putInt((int) frame.size())
          .putInt(0)
          .putLong(Pointer.nativeValue(frame))
          .putLong(0)
          .putInt(1);
      LibC.syscall(
          new NativeLong(BpfCalls.number()), BPF_PROG_TEST_RUN, attributes.array(), ATTRIBUTES);
      return attributes.getInt(RESULT);
    } catch (LastErrorException e) {
      throw new SystemCallException("bpf(BPF_PROG_TEST_RUN)", e.getErrorCode());
    }
  }

  @Override
  public void close() throws IOException {
    TunCalls.close(program);
  }
}
