package dev.culvert.manager.kube;

import dev.culvert.manager.attach.AgentRights;
import dev.culvert.manager.attach.PodView;
import dev.culvert.manager.attach.Refusal;
import dev.culvert.manager.attach.Workloads;
import dev.culvert.manager.auth.Identity;
import dev.culvert.proto.attach.v1.Workload;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** By the Kubernetes API. */
public final class KubeWorkloads implements Workloads {
  private static final int FIRST_LIST_SECONDS = 10;

  /** The API server's answers that mean that something is not allowed, not that it failed. */
  private static final List<Integer> REFUSALS = List.of(400, 403, 409, 422);

  private final KubernetesClient client;
  private final Supplier<AgentImage> image;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param image asked for each agent
   */
  public KubeWorkloads(KubernetesClient client, Supplier<AgentImage> image) {
    this.client = client;
    this.image = image;
  }

  @Override
  public AutoCloseable follow(Workload workload, Consumer<List<PodView>> pods)
      throws Refusal, IOException {
    SharedIndexInformer<Pod> informer;
    try {
      informer = informer(workload);
      informer.addEventHandler(
          new ResourceEventHandler<>() {
            @Override
            public void onAdd(Pod pod) {
              tell();
            }

            @Override
            public void onUpdate(Pod before, Pod after) {
              tell();
            }

            @Override
            public void onDelete(Pod pod, boolean finalStateUnknown) {
              tell();
            }

            private void tell() {
              pods.accept(list(informer));
            }
          });
      informer.start().toCompletableFuture().get(FIRST_LIST_SECONDS, TimeUnit.SECONDS);
    } catch (KubernetesClientException e) {
      throw new IOException(KubeErrors.text(e), e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the pods of " + workload.getName() + " cannot be listed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    pods.accept(list(informer));
    return informer;
  }

  private static List<PodView> list(SharedIndexInformer<Pod> informer) {
    return informer.getStore().list().stream()
        .map(PodViews::of)
        .sorted(Comparator.comparing(PodView::name))
        .toList();
  }

  private SharedIndexInformer<Pod> informer(Workload workload) throws Refusal {
    String namespace = workload.getNamespace();
    String name = workload.getName();
    if (workload.getKind().equals("Pod")) {
      if (client.pods().inNamespace(namespace).withName(name).get() == null) {
        throw missing(workload);
      }
      return client
          .pods()
          .inNamespace(namespace)
          .withField("metadata.name", name)
          .runnableInformer(0);
    }
    LabelSelector selector = selector(workload);
    if (selector == null
        || selector.getMatchLabels().isEmpty() && selector.getMatchExpressions().isEmpty()) {
      throw missing(workload);
    }
    return client.pods().inNamespace(namespace).withLabelSelector(selector).runnableInformer(0);
  }

  private static Refusal missing(Workload workload) {
    return new Refusal(
        Refusal.Kind.NOT_FOUND,
        "there is no "
            + workload.getKind()
            + " "
            + workload.getNamespace()
            + "/"
            + workload.getName());
  }

  private LabelSelector selector(Workload workload) throws Refusal {
    String namespace = workload.getNamespace();
    String name = workload.getName();
    var apps = client.apps();
    return switch (workload.getKind()) {
      case "Deployment" ->
          Optional.ofNullable(apps.deployments().inNamespace(namespace).withName(name).get())
              .map(found -> found.getSpec().getSelector())
              .orElseThrow(() -> missing(workload));
      case "StatefulSet" ->
          Optional.ofNullable(apps.statefulSets().inNamespace(namespace).withName(name).get())
              .map(found -> found.getSpec().getSelector())
              .orElseThrow(() -> missing(workload));
      case "ReplicaSet" ->
          Optional.ofNullable(apps.replicaSets().inNamespace(namespace).withName(name).get())
              .map(found -> found.getSpec().getSelector())
              .orElseThrow(() -> missing(workload));
      case "DaemonSet" ->
          Optional.ofNullable(apps.daemonSets().inNamespace(namespace).withName(name).get())
              .map(found -> found.getSpec().getSelector())
              .orElseThrow(() -> missing(workload));
      case "Rollout" -> rollout(workload);
      default ->
          throw new Refusal(
              Refusal.Kind.INVALID,
              "spec.workload.kind: Deployment, StatefulSet, ReplicaSet, DaemonSet, Pod or Rollout,"
                  + " not \""
                  + workload.getKind()
                  + "\"");
    };
  }

  private LabelSelector rollout(Workload workload) throws Refusal {
    GenericKubernetesResource found =
        client
            .genericKubernetesResources(
                new ResourceDefinitionContext.Builder()
                    .withGroup("argoproj.io")
                    .withVersion("v1alpha1")
                    .withKind("Rollout")
                    .withPlural("rollouts")
                    .withNamespaced(true)
                    .build())
            .inNamespace(workload.getNamespace())
            .withName(workload.getName())
            .get();
    Object selector = found == null ? null : found.get("spec", "selector");
    if (selector == null) {
      throw missing(workload);
    }
    return Serialization.unmarshal(Serialization.asJson(selector), LabelSelector.class);
  }

  @Override
  public Optional<String> placeAgent(PodView pod, String target, AgentRights rights, boolean dryRun)
      throws Refusal, IOException {
    var resource = client.pods().inNamespace(pod.namespace()).withName(pod.name());
    try {
      Pod now = resource.get();
      if (now == null || !now.getMetadata().getUid().equals(pod.uid())) {
        throw new Refusal(Refusal.Kind.NOT_FOUND, "the pod " + pod.name() + " is gone");
      }
      byte[] bits = new byte[4];
      random.nextBytes(bits);
      String name = PodViews.AGENT + HexFormat.of().formatHex(bits);
      EphemeralContainer agent = AgentContainers.of(now, target, rights, image.get(), name);
      Pod patch =
          new PodBuilder()
              .withNewMetadata()
              .withName(pod.name())
              .endMetadata()
              .withNewSpec()
              .withEphemeralContainers(agent)
              .endSpec()
              .build();
      PatchContext.Builder how =
          new PatchContext.Builder().withPatchType(PatchType.STRATEGIC_MERGE);
      if (dryRun) {
        how.withDryRun(List.of("All"));
      }
      resource.ephemeralContainers().patch(how.build(), Serialization.asJson(patch));
      return dryRun ? Optional.empty() : Optional.of(name);
    } catch (KubernetesClientException e) {
      if (REFUSALS.contains(e.getCode())) {
        throw new Refusal(Refusal.Kind.IN_THE_WAY, KubeErrors.text(e));
      }
      throw new IOException(KubeErrors.text(e), e);
    }
  }

  @Override
  public Optional<String> missingRight(
      Identity identity, String namespace, String verb, String resource, String subresource)
      throws IOException {
    SubjectAccessReview review;
    try {
      review =
          client
              .authorization()
              .v1()
              .subjectAccessReview()
              .create(
                  new SubjectAccessReviewBuilder()
                      .withNewSpec()
                      .withUser(identity.user())
                      .withGroups(identity.groups())
                      .withUid(identity.uid().isEmpty() ? null : identity.uid())
                      .withNewResourceAttributes()
                      .withNamespace(namespace)
                      .withVerb(verb)
                      .withResource(resource)
                      .withSubresource(subresource.isEmpty() ? null : subresource)
                      .endResourceAttributes()
                      .endSpec()
                      .build());
    } catch (KubernetesClientException e) {
      throw new IOException("SubjectAccessReview failed: " + KubeErrors.text(e), e);
    }
    if (review.getStatus() != null && Boolean.TRUE.equals(review.getStatus().getAllowed())) {
      return Optional.empty();
    }
    return Optional.of(
        identity.user()
            + " may not "
            + verb
            + " "
            + resource
            + (subresource.isEmpty() ? "" : "/" + subresource)
            + " in namespace "
            + namespace
            + ", which this is worth");
  }
}
