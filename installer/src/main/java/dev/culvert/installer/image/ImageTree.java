package dev.culvert.installer.image;

import dev.culvert.installer.jars.Jars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The tree of files that becomes the image.
 *
 * <pre>
 * /opt/culvert/runtime   a Java runtime of the modules needed
 * /opt/culvert/lib       jars; what Culvert itself is made of begins with "culvert-"
 * /opt/culvert/native    Netty's native libraries, so that none has to be unpacked at run time
 * /opt/culvert/*.args    how the manager is started: java @/opt/culvert/manager.args
 * /opt/culvert/bin       how the agent is started
 * /opt/culvert/*.jsa     the classes of a started manager and of an agent, parsed, linked and laid
 *                        out in memory
 * /usr                   the C library, nft, a shell and what these need
 * </pre>
 */
final class ImageTree {
  static final Path HOME = Path.of("opt/culvert");
  private static final Path LIBRARIES = HOME.resolve("lib");
  private static final Path NATIVE = HOME.resolve("native");

  /** The agent redirects with nft; its start script is the only user of the others. */
  private static final List<String> PROGRAMS =
      List.of(
          "/usr/sbin/nft",
          "/usr/bin/bash",
          "/usr/bin/grep",
          "/usr/bin/id",
          "/usr/bin/sed",
          "/usr/bin/setpriv");

  /** What an agent's container runs. */
  private static final String AGENT = "agent-start";

  private static final Path CLASSES = HOME.resolve("culvert.jsa");

  /** An archive's classes are all linked at the start: an agent has one without the manager's. */
  private static final Path AGENT_CLASSES = HOME.resolve("agent.jsa");

  /**
   * Jars that only the manager needs. Without them there is less to look through, and the JDK does
   * not find Bouncy Castle's security provider, which it would load to ask it for every algorithm
   * that its own lack: half a thousand classes before the first connection.
   */
  private static final Pattern MANAGERS_OWN =
      Pattern.compile(
          "/(bcpkix|bcprov|bcutil|dnsjava|jackson|kubernetes|picocli|snakeyaml|vertx|zjsonpatch)-");

  private static final String AGENT_MAIN = "dev.culvert.manager.agent.AgentMain";

  /** What the jars use; {@code jdeps} names java.desktop, java.sql and jdk.jfr too, for bridges. */
  private static final String MODULES =
      "java.base,java.logging,java.management,java.naming,java.net.http,java.xml,"
          + "jdk.httpserver,jdk.unsupported";

  private final Path root;
  private final Path javaHome;
  private final Instant created;
  private final Path scripts;

  /** In the order of the class path: where one class is in two of them, the first is meant. */
  private final List<String> jars = new ArrayList<>();

  /**
   * @param root an empty directory
   * @param javaHome of the JDK that the runtime is taken from
   * @param scripts what is put into /opt/culvert/bin
   * @param created the time of every file
   */
  ImageTree(Path root, Path javaHome, Path scripts, Instant created) {
    this.scripts = scripts;
    this.root = root;
    this.javaHome = javaHome;
    this.created = created;
  }

  /** What the image runs when nothing else is asked for: the manager. */
  static List<String> entrypoint() {
    return List.of("/" + HOME.resolve("runtime/bin/java"), "@/" + HOME.resolve("manager.args"));
  }

  /** What scripts in the image find things by. */
  List<String> environment() {
    return List.of(
        "PATH=/" + HOME.resolve("bin") + ":/usr/sbin:/usr/bin",
        "JAVA_HOME=/" + HOME.resolve("runtime"),
        "CULVERT_CLASSPATH=" + agentsClassPath(),
        "CULVERT_AGENT_JAVA_OPTIONS=" + String.join(" ", options(AGENT_CLASSES)));
  }

  private String agentsClassPath() {
    return jars.stream()
        .filter(jar -> !MANAGERS_OWN.matcher(jar).find())
        .collect(Collectors.joining(":"));
  }

