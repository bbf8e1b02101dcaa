package dev.culvert.helper.program;

import dev.culvert.core.inspect.Program;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Finds the processes that hold sockets, by reading where their descriptors point, proc_pid_fd(5).
 * The programs that opened sockets last come first, then the youngest processes, then all, because
 * it is nearly always one of the first. Processes come and go while this looks, and some belong to
 * others: what cannot be read is passed over. It stops when its allowance is spent. One thread.
 */
final class ProcessScan {
  private static final int RECENT = 32;
  private static final int YOUNGEST = 8;
  private static final String SOCKET = "socket:[";

  /** The kernel cuts {@code comm} here (TASK_COMM_LEN is 16 with the NUL). */
  private static final int COMM_MOST = 15;

  private final Path proc;
  private final Allowance allowance;
  private final LongSupplier clock;
  private final ArrayDeque<Integer> recent = new ArrayDeque<>();

  ProcessScan(Path proc, Allowance allowance, LongSupplier clock) {
    this.proc = proc;
    this.allowance = allowance;
    this.clock = clock;
  }

  /**
   * Looks for the holders of these sockets where they nearly always are.
   *
   * @param wanted uid by inode; what is found is taken out
   * @return whether this looked at all of them; false when the allowance did not reach
   */
  boolean findWhereLikely(Map<Long, Integer> wanted, Map<Long, Program> found) {
    if (!lookAt(List.copyOf(recent), wanted, found, false)) {
      return false;
    }
    if (!wanted.isEmpty() && !allowance.some(clock.getAsLong())) {
      return false;
    }
    List<Integer> others = others(wanted);
    return lookAt(others.subList(0, Math.min(YOUNGEST, others.size())), wanted, found, false);
  }

  /** Looks at all other processes, while there is plenty of the allowance; as above. */
  boolean findElsewhere(Map<Long, Integer> wanted, Map<Long, Program> found) {
    if (!wanted.isEmpty() && !allowance.plenty(clock.getAsLong())) {
      return false;
    }
    List<Integer> others = others(wanted);
    return lookAt(
        others.subList(Math.min(YOUNGEST, others.size()), others.size()), wanted, found, true);
  }

  /** The processes that are not among the recent, youngest first. */
  private List<Integer> others(Map<Long, Integer> wanted) {
    if (wanted.isEmpty()) {
      return List.of();
    }
    long began = clock.getAsLong();
    List<Integer> others = processes();
    others.removeAll(recent);
    others.sort(Comparator.reverseOrder());
    allowance.spend(clock.getAsLong() - began);
    return others;
  }

  private boolean lookAt(
      List<Integer> pids, Map<Long, Integer> wanted, Map<Long, Program> found, boolean canWait) {
    for (int pid : pids) {
      if (wanted.isEmpty()) {
        return true;
      }
      long began = clock.getAsLong();
      if (!(canWait ? allowance.plenty(began) : allowance.some(began))) {
        return false;
      }
      look(pid, wanted, found);
      allowance.spend(clock.getAsLong() - began);
    }
    return true;
  }

  private void look(int pid, Map<Long, Integer> wanted, Map<Long, Program> found) {
    Path process = proc.resolve(Integer.toString(pid));
    String name = "";
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        long inode = socketInode(descriptor);
        Integer uid = inode == 0 ? null : wanted.remove(inode);
        if (uid != null) {
          if (name.isEmpty()) {
            name = name(process);
            remember(pid);
          }
          found.put(inode, new Program(pid, name, uid));
          if (wanted.isEmpty()) {
            return;
          }
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Gone, or another user's: it cannot be asked, and the flow stays without a program.
      recent.remove(pid);
    }
  }

  private void remember(int pid) {
    recent.remove(pid);
    recent.addFirst(pid);
    if (recent.size() > RECENT) {
      recent.removeLast();
    }
  }

  private static long socketInode(Path descriptor) {
    try {
      String target = Files.readSymbolicLink(descriptor).toString();
      return target.startsWith(SOCKET)
          ? Long.parseLong(target, SOCKET.length(), target.length() - 1, 10)
          : 0;
    } catch (IOException e) {
      return 0; // Closed since it was listed.
    }
  }

  private static String name(Path process) {
    String comm = "";
    try {
      comm = Files.readString(process.resolve("comm")).strip();
      if (comm.length() < COMM_MOST) {
        return comm;
      }
      String program = Files.readSymbolicLink(process.resolve("exe")).getFileName().toString();
      return program.startsWith(comm) ? program : comm;
    } catch (IOException e) {
      return comm; // Ended since, or another user's program: as much as is known.
    }
  }

  private List<Integer> processes() {
    List<Integer> pids = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (Character.isDigit(name.charAt(0))) {
          pids.add(Integer.valueOf(name));
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return new ArrayList<>(); // No /proc: nothing can be found.
    }
    return pids;
  }
}
