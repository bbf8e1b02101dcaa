package dev.culvert.helper.nativecall;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * read(2) and write(2) between a descriptor and native memory, for every packet: foreign-function
 * downcalls, which cost half of what JNA costs. Never {@code Linker.Option.critical}: a TUN's write
 * runs the kernel's receive path, and a thread in a critical call holds up every safepoint.
 *
 * <p>Belongs to one thread at a time: the error number is captured into this object's own memory.
 */
public final class DescriptorIo {
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(StructLayout.PathElement.groupElement("errno"));
  private static final MethodHandle READ = handle("read");
  private static final MethodHandle WRITE = handle("write");

  private final MemorySegment state = Arena.ofAuto().allocate(STATE);

  /**
   * Reads at most so many bytes.
   *
   * @return the count, or the negated error number
   */
  public int read(int fd, long address, int length) {
    try {
      long count = (long) READ.invokeExact(state, fd, address, (long) length);
      return count >= 0 ? (int) count : -errno();
    } catch (Throwable e) {
      throw new AssertionError("a downcall of read(2) throws nothing", e);
    }
  }

  /**
   * Writes the bytes.
   *
   * @return the count, or the negated error number
   */
  public int write(int fd, long address, int length) {
    try {
      long count = (long) WRITE.invokeExact(state, fd, address, (long) length);
      return count >= 0 ? (int) count : -errno();
    } catch (Throwable e) {
      throw new AssertionError("a downcall of write(2) throws nothing", e);
    }
  }

  private int errno() {
    return (int) ERRNO.get(state, 0L);
  }

  private static MethodHandle handle(String name) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name),
        // The address travels as a long: a ByteBuf knows its own, and no segment is made per
        // packet.
        FunctionDescriptor.of(
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG),
        Linker.Option.captureCallState("errno"));
  }
}
