package dev.culvert.playground.kubernetes;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A pod that runs one of our own programs with this machine's Java. The node is this machine, so
 * its folders are mounted, read-only, and no image needs to be made of them.
 */
public final class JavaPod {
  private static final List<String> LIBRARIES = List.of("/usr", "/lib", "/lib64");

  private JavaPod() {}

  /**
   * The pod and a Service of its name, as YAML.
   *
   * @param main the program; it may print {@code ready}
   * @param ports TCP
   */
  public static String manifest(String name, Class<?> main, List<Integer> ports) {
    Set<String> folders = folders();
    return """
    apiVersion: v1
    kind: Pod
    metadata: {name: %1$s, labels: {app: %1$s}}
    spec:
      automountServiceAccountToken: false
      terminationGracePeriodSeconds: 0
      containers:
      - name: java
        image: culvert.test/busybox:1
        imagePullPolicy: Never
        command: [%2$s, -XX:+UseSerialGC, -Xmx256m, -cp, "%3$s", %4$s]
        ports: [%5$s]
        readinessProbe: {tcpSocket: {port: %6$d}, periodSeconds: 1}
        volumeMounts: [%7$s]
      volumes: [%8$s]
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: %1$s}
    spec:
      selector: {app: %1$s}
      ports: [%9$s]
    """
        .formatted(
            name,
            Path.of(System.getProperty("java.home"), "bin", "java"),
            System.getProperty("java.class.path"),
            main.getName(),
            each(ports, port -> "{containerPort: " + port + "}"),
            ports.getFirst(),
            each(
                folders,
                folder ->
                    "{name: "
                        + volume(folders, folder)
                        + ", mountPath: \""
                        + folder
                        + "\", readOnly: true}"),
            each(
                folders,
                folder ->
                    "{name: "
                        + volume(folders, folder)
                        + ", hostPath: {path: \""
                        + folder
                        + "\"}}"),
            each(ports, port -> "{name: p" + port + ", port: " + port + "}"));
  }

  private static <T> String each(Collection<T> all, Function<T, String> text) {
    return all.stream().map(text).collect(Collectors.joining(", "));
  }

  private static String volume(Set<String> folders, String folder) {
    return "v" + List.copyOf(folders).indexOf(folder);
  }

  /** What has to be mounted for Java and the class path, each once, at its own place. */
  private static Set<String> folders() {
    Set<String> all = new TreeSet<>(LIBRARIES);
    if (!System.getProperty("java.home").startsWith("/usr/")) {
      all.add(System.getProperty("java.home"));
    }
    Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry).toAbsolutePath())
        .filter(Files::exists)
        .map(JavaPod::folderOf)
        .forEach(all::add);
    return all;
  }

  private static String folderOf(Path entry) {
    int repository = entry.toString().indexOf("/repository/");
    if (repository > 0) {
      return entry.toString().substring(0, repository + "/repository".length());
    }
    return (Files.isDirectory(entry) ? entry : Objects.requireNonNull(entry.getParent()))
        .toString();
  }
}
