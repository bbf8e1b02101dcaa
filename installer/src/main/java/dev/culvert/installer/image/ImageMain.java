package dev.culvert.installer.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * Builds the container image: {@code ./culvert image}. The build machine gives a JDK 25, its Debian
 * packages of the C library and of nft, and {@code unshare} with root's rights or user namespaces.
 */
public final class ImageMain {
  private static final String USER = "65532:65532";

  private final Path out;
  private final Path javaHome;
  private final List<Path> classPath;
  private final Path classes;
  private final Path scripts;
  private final String version;
  private final Instant created;

  private ImageMain(Map<String, String> options) {
    out = Path.of(options.getOrDefault("out", "target/image")).toAbsolutePath();
    javaHome = Path.of(options.getOrDefault("java-home", System.getProperty("java.home")));
    classPath = Arrays.stream(required(options, "classpath").split(":", -1)).map(Path::of).toList();
    classes = Path.of(required(options, "classes"));
    scripts = Path.of(required(options, "scripts"));
    version = required(options, "version");
    created = Instant.parse(required(options, "created"));
  }

  /** Options are {@code --name=value}. */
  public static void main(String... arguments) throws IOException {
    Map<String, String> options = new TreeMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (!argument.startsWith("--") || equals < 0) {
        throw new IllegalArgumentException("not --name=value: " + argument);
      }
      options.put(argument.substring(2, equals), argument.substring(equals + 1));
    }
    new ImageMain(options).build();
  }

  private static String required(Map<String, String> options, String name) {
    String value = options.get(name);
    if (value == null) {
      throw new IllegalArgumentException("--" + name + " is missing");
    }
    return value;
  }

  private void build() throws IOException {
    delete(out);
    Path root = Files.createDirectories(out.resolve("rootfs"));
    String architecture = architecture();
    ImageTree tree = new ImageTree(root, javaHome, scripts, created);
    tree.fill(classPath, architecture);
    if (Files.exists(classes)) {
      tree.archiveClasses(classes.resolve("manager.classes"), classes.resolve("agent.classes"));
    }
    OciImage image = new OciImage(out.resolve("oci"), created);
    SequencedMap<String, Layer> layers = new LinkedHashMap<>();
    for (Map.Entry<String, List<Path>> layer : tree.layers().entrySet()) {
      Layer packed = image.layer(root, layer.getValue());
      layers.put(layer.getKey(), packed);
      say("%-14s %6.1f MB".formatted(layer.getKey(), packed.blob().size() / 1e6));
    }
    String name = "culvert.dev/manager:" + version;
    String digest =
        image.finish(
            new OciImage.About(
                name,
                architecture,
                USER,
                ImageTree.entrypoint(),
                tree.environment(),
                Map.of(
                    "org.opencontainers.image.licenses", "Apache-2.0",
                    "org.opencontainers.image.title", "Culvert manager and agent",
                    "org.opencontainers.image.version", version)),
            layers);
    Path archive = out.resolve("culvert-manager-" + version + "-" + architecture + ".tar");
    image.archive(archive);
    long size = layers.values().stream().mapToLong(layer -> layer.blob().size()).sum();
    say("%-14s %6.1f MB compressed".formatted("in all", size / 1e6));
    say(name + "@" + digest);
    say(archive.toString());
  }

  private static void say(String line) {
    System.out.println(line);
  }

  /** As Go, and so OCI, calls this machine. */
  private static String architecture() throws IOException {
    return switch (System.getProperty("os.arch")) {
      case "amd64" -> "amd64";
      case "aarch64" -> "arm64";
      default -> throw new IOException("no image for " + System.getProperty("os.arch"));
    };
  }

  private static void delete(Path tree) throws IOException {
    if (Files.exists(tree)) {
      try (var all = Files.walk(tree)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
