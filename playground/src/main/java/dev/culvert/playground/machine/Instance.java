package dev.culvert.playground.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * One running playground: its id, of which every name on this machine is made, and its folder.
 *
 * @param id four hexadecimal digits
 * @param folder kubeconfigs, logs, the files of laptop and pods; removed at the end
 */
public record Instance(String id, Path folder) {
  /** The names of namespaces of any instance, and of nothing else. */
  public static final Pattern NAMESPACE =
      Pattern.compile("cv([0-9a-f]{4})-(laptop|second|internet|node|pod[0-9]+)");

  /** Where instances have their folders, unless told otherwise. */
  public static final Path DEFAULT_BASE = Path.of("/run/culvert-playground");

  /** Makes the folder of a new instance and writes down who owns it. */
  public static Instance create(Path base) {
    try {
      Files.createDirectories(base);
      while (true) {
        byte[] random = new byte[2];
        ThreadLocalRandom.current().nextBytes(random);
        String id = HexFormat.of().formatHex(random);
        Path folder = base.resolve(id);
        if (Files.exists(folder) || Files.exists(Path.of("/run/netns/cv" + id + "-laptop"))) {
          continue;
        }
        Files.createDirectory(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.writeString(folder.resolve("owner"), Owner.self() + "\n");
        if (!base.equals(DEFAULT_BASE)) {
          // A pointer, so that another base's clean-up knows this instance is alive.
          Files.createDirectories(DEFAULT_BASE.resolve(id));
          Files.writeString(DEFAULT_BASE.resolve(id).resolve("owner"), Owner.self() + "\n");
        }
        return new Instance(id, folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the playground's folder in " + base, e);
    }
  }

  /** The full name of one of its namespaces. */
  public String namespace(String place) {
    return "cv" + id + "-" + place;
  }

  /**
   * A process that can be told from a later one with the same pid.
   *
   * @param startTicks field 22 of /proc/pid/stat
   */
  public record Owner(long pid, String startTicks) {
    static Owner self() {
      long pid = ProcessHandle.current().pid();
      return new Owner(pid, startTicks(pid));
    }

    /** From a file with the two numbers; anything else is nobody alive. */
    public static Owner parse(String text) {
      String[] parts = text.strip().split(" ", -1);
      return parts.length == 2 ? new Owner(Long.parseLong(parts[0]), parts[1]) : new Owner(-1, "");
    }

    /** Whether it runs. */
    public boolean alive() {
      return pid > 0 && !startTicks.isEmpty() && startTicks.equals(startTicks(pid));
    }

    private static String startTicks(long pid) {
      try {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        // The program's name, field 2, may hold spaces and parentheses: count after the last one.
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
      } catch (IOException e) {
        return "";
      }
    }

    @Override
    public String toString() {
      return pid + " " + startTicks;
    }
  }
}
