package dev.culvert.app.kube;

import dev.culvert.app.install.InstallException;
import dev.culvert.app.install.InstallException.Problem;
import dev.culvert.app.install.Installer;
import dev.culvert.app.install.ManagerChart;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** By server-side apply, as the field manager {@code culvert}. */
final class FabricInstaller implements Installer {
  private static final String NAME = "culvert-manager";
  private static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  private static final String PART_OF = "app.kubernetes.io/part-of";
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(300);

  /** How long a state that may pass is given before it is called what it is. */
  private static final Duration BENEFIT_OF_DOUBT = Duration.ofSeconds(5);

  private final KubernetesClient client;
  private final Pause pause;
  private final InstallRights rights;
  private final Removal removal;

  FabricInstaller(KubernetesClient client, String account, Pause pause) {
    this.client = client;
    this.pause = pause;
    this.rights = new InstallRights(client, account);
    this.removal = new Removal(client, pause);
  }

  @Override
  public Optional<Installed> look(String namespace) throws InstallException {
    return deployment(namespace)
        .map(deployment -> {
          Map<String, String> labels =
              Objects.requireNonNullElse(deployment.getMetadata().getLabels(), Map.of());
          var status = deployment.getStatus();
          Integer ready = status == null ? null : status.getReadyReplicas();
          return new Installed(
              labels.getOrDefault("app.kubernetes.io/version", ""),
              labels.getOrDefault(MANAGED_BY, ""),
              ready != null && ready > 0);
        });
  }

  private Optional<Deployment> deployment(String namespace) throws InstallException {
    String what = "get the Deployment " + namespace + "/" + NAME;
    try {
      return Optional.ofNullable(
          client.apps().deployments().inNamespace(namespace).withName(NAME).get());
    } catch (KubernetesClientException e) {
      throw InstallFailures.of(e, what);
    }
  }

  @Override
  public void install(
      String namespace, List<String> documents, Duration patience, Consumer<String> progress)
      throws InstallException, InterruptedException {
    List<HasMetadata> objects = objects(documents);
    Optional<Installed> before = look(namespace);
    refuseForeign(namespace, before);
    progress.accept("Asking whether you may");
    boolean newNamespace = namespace(namespace).isEmpty();
    rights.check(objects, newNamespace ? Optional.of(namespace) : Optional.empty());
    if (newNamespace) {
      progress.accept("Namespace " + namespace);
      apply(ownNamespace(namespace), false);
    }
    for (HasMetadata object : objects) {
      progress.accept(words(object));
      apply(object, false);
    }
    await(namespace, patience, progress);
  }

  /** Two tools that both own the objects would undo each other's changes. */
  private static void refuseForeign(String namespace, Optional<Installed> before)
      throws InstallException {
    String owner = before.map(Installed::managedBy).orElse(ManagerChart.MANAGED_BY);
    if (!owner.equals(ManagerChart.MANAGED_BY)) {
      throw new InstallException(
          Problem.OWNED_BY_ANOTHER,
          "the manager in namespace %s is managed by %s"
              .formatted(namespace, owner.isEmpty() ? "somebody else" : owner),
          owner.equals("Helm")
              ? "Use helm upgrade and helm uninstall there."
              : "Remove it with the tool that made it, or choose another namespace.");
    }
  }

  @Override
  public List<String> tryOut(String namespace, List<String> documents) throws InstallException {
    List<HasMetadata> objects = objects(documents);
    refuseForeign(namespace, look(namespace));
    boolean newNamespace = namespace(namespace).isEmpty();
    rights.check(objects, newNamespace ? Optional.of(namespace) : Optional.empty());
    List<String> lines = new ArrayList<>();
    if (newNamespace) {
      lines.add("created " + words(ownNamespace(namespace)));
    }
    for (HasMetadata object : objects) {
      HasMetadata present = present(object);
      if (present != null || !newNamespace) {
        HasMetadata then = apply(object, true);
        String before = present == null ? "" : present.getMetadata().getResourceVersion();
        // A dry run that would change nothing answers the object as it is.
        lines.add(
            (present == null
                    ? "created "
                    : Objects.equals(before, then.getMetadata().getResourceVersion())
                        ? "unchanged "
                        : "changed ")
                + words(object));
      } else {
        lines.add("created " + words(object));
      }
    }
    return lines;
  }

  @Override
  public List<String> uninstall(String namespace, Duration patience, Consumer<String> progress)
      throws InstallException, InterruptedException {
    Optional<Installed> before = look(namespace);
    refuseForeign(namespace, before);
    return removal.remove(namespace, patience, progress);
  }

