package dev.culvert.manager.agent.files;

import static java.lang.foreign.ValueLayout.ADDRESS;
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

/** openat2(2), and reading and writing what it opened. Blocking; any thread. */
final class SystemCalls {
  static final int O_WRONLY = 1;
  static final int O_RDWR = 2;
  static final int O_CREAT = 0100;
  static final int O_EXCL = 0200;
  static final int O_TRUNC = 01000;
  static final int O_APPEND = 02000;
  static final int O_NONBLOCK = 04000;
  static final int O_DIRECTORY = directoryFlag();
  static final int O_NOFOLLOW = noFollowFlag();
  static final int O_CLOEXEC = 02000000;
  static final int O_PATH = 010000000;

  /** Links that the kernel makes, as in /proc, are not followed: they ignore every root. */
  static final long RESOLVE_NO_MAGICLINKS = 0x02;

  /** As after chroot(2): absolute paths and links, and `..`, stay below the directory. */
  static final long RESOLVE_IN_ROOT = 0x10;

  static final int AT_FDCWD = -100;

  private static final long SYS_OPENAT2 = 437;
  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle SYSCALL =
      LINKER.downcallHandle(
          LINKER.defaultLookup().find("syscall").orElseThrow(),
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG),
          Linker.Option.captureCallState("errno"),
          Linker.Option.firstVariadicArg(1));
  private static final MethodHandle PREAD =
      function("pread", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle PWRITE =
      function("pwrite", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle FSYNC =
      function("fsync", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle STRERROR =
      LINKER.downcallHandle(
          LINKER.defaultLookup().find("strerror").orElseThrow(),
          FunctionDescriptor.of(ADDRESS, JAVA_INT));

  private SystemCalls() {}

  /** What the kernel answered. */
  static final class Errno extends IOException {
    private static final long serialVersionUID = 1L;
    static final int ENOENT = 2;
    static final int EACCES = 13;
    static final int EPERM = 1;
    static final int EROFS = 30;
    static final int ENOTDIR = 20;

    private final int number;

    Errno(String call, int number) {
      super(call + ": " + text(number));
      this.number = number;
    }

    int number() {
      return number;
    }
  }

  private static boolean arm() {
    return System.getProperty("os.arch").equals("aarch64");
  }

  /** These two are not the same on every architecture (asm/fcntl.h). */
  private static int directoryFlag() {
    return arm() ? 040000 : 0200000;
  }

  private static int noFollowFlag() {
    return arm() ? 0100000 : 0400000;
  }

  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().find(name).orElseThrow(),
        descriptor,
        Linker.Option.captureCallState("errno"));
  }

  /** A descriptor; {@code O_CLOEXEC} is added. */
  static int openat2(int directory, String path, int flags, int mode, long resolve) throws Errno {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      MemorySegment how = arena.allocate(JAVA_LONG, 3);
      how.setAtIndex(JAVA_LONG, 0, (flags | O_CLOEXEC) & 0xffffffffL);
      how.setAtIndex(JAVA_LONG, 1, (flags & O_CREAT) == 0 ? 0 : mode & 07777);
      how.setAtIndex(JAVA_LONG, 2, resolve);
      long result =
          (long)
              SYSCALL.invokeExact(
                  state, SYS_OPENAT2, (long) directory, arena.allocateFrom(path), how, 24L);
      if (result < 0) {
        throw new Errno("open " + path, (int) ERRNO.get(state, 0L));
      }
      return (int) result;
    } catch (Errno e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Bytes read; 0 at the end. */
  static int pread(int fd, byte[] bytes, int length, long offset) throws Errno {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      MemorySegment buffer = arena.allocate(Math.max(1, length));
      long result = (long) PREAD.invokeExact(state, fd, buffer, (long) length, offset);
      if (result < 0) {
        throw new Errno("read", (int) ERRNO.get(state, 0L));
      }
      MemorySegment.copy(
          buffer, java.lang.foreign.ValueLayout.JAVA_BYTE, 0, bytes, 0, (int) result);
      return (int) result;
    } catch (Errno e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes all of it. */
  static void pwrite(int fd, byte[] bytes, int from, int length, long offset) throws Errno {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      MemorySegment buffer = arena.allocate(Math.max(1, length));
      MemorySegment.copy(bytes, from, buffer, java.lang.foreign.ValueLayout.JAVA_BYTE, 0, length);
      long done = 0;
      while (done < length) {
        long result =
            (long)
                PWRITE.invokeExact(
                    state, fd, buffer.asSlice(done), (long) length - done, offset + done);
        if (result < 0) {
          throw new Errno("write", (int) ERRNO.get(state, 0L));
        }
        done += result;
      }
    } catch (Errno e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  static void fsync(int fd) throws Errno {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      if ((int) FSYNC.invokeExact(state, fd) < 0) {
        throw new Errno("fsync", (int) ERRNO.get(state, 0L));
      }
    } catch (Errno e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  static void close(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int result = (int) CLOSE.invokeExact(state, fd);
      if (result < 0) {
        throw new IllegalStateException("close " + fd + ": " + text((int) ERRNO.get(state, 0L)));
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(int errno) {
    try {
      MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
      return text.reinterpret(256).getString(0);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
