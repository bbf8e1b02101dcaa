package dev.culvert.manager.attach;

import dev.culvert.manager.agent.rules.RequestFilter;
import dev.culvert.manager.session.Session;
import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Conflict;
import dev.culvert.proto.attach.v1.Kind;
import dev.culvert.proto.attach.v1.Plan;
import dev.culvert.proto.attach.v1.PodPort;
import dev.culvert.proto.attach.v1.Port;
import dev.culvert.proto.attach.v1.Rung;
import dev.culvert.proto.attach.v1.Transport;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what attaching would do, and who may not, before anything happens. Blocks on the cluster.
 */
final class Planner {
  private static final Logger LOG = LoggerFactory.getLogger(Planner.class);

  /** Without traffic for so long, an attachment may be overridden. */
  static final Duration INACTIVE = Duration.ofMinutes(30);

  private final Workloads workloads;
  private final TargetPorts targetPorts;
  private final AgentHub agents;
  private final Clock clock;

  Planner(Workloads workloads, TargetPorts targetPorts, AgentHub agents, Clock clock) {
    this.workloads = workloads;
    this.targetPorts = targetPorts;
    this.agents = agents;
    this.clock = clock;
  }

  /** Refuses what cannot be, and who may not. */
  AttachSpec check(Session session, AttachSpec spec) throws Refusal, IOException {
    if (spec.getKind() == Kind.KIND_UNSPECIFIED || spec.getKind() == Kind.UNRECOGNIZED) {
      throw new Refusal(Refusal.Kind.INVALID, "spec.kind: one of the four is wanted");
    }
    if (spec.getWorkload().getName().isEmpty() || spec.getWorkload().getNamespace().isEmpty()) {
      throw new Refusal(Refusal.Kind.INVALID, "spec.workload: name and namespace are wanted");
    }
    if (spec.hasFilter() && spec.getKind() == Kind.KIND_REPLACE) {
      throw new Refusal(
          Refusal.Kind.INVALID,
          "spec.filter: a container that is replaced answers nothing, so there is nobody for the other"
              + " requests: intercept instead");
    }
    for (PodPort each : spec.getToPodList()) {
      if (each.getRemote() < 1 || each.getRemote() > 65535) {
        throw new Refusal(
            Refusal.Kind.INVALID, "spec.to_pod: 1 to 65535 is wanted, not " + each.getRemote());
      }
    }
    if (spec.hasFilter()) {
      try {
        LOG.debug("filter: {}", RequestFilter.of(spec.getFilter()));
      } catch (IllegalArgumentException e) {
        throw new Refusal(Refusal.Kind.INVALID, String.valueOf(e.getMessage()));
      }
    }
    demand(session, spec.getWorkload().getNamespace(), "patch", "pods", "ephemeralcontainers");
    return spec;
  }

  /** Refuses who has not this right. */
  void demand(Session session, String namespace, String verb, String resource, String subresource)
      throws Refusal, IOException {
    Optional<String> missing =
        workloads.missingRight(session.identity(), namespace, verb, resource, subresource);
    if (missing.isPresent()) {
      throw new Refusal(Refusal.Kind.DENIED, missing.orElseThrow());
    }
  }

  /**
   * Asks by a dry run.
   *
   * @param inTheWay finds who else has these ports
   */
  Plan plan(
      Session session,
      AttachSpec spec,
      List<PodView> pods,
      BiFunction<AttachSpec, List<Port>, List<Entry>> inTheWay)
      throws Refusal, IOException {
    List<PodView> running = pods.stream().filter(PodView::running).toList();
    if (running.isEmpty()) {
      throw new Refusal(
          Refusal.Kind.IN_THE_WAY,
          spec.getWorkload().getName() + " has no running pod to attach to");
    }
    PodView first = running.getFirst();
    Ports.Meant meant = Ports.of(spec, first);
    Plan.Builder plan =
        Plan.newBuilder().setContainer(meant.container()).addAllPorts(meant.ports());
    running.forEach(pod -> plan.addPods(pod.name()));
    List<String> refusals = new ArrayList<>();
    for (Rung rung : rungs(spec.getKind())) {
      Optional<String> obstacle = obstacle(session, spec, rung, meant, running);
      Plan.Tried.Builder tried = Plan.Tried.newBuilder().setRung(rung);
      if (obstacle.isEmpty()) {
        plan.setRung(rung)
            .addTried(tried.setPossible(true))
            .setReused(
                (int) running.stream().filter(pod -> has(pod, meant, rights(spec, rung))).count())
            .setAnnouncement(
                announcement(
                    spec.getKind(),
                    rung,
                    running.size() == 1 ? first.name() : running.size() + " pods",
                    refusals));
        break;
      }
      refusals.add(obstacle.orElseThrow());
      plan.addTried(tried.setReason(obstacle.orElseThrow()));
    }
    if (plan.getRung() == Rung.RUNG_UNSPECIFIED) {
      plan.setAnnouncement("There is no way to attach here: " + String.join("; ", refusals));
    }
    Instant now = clock.instant();
    for (Entry entry : inTheWay.apply(spec, meant.ports())) {
      plan.addConflicts(
          Conflict.newBuilder()
              .setWith(entry.told(agents, entry.session).toBuilder().setMine(false))
              .setText(conflict(entry, spec, meant.ports(), now))
              .setCanOverride(entry.inactive(now, INACTIVE)));
    }
    return plan.build();
  }

