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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the processes that hold sockets, by reading where their descriptors point, proc_pid_fd(5).
 * The programs that opened sockets lately and the youngest processes come first, because they are
 * nearly always the ones. Processes come and go while this looks, and some belong to others: what
 * cannot be read is passed over. One thread.
 */
final class ProcessScan {
  private static final int RECENT = 32;
  private static final int YOUNGEST = 8;
  private static final String SOCKET = "socket:[";

  /** The kernel cuts {@code comm} here (TASK_COMM_LEN is 16 with the NUL). */
  private static final int COMM_MOST = 15;

  private final Path proc;
  private final ArrayDeque<Integer> recent = new ArrayDeque<>();

  ProcessScan(Path proc) {
    this.proc = proc;
  }

  /**
   * Looks for the holders of these sockets.
   *
   * @param wanted uid by inode; what is found is taken out
   * @param everywhere whether to look at all processes, or only where it is likely
   */
  void find(Map<Long, Integer> wanted, Map<Long, Program> found, boolean everywhere) {
    List<Integer> pids = processes();
    pids.sort(Comparator.reverseOrder());
    Set<Integer> order = new LinkedHashSet<>(pids.subList(0, Math.min(YOUNGEST, pids.size())));
    order.addAll(recent);
    if (everywhere) {
      order.addAll(pids);
    }
    for (int pid : order) {
      if (wanted.isEmpty()) {
        return;
      }
      look(pid, wanted, found);
    }
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
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path entry : entries) {
        pids.add(Integer.valueOf(entry.getFileName().toString()));
      }
    } catch (IOException | DirectoryIteratorException e) {
      return new ArrayList<>(); // No /proc: nothing can be found.
    }
    return pids;
  }
}
