package dev.culvert.app.kubeconfig;

import dev.culvert.app.kubeconfig.YamlMap.YamlException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One kubeconfig file. What is wrong in one entry is that entry's problem and leaves the others
 * usable; kubectl would refuse everything.
 */
final class KubeconfigParser {
  private static final String EXEC_EXTENSION = "client.authentication.k8s.io/exec";
  private static final Set<String> EXEC_VERSIONS =
      Set.of("client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1");

  private final Path file;
  private final Path directory;
  private final List<String> problems = new ArrayList<>();

  private KubeconfigParser(Path file) {
    this.file = file;
    Path parent = file.toAbsolutePath().getParent();
    this.directory = parent == null ? file.toAbsolutePath() : parent;
  }

  /** What one file holds, in its order; {@code problems} are whole sentences naming the file. */
  record Parsed(
      String currentContext,
      List<ClusterEntry> clusters,
      List<UserEntry> users,
      List<ContextEntry> contexts,
      List<String> problems) {}

  /**
   * @param file where the text comes from: relative paths in it are relative to its directory
   */
  static Parsed parse(Path file, String text) {
    return new KubeconfigParser(file).parse(text);
  }

  private Parsed parse(String text) {
    List<ClusterEntry> clusters = new ArrayList<>();
    List<UserEntry> users = new ArrayList<>();
    List<ContextEntry> contexts = new ArrayList<>();
    String current = "";
    try {
      YamlMap root = YamlMap.parse(text);
      each(root, "clusters", (name, entry) -> clusters.add(cluster(name, entry.map("cluster"))));
      each(root, "users", (name, entry) -> users.add(user(name, entry.map("user"))));
      each(root, "contexts", (name, entry) -> contexts.add(context(name, entry.map("context"))));
      current = root.text("current-context");
    } catch (YamlException e) {
      problem(e.getMessage());
    }
    return new Parsed(current, clusters, users, contexts, problems);
  }

  private void problem(@Nullable String message) {
    problems.add("%s, %s.".formatted(file, message));
  }

  @FunctionalInterface
  private interface EntryReader {
    void read(String name, YamlMap entry) throws YamlException;
  }

  private void each(YamlMap root, String list, EntryReader reader) {
    Set<String> seen = new HashSet<>();
    List<YamlMap> entries;
    try {
      entries = root.maps(list);
    } catch (YamlException e) {
      problem(e.getMessage());
      return;
    }
    for (YamlMap entry : entries) {
      try {
        String name = entry.text("name");
        if (name.isEmpty()) {
          problem("line %d: an entry of %s has no name".formatted(entry.line(), list));
        } else if (seen.add(name)) {
          reader.read(name, entry);
        } else {
          problem(
              "line %d: %s has %s twice; the first one is used"
                  .formatted(entry.line(), list, name));
        }
      } catch (YamlException e) {
        problem(e.getMessage());
      }
    }
  }

  private ContextEntry context(String name, @Nullable YamlMap map) throws YamlException {
    if (map == null) {
      return new ContextEntry(name, file, "", "", "");
    }
    return new ContextEntry(
        name, file, map.text("cluster"), map.text("user"), map.text("namespace"));
  }

  private ClusterEntry cluster(String name, @Nullable YamlMap map) throws YamlException {
    if (map == null) {
      return new ClusterEntry(
          name, file, "", null, "", false, "", null, "cluster %s is empty".formatted(name));
    }
    String problem = "";
    PemSource authority = null;
    try {
      authority = pem(map, "certificate-authority", "cluster " + name);
    } catch (CredentialException e) {
      problem = message(e);
    }
    boolean insecure = map.flag("insecure-skip-tls-verify");
    String server = map.text("server");
    if (server.isEmpty()) {
      problem = "cluster %s in %s names no server".formatted(name, file);
    } else if (insecure && authority != null) {
      problem =
          "cluster %s in %s has a certificate authority and insecure-skip-tls-verify; one must go"
              .formatted(name, file);
    }
    String execConfig = null;
    for (YamlMap extension : map.maps("extensions")) {
      if (extension.text("name").equals(EXEC_EXTENSION)) {
        execConfig = extension.json("extension");
      }
    }
    return new ClusterEntry(
        name,
        file,
        server,
        authority,
        map.text("tls-server-name"),
        insecure,
        map.text("proxy-url"),
        execConfig,
        problem);
  }