  private static List<Rung> rungs(Kind kind) {
    return switch (kind) {
      case KIND_INGEST -> List.of(Rung.RUNG_BESIDE);
      case KIND_REPLACE -> List.of(Rung.RUNG_REDIRECT);
      default -> List.of(Rung.RUNG_REDIRECT, Rung.RUNG_TARGET_PORT);
    };
  }

  private static AgentRights rights(AttachSpec spec, Rung rung) {
    return Entry.rights(spec.getKind(), rung);
  }

  private boolean has(PodView pod, Ports.Meant meant, AgentRights rights) {
    return agents.find(pod.uid(), meant.container(), rights).isPresent();
  }

  /** Why this way is not open, in the cluster's own words where it is the cluster that refuses. */
  private Optional<String> obstacle(
      Session session, AttachSpec spec, Rung rung, Ports.Meant meant, List<PodView> running)
      throws Refusal, IOException {
    try {
      Optional<PodView> without =
          running.stream().filter(pod -> !has(pod, meant, rights(spec, rung))).findFirst();
      if (without.isPresent()) {
        var _ =
            workloads.placeAgent(
                without.orElseThrow(), meant.container(), rights(spec, rung), true);
      }
      if (spec.getKind() == Kind.KIND_REPLACE) {
        return unanswered(meant, running.getFirst());
      }
      if (rung == Rung.RUNG_TARGET_PORT) {
        demand(session, spec.getWorkload().getNamespace(), "patch", "services", "");
        return targetPorts.obstacle(
            running.getFirst(),
            meant.ports(),
            running.stream().map(PodView::uid).collect(Collectors.toSet()));
      }
      return Optional.empty();
    } catch (Refusal e) {
      if (e.kind() == Refusal.Kind.IN_THE_WAY || e.kind() == Refusal.Kind.DENIED) {
        return Optional.of(String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  /** A probe that would find nobody: the kubelet would start the container again and again. */
  private static Optional<String> unanswered(Ports.Meant meant, PodView pod) {
    return pod.container(meant.container())
        .flatMap(PodView.Container::liveness)
        .filter(probe ->
            meant.ports().stream()
                .noneMatch(port ->
                    port.getTransport() == Transport.TRANSPORT_TCP
                        && port.getRemote().equals(Integer.toString(probe.port()))))
        .map(probe ->
            "the container's liveness probe would find nobody, and the container would be started"
                + " again: "
                + (probe.port() == 0
                    ? "it runs a command in it"
                    : "take its port too, with --port LOCAL:" + probe.port()));
  }

  private static String announcement(Kind kind, Rung rung, String whom, List<String> refusals) {
    if (kind == Kind.KIND_REPLACE) {
      return "An agent with the right to redirect the pod's traffic and to hold its processes joins "
          + whom
          + "; the application stands still until the attachment ends, and nothing is restarted.";
    }
    return switch (rung) {
      case RUNG_REDIRECT ->
          "An agent with the right to redirect the pod's traffic joins "
              + whom
              + "; nothing is restarted.";
      case RUNG_TARGET_PORT ->
          "This namespace forbids a redirect ("
              + String.join("; ", refusals)
              + "). So an agent without privileges joins "
              + whom
              + ", and Services lead to it until the last attachment ends: what comes to a pod's own"
              + " address is not seen. Nothing is restarted.";
      default -> "An agent without privileges joins " + whom + "; nothing is restarted.";
    };
  }

  /**
   * "port 8080 of orders is taken by mara (mara@thinkpad) since 20:14 UTC, last active 2 s ago".
   */
  static String conflict(Entry entry, AttachSpec spec, List<Port> ports, Instant now) {
    Port port = Conflicts.between(entry.spec, entry.meant.ports(), spec, ports).orElseThrow();
    return "port "
        + port.getRemote()
        + " of "
        + spec.getWorkload().getName()
        + (entry.spec.getKind() == Kind.KIND_REPLACE ? ": its container is replaced, and" : "")
        + (entry.spec.hasFilter()
            ? ": requests where " + RequestFilter.of(entry.spec.getFilter()) + " are"
            : " is")
        + " taken by "
        + entry.ownerInWords(now);
  }
}
