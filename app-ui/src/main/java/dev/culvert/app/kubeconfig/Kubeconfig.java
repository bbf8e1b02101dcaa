package dev.culvert.app.kubeconfig;

import dev.culvert.app.cluster.Context;
import dev.culvert.app.kubeconfig.KubeconfigParser.Parsed;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Several kubeconfig files as one, merged as {@code kubectl config view} does: of clusters, users,
 * contexts and the current context the first file that has one wins, whole entries each. Files that
 * do not exist are skipped. Immutable.
 */
public final class Kubeconfig {
  private final Map<String, ClusterEntry> clusters = new LinkedHashMap<>();
  private final Map<String, UserEntry> users = new LinkedHashMap<>();
  private final Map<String, ContextEntry> contexts = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();
  private String currentContext = "";

  private Kubeconfig() {}

  /** Reads the files now, in the order of their precedence. */
  public static Kubeconfig read(List<Path> files) {
    Kubeconfig all = new Kubeconfig();
    for (Path file : files) {
      if (Files.exists(file)) {
        all.add(file);
      }
    }
    return all;
  }

  private void add(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException _) {
      problems.add("%s is not text in UTF-8.".formatted(file));
      return;
    } catch (IOException e) {
      problems.add("%s cannot be read: %s.".formatted(file, Reasons.of(e)));
      return;
    }
    Parsed parsed = KubeconfigParser.parse(file, text);
    parsed.clusters().forEach(c -> clusters.putIfAbsent(c.name(), c));
    parsed.users().forEach(u -> users.putIfAbsent(u.name(), u));
    parsed.contexts().forEach(c -> contexts.putIfAbsent(c.name(), c));
    if (currentContext.isEmpty()) {
      currentContext = parsed.currentContext();
    }
    problems.addAll(parsed.problems());
  }

  /** Whole sentences about files and entries that cannot be used. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /** What kubectl would use; empty when no file names one. */
  public String currentContext() {
    return currentContext;
  }

  /** By name. */
  public List<Context> contexts() {
    List<Context> list = new ArrayList<>();
    for (ContextEntry entry : contexts.values()) {
      ClusterEntry cluster = clusters.get(entry.cluster());
      list.add(
          new Context(
              entry.name(),
              cluster == null ? "" : cluster.server(),
              entry.user(),
              entry.namespace().isEmpty() ? "default" : entry.namespace(),
              entry.name().equals(currentContext),
              problemOf(entry)));
    }
    return list;
  }

  /**
   * A context with all that it names.
   *
   * @throws CredentialException when there is no such context or it has a problem
   */
  public ContextTarget target(String context) throws CredentialException {
    ContextEntry entry = contexts.get(context);
    if (entry == null) {
      throw new CredentialException(noContext(context));
    }
    String problem = problemOf(entry);
    ClusterEntry cluster = clusters.get(entry.cluster());
    UserEntry user = users.get(entry.user());
    if (!problem.isEmpty() || cluster == null || user == null) {
      throw new CredentialException("Context %s: %s.".formatted(context, problem));
    }
    return new ContextTarget(entry, cluster, user);
  }

  private String noContext(String context) {
    if (contexts.isEmpty()) {
      return "There is no context %s: the kubeconfig files hold no contexts.".formatted(context);
    }
    return "There is no context %s. There are: %s."
        .formatted(context, String.join(", ", contexts.keySet()));
  }

  private String problemOf(ContextEntry entry) {
    if (entry.cluster().isEmpty()) {
      return "it names no cluster";
    }
    if (entry.user().isEmpty()) {
      return "it names no user";
    }
    @Nullable ClusterEntry cluster = clusters.get(entry.cluster());
    if (cluster == null) {
      return "cluster %s is not defined".formatted(entry.cluster());
    }
    @Nullable UserEntry user = users.get(entry.user());
    if (user == null) {
      return "user %s is not defined".formatted(entry.user());
    }
    return cluster.problem().isEmpty() ? user.problem() : cluster.problem();
  }
}