  /** Everything but the class archives. */
  void fill(List<Path> classPath, String architecture) throws IOException {
    Files.createDirectories(root.resolve(HOME));
    runtime();
    for (Path jar : classPath) {
      place(jar, architecture);
    }
    SystemFiles system = new SystemFiles(root);
    for (String program : PROGRAMS) {
      system.program(Path.of(program));
    }
    for (Path dir : List.of(HOME.resolve("runtime"), NATIVE)) {
      for (Path file : below(dir)) {
        if (file.toString().contains(".so") || file.endsWith("bin/java")) {
          system.librariesOf(file);
        }
      }
    }
    system.describe();
    for (String name : List.of("lib", "lib64", "sbin", "bin")) {
      Files.createDirectories(root.resolve("usr").resolve(name));
      Files.createSymbolicLink(root.resolve(name), Path.of("usr", name));
    }
    Files.createDirectories(root.resolve("tmp"));
    // Where container runtimes mount theirs; a read-only root has to have them.
    for (String name : List.of("proc", "sys", "dev", "run", "etc")) {
      Files.createDirectories(root.resolve(name));
    }
    Files.writeString(
        root.resolve("etc/passwd"),
        "root:x:0:0:root:/:/sbin/nologin\nculvert:x:65532:65532:Culvert:/:/sbin/nologin\n");
    Files.writeString(root.resolve("etc/group"), "root:x:0:\nculvert:x:65532:\n");
    starters();
    settle();
  }

  private void runtime() throws IOException {
    Command.run(
        List.of(
            javaHome.resolve("bin/jlink").toString(),
            "--add-modules",
            MODULES,
            "--strip-debug",
            "--no-header-files",
            "--no-man-pages",
            // The layer is compressed as a whole, better than file by file.
            "--compress",
            "zip-0",
            "--vm",
            "server",
            "--output",
            root.resolve(HOME).resolve("runtime").toString()));
  }

  /** Jars of this platform; their native libraries beside them. */
  private void place(Path jar, String architecture) throws IOException {
    String name = jar.getFileName().toString();
    String netty = architecture.equals("arm64") ? "linux-aarch_64" : "linux-x86_64";
    if (Jars.platform(name) && !name.endsWith(netty + ".jar")) {
      return;
    }
    Jars.natives(jar, Files.createDirectories(root.resolve(NATIVE)));
    if (!Jars.platform(name)) {
      Path to = Files.createDirectories(root.resolve(LIBRARIES)).resolve(name);
      Jars.repack(jar, to, created);
      jars.add("/" + LIBRARIES.resolve(name));
    }
  }

