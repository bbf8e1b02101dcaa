package dev.culvert.app.kubeconfig;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A credential plug-in: {@code users[].user.exec}.
 *
 * @param apiVersion {@code client.authentication.k8s.io/v1} or {@code …/v1beta1}
 * @param command a path, or a program's name that is looked for in PATH
 * @param env set beside the environment of this process
 * @param directory of the kubeconfig file that names it
 */
record ExecConfig(
    String apiVersion,
    String command,
    List<String> args,
    Map<String, String> env,
    String installHint,
    boolean provideClusterInfo,
    InteractiveMode interactiveMode,
    Path directory) {
  ExecConfig {
    args = List.copyOf(args);
    env = Map.copyOf(env);
  }

  /** Whether the plug-in may have the terminal as standard input. */
  enum InteractiveMode {
    /** It never reads from it. */
    NEVER,
    /** It reads from it when there is one. */
    IF_AVAILABLE,
    /** It cannot work without. */
    ALWAYS
  }
}
