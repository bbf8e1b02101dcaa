package dev.culvert.helper.nativecall;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The system call bpf(2), as far as we need it. */
public final class BpfCalls {
  private static final int BPF_PROG_LOAD = 5;
  private static final int BPF_PROG_TYPE_SOCKET_FILTER = 1;

  /** Of {@code union bpf_attr} for BPF_PROG_LOAD, up to prog_flags (linux/bpf.h). */
  private static final int ATTRIBUTES = 48;

  private static final int INSTRUCTION = 8;
  private static final int LOG_BYTES = 16 << 10;

  /** We call no helper of the kernel's, so it asks for no licence of its own. */
  private static final String LICENCE = "Apache-2.0";

  private BpfCalls() {}

  /**
   * Loads a program that sees packets as a socket filter does.
   *
   * @param instructions of 8 bytes each, {@code struct bpf_insn}, in native order
   * @return a descriptor, to be closed with {@link TunCalls#close}
   * @throws IOException with what the kernel's verifier said; EPERM without CAP_BPF, ENOSYS on a
   *     kernel without it
   */
  public static int loadFilter(byte[] instructions) throws IOException {
    try (Memory code = new Memory(instructions.length);
        Memory licence = new Memory(LICENCE.length() + 1L);
        Memory log = new Memory(LOG_BYTES)) {
      code.write(0, instructions, 0, instructions.length);
      licence.setString(0, LICENCE);
      log.setByte(0, (byte) 0);
      ByteBuffer attributes = ByteBuffer.allocate(ATTRIBUTES).order(ByteOrder.nativeOrder());
      attributes
          .putInt(BPF_PROG_TYPE_SOCKET_FILTER)
          .putInt(instructions.length / INSTRUCTION)
          .putLong(Pointer.nativeValue(code))
          .putLong(Pointer.nativeValue(licence))
          .putInt(1)
          .putInt(LOG_BYTES)
          .putLong(Pointer.nativeValue(log));
      try {
        return LibC.syscall(new NativeLong(number()), BPF_PROG_LOAD, attributes.array(), ATTRIBUTES)
            .intValue();
      } catch (LastErrorException e) {
        String said = log.getString(0).strip();
        throw new SystemCallException(
            "bpf(BPF_PROG_LOAD)" + (said.isEmpty() ? "" : ": " + said), e.getErrorCode());
      }
    }
  }

  /** Of the system call on this processor (asm/unistd.h). */
  static int number() throws IOException {
    return switch (Platform.ARCH) {
      case "x86-64" -> 321;
      case "aarch64" -> 280;
      default -> throw new IOException("bpf(2) has no known number on " + Platform.ARCH);
    };
  }
}
