package dev.culvert.manager.agent.beside;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The application, as {@code /proc} shows it to a process of its user and group. */
public final class TargetProcess {
  private final Path proc;

  /**
   * @param pid 1 in a container that was started beside it
   */
  public TargetProcess(long pid) {
    this.proc = Path.of("/proc", Long.toString(pid));
  }

  /** Whose process it is. */
  public record User(int uid, int gid) {}

  /** The effective ones. */
  public User user() throws IOException {
    int uid = -1;
    int gid = -1;
    for (String line : Files.readAllLines(proc.resolve("status"), StandardCharsets.UTF_8)) {
      // proc_pid_status(5): real, effective, saved, file system.
      List<String> fields = List.of(line.split("\\s+", -1));
      switch (fields.getFirst()) {
        case "Uid:" -> uid = (int) Long.parseLong(fields.get(2));
        case "Gid:" -> gid = (int) Long.parseLong(fields.get(2));
        default -> {}
      }
    }
    if (uid < 0 || gid < 0) {
      throw new IOException(proc + "/status names no user");
    }
    return new User(uid, gid);
  }

  /** What it was started with; what it has set since is not seen. */
  public Map<String, String> environment() throws IOException {
    Map<String, String> variables = new LinkedHashMap<>();
    String all = new String(Files.readAllBytes(proc.resolve("environ")), StandardCharsets.UTF_8);
    for (String each : all.split("\0", -1)) {
      int equals = each.indexOf('=');
      if (equals > 0) {
        variables.put(each.substring(0, equals), each.substring(equals + 1));
      }
    }
    return variables;
  }

  /** Whether it has not ended. */
  public boolean isThere() {
    return Files.exists(proc);
  }

  /** Its view of the file system. */
  public Path root() {
    return proc.resolve("root");
  }
}
