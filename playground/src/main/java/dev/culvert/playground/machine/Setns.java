package dev.culvert.playground.machine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/** setns(2): moves the calling thread, and only it, into another network namespace. */
final class Setns {
  private static final int CLONE_NEWNET = 0x40000000;
  private static final int O_CLOEXEC = 02000000;
  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout ERRNO = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO_VALUE =
      ERRNO.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle OPEN =
      function("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SETNS =
      function("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private Setns() {}

  /**
   * Moves the calling platform thread into the network namespace. A thread that did this must
   * belong to that namespace for good: it is never given back to a pool.
   */
  static void enter(Path namespace) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(ERRNO);
      int fd = (int) OPEN.invokeExact(errno, arena.allocateFrom(namespace.toString()), O_CLOEXEC);
      if (fd < 0) {
        throw new IllegalStateException(
            "cannot open namespace " + namespace + ": errno " + (int) ERRNO_VALUE.get(errno, 0L));
      }
      int result = (int) SETNS.invokeExact(errno, fd, CLONE_NEWNET);
      int why = (int) ERRNO_VALUE.get(errno, 0L);
      int closed = (int) CLOSE.invokeExact(errno, fd);
      if (result < 0 || closed < 0) {
        throw new IllegalStateException(
            "cannot enter namespace " + namespace + ": errno " + why + "; it takes root");
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("cannot enter namespace " + namespace, e);
    }
  }

  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        descriptor,
        Linker.Option.captureCallState("errno"));
  }
}
