package dev.culvert.manager.agent.beside;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * ptrace(2), as far as it makes a thread stand still. The kernel lets go of everything that a
 * thread has seized when that thread ends, however it ends.
 */
final class Ptrace {
  // sys/ptrace.h
  private static final int PTRACE_SEIZE = 0x4206;
  private static final int PTRACE_INTERRUPT = 0x4207;

  private static final int EPERM = 1;
  private static final int ESRCH = 3;

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle PTRACE =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().find("ptrace").orElseThrow(),
              FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG),
              Linker.Option.captureCallState("errno"),
              Linker.Option.firstVariadicArg(1));

  private Ptrace() {}

  /**
   * Stops a thread at its next step into or out of the kernel, without a signal that it could see.
   *
   * @return false: it has ended
   * @throws IOException the kernel does not allow it
   */
  static boolean stop(int thread) throws IOException {
    int seized = call(PTRACE_SEIZE, thread);
    int errno = seized == 0 ? call(PTRACE_INTERRUPT, thread) : seized;
    return switch (errno) {
      case 0 -> true;
      case ESRCH -> false;
      case EPERM ->
          throw new IOException(
              "the kernel does not let the agent hold thread "
                  + thread
                  + ": another program traces it, or kernel.yama.ptrace_scope is 3");
      default -> throw new IOException("ptrace of thread " + thread + ": error " + errno);
    };
  }

  /** The error's number, or 0. */
  private static int call(int request, int thread) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      long result = (long) PTRACE.invokeExact(state, request, thread, 0L, 0L);
      return result < 0 ? (int) ERRNO.get(state, 0L) : 0;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
