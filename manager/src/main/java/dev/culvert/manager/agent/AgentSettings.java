package dev.culvert.manager.agent;

import dev.culvert.core.net.IpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * What its container tells an agent.
 *
 * @param authority PEM of the manager's authority
 * @param token file with the pod-bound token
 * @param target the container that it stands beside
 * @param container its own
 * @param targetPid the application's first process
 * @param redirect standard input and output are nft's
 * @param hold it has SYS_PTRACE
 */
record AgentSettings(
    InetSocketAddress manager,
    String authority,
    Path token,
    String target,
    String container,
    long targetPid,
    boolean redirect,
    boolean hold) {

  /**
   * By the environment, as the manager sets it, and by what {@code agent-start} adds.
   *
   * @throws IOException what is missing or wrong
   */
  static AgentSettings of(Map<String, String> environment, Set<String> arguments)
      throws IOException {
    return new AgentSettings(
        address(environment.getOrDefault("CULVERT_MANAGER", "")),
        environment.getOrDefault("CULVERT_AUTHORITY", ""),
        Path.of(
            environment.getOrDefault(
                "CULVERT_TOKEN_FILE", "/var/run/secrets/kubernetes.io/serviceaccount/token")),
        environment.getOrDefault("CULVERT_TARGET", ""),
        environment.getOrDefault("CULVERT_CONTAINER", ""),
        Long.parseLong(environment.getOrDefault("CULVERT_TARGET_PID", "1")),
        arguments.contains("--redirect"),
        arguments.contains("--hold"));
  }

  private static InetSocketAddress address(String text) throws IOException {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new IOException("CULVERT_MANAGER: ADDRESS:PORT is wanted, not \"" + text + "\"");
    }
    return new InetSocketAddress(
        IpAddress.parse(text.substring(0, colon).replaceAll("^\\[|]$", "")).toInetAddress(),
        Integer.parseInt(text.substring(colon + 1)));
  }

  /** After the container, whose name is of no other agent in this pod. */
  String table() {
    return "culvert_" + container.substring(container.lastIndexOf('-') + 1);
  }
}