  private UserEntry user(String name, @Nullable YamlMap map) throws YamlException {
    if (map == null) {
      return new UserEntry(name, file, "", null, null, null, null, "", List.of(), "");
    }
    String problem = "";
    PemSource certificate = null;
    PemSource key = null;
    ExecConfig exec = null;
    try {
      certificate = pem(map, "client-certificate", "user " + name);
      key = pem(map, "client-key", "user " + name);
      exec = exec(name, map.map("exec"));
      unsupported(name, map);
    } catch (CredentialException e) {
      problem = message(e);
    }
    String tokenFile = map.text("tokenFile");
    return new UserEntry(
        name,
        file,
        map.text("token"),
        tokenFile.isEmpty() ? null : directory.resolve(tokenFile),
        certificate,
        key,
        exec,
        map.text("as"),
        map.texts("as-groups"),
        problem);
  }

  private void unsupported(String name, YamlMap map) throws YamlException, CredentialException {
    YamlMap provider = map.map("auth-provider");
    if (provider != null) {
      throw new CredentialException(
          "user %s in %s uses the auth-provider %s, which kubectl removed in 1.26; use its exec plug-in"
              .formatted(name, file, provider.text("name")));
    }
    if (map.has("username") || map.has("password")) {
      throw new CredentialException(
          "user %s in %s uses a user name and password, which Kubernetes removed in 1.19; use a token, a client certificate or an exec plug-in"
              .formatted(name, file));
    }
    if (map.has("as-uid") || map.has("as-user-extra")) {
      throw new CredentialException(
          "user %s in %s impersonates with as-uid or as-user-extra, which Culvert does not pass on; as and as-groups work"
              .formatted(name, file));
    }
  }

  private @Nullable ExecConfig exec(String user, @Nullable YamlMap map)
      throws YamlException, CredentialException {
    if (map == null) {
      return null;
    }
    String where = "the exec plug-in of user %s in %s".formatted(user, file);
    String apiVersion = map.text("apiVersion");
    if (!EXEC_VERSIONS.contains(apiVersion)) {
      throw new CredentialException(
          "%s has the apiVersion \"%s\"; client.authentication.k8s.io/v1 and v1beta1 are known"
              .formatted(where, apiVersion));
    }
    String command = map.text("command");
    if (command.isEmpty()) {
      throw new CredentialException(where + " names no command");
    }
    Map<String, String> env = new LinkedHashMap<>();
    for (YamlMap variable : map.maps("env")) {
      env.put(variable.text("name"), variable.text("value"));
    }
    return new ExecConfig(
        apiVersion,
        // A command with a slash is relative to the file, one without is looked for in PATH.
        command.contains("/") ? directory.resolve(command).toString() : command,
        map.texts("args"),
        env,
        map.text("installHint"),
        map.flag("provideClusterInfo"),
        interactiveMode(map.text("interactiveMode"), apiVersion, where),
        directory);
  }

  private static ExecConfig.InteractiveMode interactiveMode(
      String word, String apiVersion, String where) throws CredentialException {
    if (word.isEmpty() && apiVersion.endsWith("/v1beta1")) {
      return ExecConfig.InteractiveMode.IF_AVAILABLE;
    }
    return switch (word) {
      case "Never" -> ExecConfig.InteractiveMode.NEVER;
      case "IfAvailable" -> ExecConfig.InteractiveMode.IF_AVAILABLE;
      case "Always" -> ExecConfig.InteractiveMode.ALWAYS;
      default ->
          throw new CredentialException(
              "%s has the interactiveMode \"%s\"; %s wants Never, IfAvailable or Always"
                  .formatted(where, word, apiVersion));
    };
  }

  /** {@code FIELD-data} or {@code FIELD}; both together is an error, as in kubectl. */
  private @Nullable PemSource pem(YamlMap map, String field, String whose)
      throws YamlException, CredentialException {
    String data = map.text(field + "-data");
    String path = map.text(field);
    if (!data.isEmpty() && !path.isEmpty()) {
      throw new CredentialException(
          "%s in %s has %s and %s-data; one must go".formatted(whose, file, field, field));
    }
    if (!data.isEmpty()) {
      try {
        return new PemSource.Inline(Base64.getMimeDecoder().decode(data));
      } catch (IllegalArgumentException e) {
        throw new CredentialException(
            "%s in %s: %s-data is not base64: %s".formatted(whose, file, field, e.getMessage()), e);
      }
    }
    return path.isEmpty() ? null : new PemSource.InFile(directory.resolve(path));
  }

  private static String message(CredentialException e) {
    String message = e.getMessage();
    return message == null ? "unusable" : message;
  }
}
