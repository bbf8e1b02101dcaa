package dev.culvert.playground.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/**
 * Removes what an instance leaves on the machine: processes, namespaces, its folder. The same for
 * one that ends and for one whose owner was killed. A killed one's {@link Reaper} may be at the
 * same work: what is gone already is as good as removed.
 */
public final class Leftovers {
  private static final Path NAMESPACES = Path.of("/run/netns");

  private Leftovers() {}

  /** Removes everything of instances whose owner lives no more; returns what, in words. */
  public static List<String> removeDead(Path base) {
    List<String> removed = new ArrayList<>();
    Set<String> living = new HashSet<>();
    for (String id : instances(base)) {
      if (alive(base.resolve(id))) {
        living.add(id);
      } else {
        removed.addAll(remove(new Instance(id, base.resolve(id))));
      }
    }
    for (String id : idsOfNamespaces()) {
      // An instance with a folder elsewhere has a pointer in the default base.
      if (!living.contains(id) && !alive(Instance.DEFAULT_BASE.resolve(id))) {
        removed.addAll(remove(new Instance(id, base.resolve(id))));
      }
    }
    return removed;
  }

  /** Ids of the instances that have a folder here and a living owner. */
  public static List<String> living(Path base) {
    return instances(base).stream().filter(id -> alive(base.resolve(id))).toList();
  }

  /** The process that owns the instance in this folder. */
  public static long owner(Path folder) throws IOException {
    return Instance.Owner.parse(Files.readString(folder.resolve("owner"))).pid();
  }

  /** Removes everything of one instance, whether or not its owner lives. */
  public static List<String> remove(Instance instance) {
    List<String> removed = new ArrayList<>();
    List<String> names =
        namespaces().stream().filter(name -> name.startsWith("cv" + instance.id() + "-")).toList();
    for (long pid : processesIn(names)) {
      // Only what lives in a namespace of this instance: known by the kernel, not by a name.
      ProcessHandle.of(pid)
          .ifPresent(process -> {
            process.destroyForcibly();
            removed.add("process " + pid);
          });
    }
    for (String name : names) {
      Output deleted =
          Processes.run(
              Duration.ofSeconds(10), "", List.of(Programs.path("ip"), "netns", "del", name));
      if (Files.exists(NAMESPACES.resolve(name))) {
        deleted.orFail("deleting namespace " + name);
      }
      removed.add("namespace " + name);
    }
    for (Path folder :
        new TreeSet<>(List.of(instance.folder(), Instance.DEFAULT_BASE.resolve(instance.id())))) {
      if (Files.exists(folder)) {
        deleteTree(folder);
        removed.add("folder " + folder);
      }
    }
    return removed;
  }

  private static List<String> instances(Path base) {
    if (!Files.isDirectory(base)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(base)) {
      return folders
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .filter(name -> name.matches("[0-9a-f]{4}"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean alive(Path folder) {
    try {
      return Instance.Owner.parse(Files.readString(folder.resolve("owner"))).alive();
    } catch (IOException e) {
      return false;
    }
  }

  private static Set<String> idsOfNamespaces() {
    Set<String> ids = new TreeSet<>();
    for (String name : namespaces()) {
      Matcher matcher = Instance.NAMESPACE.matcher(name);
      if (matcher.matches()) {
        ids.add(matcher.group(1));
      }
    }
    return ids;
  }

  private static List<String> namespaces() {
    if (!Files.isDirectory(NAMESPACES)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(NAMESPACES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> Instance.NAMESPACE.matcher(name).matches())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Pids whose network namespace is one of these, by the namespace's device and inode. */
  private static List<Long> processesIn(List<String> names) {
    Set<Object> wanted = new HashSet<>();
    for (String name : names) {
      wanted.add(inode(NAMESPACES.resolve(name)));
    }
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.map(ProcessHandle::pid)
          .filter(pid -> wanted.contains(inode(Path.of("/proc", pid.toString(), "ns", "net"))))
          .toList();
    }
  }

  private static Object inode(Path namespace) {
    try {
      return Files.getAttribute(namespace, "unix:ino");
    } catch (IOException e) {
      // Gone in this moment, or not ours to see: equal to nothing, itself excepted.
      return namespace;
    }
  }

  private static void deleteTree(Path folder) {
    // rm, not our own walk: it does not follow links that a pod's process may have put there.
    Output removed =
        Processes.run(
            Duration.ofSeconds(20),
            "",
            List.of(Programs.path("rm"), "-rf", "--one-file-system", folder.toString()));
    if (Files.exists(folder)) {
      removed.orFail("removing " + folder);
    }
  }
}