  private static List<String> options(Path classes) {
    return List.of(
        "-XX:SharedArchiveFile=/" + classes,
        // At its own address the archive's pages are the file's: shared between processes, and
        // neither written to nor counted as this process's own.
        "-XX:+UnlockDiagnosticVMOptions",
        "-XX:ArchiveRelocationMode=0",
        "-XX:+UseSerialGC",
        "-XX:+UseCompactObjectHeaders",
        "-XX:-UsePerfData",
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:ReservedCodeCacheSize=64m",
        "-Xss512k",
        "-Xms16m",
        "-XX:MaxRAMPercentage=30",
        // Memory that was needed once goes back to the node.
        "-XX:MinHeapFreeRatio=10",
        "-XX:MaxHeapFreeRatio=25",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-Djava.library.path=/" + NATIVE);
  }

  /** What starts the manager, and what starts an agent. */
  private void starters() throws IOException {
    Path home = root.resolve(HOME);
    List<String> agent = new ArrayList<>(options(AGENT_CLASSES));
    agent.addAll(List.of("-cp", agentsClassPath(), ""));
    Files.writeString(home.resolve("agent.args"), String.join("\n", agent));
    List<String> manager = new ArrayList<>(options(CLASSES));
    manager.addAll(List.of("-cp", String.join(":", jars), "dev.culvert.manager.ManagerMain", ""));
    Files.writeString(home.resolve("manager.args"), String.join("\n", manager));
    Path bin = Files.createDirectories(home.resolve("bin"));
    try (var all = Files.list(scripts)) {
      for (Path script : all.sorted().toList()) {
        Files.copy(script, bin.resolve(script.getFileName()));
        if (!bin.resolve(script.getFileName()).toFile().setExecutable(true, false)) {
          throw new IOException(script + " cannot be made executable");
        }
      }
    }
    if (!Files.isExecutable(bin.resolve(AGENT))) {
      throw new IOException("there is no " + AGENT + " in " + scripts + ": no agent would start");
    }
  }

  /**
   * Makes the class archives, by the runtime that will read them and at the place where they will
   * be read: an archive is only accepted for the paths, sizes and times of its jars.
   *
   * @param managers names of classes, as {@code -XX:DumpLoadedClassList} writes them
   * @param agents the same, of an agent
   */
  void archiveClasses(Path managers, Path agents) throws IOException {
    archive(managers, List.of("@/" + HOME.resolve("manager.args")));
    archive(agents, List.of("@/" + HOME.resolve("agent.args"), AGENT_MAIN));
    settle();
  }

  private void archive(Path classes, List<String> arguments) throws IOException {
    Path inside = root.resolve("tmp/classes");
    Files.copy(classes, inside);
    try {
      List<String> command = new ArrayList<>(rooted(root));
      command.add("/" + HOME.resolve("runtime/bin/java"));
      command.add("-Xshare:dump");
      command.add("-XX:+AOTClassLinking");
      command.add("-XX:SharedClassListFile=/tmp/classes");
      command.add("-Xlog:disable");
      command.add("-Xlog:all=error");
      command.addAll(arguments);
      Command.run(command);
    } finally {
      Files.delete(inside);
    }
  }

  /** A command that runs another one inside a tree, with its own mounts and processes. */
  static List<String> rooted(Path root) {
    return List.of(
        "/usr/bin/unshare",
        "--mount",
        "--pid",
        "--fork",
        "--root=" + root,
        "--mount-proc",
        "--wd=/");
  }

  /** Every file is from one moment; class archives look at it. */
  private void settle() throws IOException {
    FileTime time = FileTime.from(created);
    List<Path> all;
    try (var tree = Files.walk(root)) {
      all = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      if (!Files.isSymbolicLink(path)) {
        Files.setLastModifiedTime(path, time);
      }
    }
  }

  private List<Path> below(Path dir) throws IOException {
    try (var tree = Files.walk(root.resolve(dir))) {
      return tree.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).toList();
    }
  }

  /** What changes seldom comes first: layers that are the same are fetched once. */
  SequencedMap<String, List<Path>> layers() throws IOException {
    List<Path> ours = new ArrayList<>();
    List<Path> others = new ArrayList<>();
    for (String jar : jars) {
      Path path = Path.of("/").relativize(Path.of(jar));
      (path.getFileName().toString().startsWith("culvert-") ? ours : others).add(path);
    }
    others.add(NATIVE);
    for (String name : List.of("bin", "agent.args", "manager.args", "culvert.jsa", "agent.jsa")) {
      if (Files.exists(root.resolve(HOME).resolve(name))) {
        ours.add(HOME.resolve(name));
      }
    }
    SequencedMap<String, List<Path>> layers = new LinkedHashMap<>();
    layers.put(
        "system files",
        List.of(
                "usr", "lib", "lib64", "sbin", "bin", "var", "etc", "tmp", "proc", "sys", "dev",
                "run")
            .stream()
            .map(Path::of)
            .toList());
    layers.put("Java runtime", List.of(HOME.resolve("runtime")));
    layers.put("libraries", others);
    layers.put("Culvert", ours);
    return layers;
  }
}