  private void await(String namespace, Duration patience, Consumer<String> progress)
      throws InstallException, InterruptedException {
    long begun = System.nanoTime();
    long doubtSince = Long.MAX_VALUE;
    String told = "";
    while (true) {
      RolloutVerdict verdict = verdict(namespace);
      long now = System.nanoTime();
      switch (verdict) {
        case RolloutVerdict.Ready _ -> {
          return;
        }
        case RolloutVerdict.Stuck stuck -> {
          doubtSince = Math.min(doubtSince, now);
          if (stuck.settled() || now - doubtSince > BENEFIT_OF_DOUBT.toNanos()) {
            throw stuck.asException();
          }
        }
        case RolloutVerdict.Waiting waiting -> {
          doubtSince = Long.MAX_VALUE;
          if (!waiting.why().equals(told)) {
            told = waiting.why();
            progress.accept("Waiting: " + told);
          }
        }
      }
      if (now - begun > patience.toNanos()) {
        throw new InstallException(
            Problem.NOT_IN_TIME,
            "the manager is not ready after %d s: %s".formatted(patience.toSeconds(), told),
            "It may become ready later; see: kubectl -n " + namespace + " get pods");
      }
      pause.await(BETWEEN_LOOKS);
    }
  }

  private RolloutVerdict verdict(String namespace) throws InstallException {
    try {
      Deployment deployment =
          client.apps().deployments().inNamespace(namespace).withName(NAME).get();
      if (deployment == null) {
        throw new InstallException(
            Problem.NOT_INSTALLED,
            "the Deployment %s/%s is gone again".formatted(namespace, NAME),
            "Somebody, or a controller, removes it: look at the cluster's audit log.");
      }
      List<Pod> pods =
          client
              .pods()
              .inNamespace(namespace)
              .withLabel("app.kubernetes.io/name", NAME)
              .list()
              .getItems();
      return RolloutVerdict.of(deployment, pods, events(namespace, pods));
    } catch (KubernetesClientException e) {
      throw InstallFailures.of(e, "look at the pods of namespace " + namespace);
    }
  }

  /** Events only make it clearer: without the right to see them, statuses have to do. */
  private List<Event> events(String namespace, List<Pod> pods) {
    Set<String> names = Set.copyOf(pods.stream().map(pod -> pod.getMetadata().getName()).toList());
    try {
      return client.v1().events().inNamespace(namespace).list().getItems().stream()
          .filter(event -> event.getInvolvedObject() != null)
          .filter(event -> names.contains(event.getInvolvedObject().getName()))
          .toList();
    } catch (KubernetesClientException _) {
      return List.of();
    }
  }

  private Optional<Namespace> namespace(String name) throws InstallException {
    try {
      return Optional.ofNullable(client.namespaces().withName(name).get());
    } catch (KubernetesClientException e) {
      if (e.getCode() == 403) {
        // Who may not look at namespaces cannot make one either: it has to be there.
        return Optional.of(new Namespace());
      }
      throw InstallFailures.of(e, "get the namespace " + name);
    }
  }

  private static Namespace ownNamespace(String name) {
    return new NamespaceBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels(MANAGED_BY, ManagerChart.MANAGED_BY)
        .addToLabels(PART_OF, "culvert")
        .endMetadata()
        .build();
  }

  private List<HasMetadata> objects(List<String> documents) {
    return documents.stream()
        .map(text -> (HasMetadata) client.getKubernetesSerialization().unmarshal(text))
        .toList();
  }

  private HasMetadata present(HasMetadata object) throws InstallException {
    try {
      return client.resource(object).get();
    } catch (KubernetesClientException e) {
      throw InstallFailures.of(e, "get " + words(object));
    }
  }

  private HasMetadata apply(HasMetadata object, boolean dry) throws InstallException {
    PatchContext.Builder how =
        new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(ManagerChart.MANAGED_BY)
            .withForce(true);
    if (dry) {
      how.withDryRun(List.of("All"));
    }
    try {
      return client.resource(object).patch(how.build(), object);
    } catch (KubernetesClientException e) {
      throw InstallFailures.of(e, "apply " + words(object));
    }
  }

  /** As {@code Deployment culvert/culvert-manager}. */
  static String words(HasMetadata object) {
    String namespace = object.getMetadata().getNamespace();
    return object.getKind()
        + " "
        + (namespace == null ? "" : namespace + "/")
        + object.getMetadata().getName();
  }

  @Override
  public void close() {
    client.close();
  }
}
