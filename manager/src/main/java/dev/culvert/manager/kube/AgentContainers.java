package dev.culvert.manager.kube;

import dev.culvert.manager.attach.AgentRights;
import dev.culvert.manager.attach.Refusal;
import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.CapabilitiesBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.EphemeralContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The ephemeral container that an agent runs in. Pure. */
final class AgentContainers {
  private static final String TOKEN_FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount";

  private AgentContainers() {}

  static EphemeralContainer of(
      Pod pod, String target, AgentRights rights, AgentImage image, String name) throws Refusal {
    Container beside =
        pod.getSpec().getContainers().stream()
            .filter(each -> each.getName().equals(target))
            .findFirst()
            .orElseThrow(() ->
                new Refusal(Refusal.Kind.NOT_FOUND, "there is no container \"" + target + "\""));
    VolumeMount token =
        pod.getSpec().getContainers().stream()
            .flatMap(each -> each.getVolumeMounts().stream())
            .filter(mount -> TOKEN_FOLDER.equals(mount.getMountPath()))
            .findFirst()
            .orElseThrow(() ->
                new Refusal(
                    Refusal.Kind.IN_THE_WAY,
                    "the pod has no service account's token (automountServiceAccountToken: false),"
                        + " so that no agent in it could be known"));
    boolean redirect = rights != AgentRights.BESIDE;
    return new EphemeralContainerBuilder()
        .withName(name)
        .withTargetContainerName(target)
        .withImage(image.image())
        .withImagePullPolicy("IfNotPresent")
        .withCommand(image.command())
        .withEnv(
            List.of(
                variable("CULVERT_MANAGER", image.manager()),
                variable("CULVERT_AUTHORITY", image.authority()),
                variable("CULVERT_TARGET", target),
                variable("CULVERT_CONTAINER", name),
                variable("CULVERT_REDIRECT", redirect ? "yes" : "no"),
                variable("CULVERT_HOLD", rights == AgentRights.HOLD ? "yes" : "no")))
        .withVolumeMounts(
            new VolumeMountBuilder()
                .withName(token.getName())
                .withMountPath(TOKEN_FOLDER)
                .withReadOnly(true)
                .build())
        .withSecurityContext(redirect ? redirecting(pod, beside, rights) : beside(pod, beside))
        .build();
  }

  private static EnvVar variable(String name, String value) {
    return new EnvVar(name, value, null);
  }

  /**
   * Root with NET_ADMIN for the redirect, and the right to become the target's user. Where the
   * target runs as root it keeps capabilities, and the kernel shows its environment only to a
   * process that has them too. To hold processes of whatever user the container has takes
   * SYS_PTRACE, and so it does of its own user where the kernel is configured so (Yama, on Ubuntu).
   */
  private static SecurityContext redirecting(Pod pod, Container beside, AgentRights rights) {
    List<String> add = new ArrayList<>(List.of("NET_ADMIN", "SETUID", "SETGID"));
    if (rights == AgentRights.HOLD) {
      add.add("SYS_PTRACE");
    }
    CapabilitiesBuilder capabilities = new CapabilitiesBuilder();
    Capabilities theirs = capabilities(beside);
    if (user(pod, beside).filter(uid -> uid != 0).isPresent()) {
      capabilities.withDrop("ALL");
    } else {
      capabilities.withDrop(theirs.getDrop());
      theirs.getAdd().stream().filter(each -> !add.contains(each)).forEach(add::add);
    }
    return new SecurityContextBuilder()
        .withRunAsUser(0L)
        .withRunAsGroup(0L)
        .withRunAsNonRoot(false)
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(false)
        .withCapabilities(capabilities.withAdd(add).build())
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .build();
  }

  /** As the target itself: its user, its group, its capabilities, and so allowed wherever it is. */
  private static SecurityContext beside(Pod pod, Container beside) {
    SecurityContext theirs =
        beside.getSecurityContext() == null ? new SecurityContext() : beside.getSecurityContext();
    SecurityContextBuilder context =
        new SecurityContextBuilder()
            .withRunAsUser(theirs.getRunAsUser())
            .withRunAsGroup(theirs.getRunAsGroup())
            .withRunAsNonRoot(theirs.getRunAsNonRoot())
            .withCapabilities(theirs.getCapabilities())
            .withAllowPrivilegeEscalation(false)
            .withNewSeccompProfile()
            .withType("RuntimeDefault")
            .endSeccompProfile();
    if (user(pod, beside).isEmpty() && !nonRoot(pod, theirs)) {
      // The image decides, and only the agent can see how: as root it can become anybody.
      context.withRunAsUser(0L).withRunAsGroup(0L);
    }
    return context.build();
  }

  private static boolean nonRoot(Pod pod, SecurityContext theirs) {
    PodSecurityContext all = pod.getSpec().getSecurityContext();
    return Boolean.TRUE.equals(theirs.getRunAsNonRoot())
        || all != null && Boolean.TRUE.equals(all.getRunAsNonRoot());
  }

  private static Optional<Long> user(Pod pod, Container container) {
    if (container.getSecurityContext() != null
        && container.getSecurityContext().getRunAsUser() != null) {
      return Optional.of(container.getSecurityContext().getRunAsUser());
    }
    PodSecurityContext all = pod.getSpec().getSecurityContext();
    return Optional.ofNullable(all == null ? null : all.getRunAsUser());
  }

  private static Capabilities capabilities(Container container) {
    return container.getSecurityContext() == null
            || container.getSecurityContext().getCapabilities() == null
        ? new Capabilities()
        : container.getSecurityContext().getCapabilities();
  }
}
