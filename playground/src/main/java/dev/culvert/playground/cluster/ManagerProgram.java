package dev.culvert.playground.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The manager as a container: our own class path and Java, made visible in the pod under /run/app,
 * because a user without rights cannot read a developer's home.
 *
 * @param binds folders and files to their places under /run
 * @param classPath as seen in the pod
 */
public record ManagerProgram(Map<Path, String> binds, String classPath, String java) {
  /** Its main class; the workload is left out when it is not there. */
  public static final String MAIN = "dev.culvert.manager.ManagerMain";

  /** An ordinary user, as in the container image. */
  public static final int UID = 65_532;

  /** From this virtual machine's own class path. */
  public static ManagerProgram ofThisJvm() {
    Map<Path, String> binds = new LinkedHashMap<>();
    List<String> classPath = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry).toAbsolutePath();
      if (entry.isEmpty() || !Files.exists(path)) {
        continue;
      }
      String text = path.toString();
      int repository = text.indexOf("/repository/");
      if (repository > 0) {
        Path root = Path.of(text.substring(0, repository), "repository");
        String place = binds.computeIfAbsent(root, key -> "app/libraries" + binds.size());
        classPath.add("/run/" + place + text.substring(repository + "/repository".length()));
      } else {
        String place =
            binds.computeIfAbsent(
                path, key -> "app/" + binds.size() + (Files.isDirectory(path) ? "" : ".jar"));
        classPath.add("/run/" + place);
      }
    }
    Path home = Path.of(System.getProperty("java.home"));
    binds.put(home, "app/java");
    return new ManagerProgram(
        binds, String.join(File.pathSeparator, classPath), "/run/app/java/bin/java");
  }

  /** Whether the manager is on the class path at all. */
  public static boolean exists() {
    return ManagerProgram.class.getClassLoader().getResource(MAIN.replace('.', '/') + ".class")
        != null;
  }

  /** What an agent's image tells it: where its Java and its classes are. */
  public Map<String, String> agentEnvironment() {
    return Map.of("JAVA_HOME", "/run/app/java", "CULVERT_CLASSPATH", classPath);
  }

  /** The options of its Java, one a line: an argument file. */
  public String argumentFile() {
    return String.join(
            "\n",
            "-Xms32m",
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            classPath)
        + "\n";
  }

  /** The container. */
  public Container container() {
    return new ContainerBuilder()
        .withName("manager")
        .withImage("culvert/manager")
        .withCommand(java, "@/run/playground/manager.args", MAIN)
        .addNewEnv()
        .withName("POD_NAME")
        .withNewValueFrom()
        .withNewFieldRef("v1", "metadata.name")
        .endValueFrom()
        .endEnv()
        .addNewEnv()
        .withName("POD_NAMESPACE")
        .withNewValueFrom()
        .withNewFieldRef("v1", "metadata.namespace")
        .endValueFrom()
        .endEnv()
        .addNewEnv()
        .withName("CULVERT_AGENT_COMMAND")
        .withValue("/run/playground/agent-start")
        .endEnv()
        .addNewEnv()
        .withName("POD_IP")
        .withNewValueFrom()
        .withNewFieldRef("v1", "status.podIP")
        .endValueFrom()
        .endEnv()
        .withPorts(Content.port("grpc", 8443, "TCP"), Content.port("health", 8081, "TCP"))
        .withNewReadinessProbe()
        .withNewHttpGet()
        .withPath("/readyz")
        .withPort(new IntOrString(8081))
        .endHttpGet()
        .endReadinessProbe()
        .withNewSecurityContext()
        .withRunAsUser((long) UID)
        .withRunAsNonRoot(true)
        .withReadOnlyRootFilesystem(true)
        .withAllowPrivilegeEscalation(false)
        .endSecurityContext()
        .build();
  }
}
