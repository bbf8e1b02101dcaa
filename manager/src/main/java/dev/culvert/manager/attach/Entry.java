package dev.culvert.manager.attach;

import dev.culvert.manager.session.Session;
import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.attach.v1.Kind;
import dev.culvert.proto.attach.v1.Owner;
import dev.culvert.proto.attach.v1.Port;
import dev.culvert.proto.attach.v1.Replica;
import dev.culvert.proto.attach.v1.Rule;
import dev.culvert.proto.attach.v1.Rung;
import dev.culvert.proto.attach.v1.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One attachment's state. Guarded by its book. */
final class Entry {
  final String id;
  final Session session;
  final AttachSpec spec;
  final Ports.Meant meant;
  final Rung rung;
  final Instant since;

  /** The workload's pods that run, by UID. */
  final Map<String, PodView> pods = new LinkedHashMap<>();

  /** When an agent was last placed in a pod, and what became of it. */
  final Map<String, Instant> placed = new HashMap<>();

  final Map<String, String> troubles = new HashMap<>();

  /** Services that lead to its ports, as last looked; only of one that has whole ports. */
  volatile List<LeadingServices.Leading> leading = List.of();

  private final Turns turns = new Turns();
  Optional<AutoCloseable> watch = Optional.empty();
  Optional<Instant> lastActivity = Optional.empty();
  long taken;

  /** Why its owner may not get what is expected; empty while there is nothing to say. */
  String remark = "";

  boolean reachable = true;
  boolean ready;
  boolean over;

  Entry(String id, Session session, AttachSpec spec, Ports.Meant meant, Rung rung, Instant since) {
    this.id = id;
    this.session = session;
    this.spec = spec;
    this.meant = meant;
    this.rung = rung;
    this.since = since;
  }

  /** Whether it takes traffic. */
  boolean traffic() {
    return spec.getKind() != Kind.KIND_INGEST;
  }

  /** What its agents must be able to do. */
  AgentRights rights() {
    return rights(spec.getKind(), rung);
  }

  static AgentRights rights(Kind kind, Rung rung) {
    return rung != Rung.RUNG_REDIRECT
        ? AgentRights.BESIDE
        : kind == Kind.KIND_REPLACE ? AgentRights.HOLD : AgentRights.REDIRECT;
  }

  /** Whether the application is to stand still, now. */
  boolean holds() {
    return spec.getKind() == Kind.KIND_REPLACE && reachable && !over;
  }

  /** The ports to which Services are to lead at its agents, while its computer is there. */
  List<TargetPorts.Need> needs() {
    return rung == Rung.RUNG_TARGET_PORT && reachable
        ? meant.ports().stream()
            .map(port -> new TargetPorts.Need(meant.container(), port, pods.values()))
            .toList()
        : List.of();
  }

  /** What its agents are to do, now. */
  List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    if (traffic() && reachable && !over) {
      for (Port port : meant.ports()) {
        Rule.Builder rule =
            Rule.newBuilder()
                .setAttachment(id)
                .setKind(
                    spec.getKind() == Kind.KIND_WIRETAP ? Kind.KIND_WIRETAP : Kind.KIND_INTERCEPT)
                .setPort(Integer.parseInt(port.getRemote()))
                .setTransport(port.getTransport());
        if (spec.hasFilter()) {
          rule.setFilter(spec.getFilter());
        }
        rules.add(rule.build());
      }
    }
    return rules;
  }

  /** Whether it is the turn of a pod's agent to be told what it is to do. */
  boolean begins(AgentHub agents, String podUid, Instant now) {
    return turns.begin(
        podUid,
        pods.keySet(),
        pod -> agents.find(pod, meant.container(), rights()).isPresent(),
        pod -> state(agents, pod).isPresent(),
        now);
  }

  /** Pods whose agents have not been told yet. */
  List<String> waiting() {
    return turns.waiting(pods.keySet());
  }

  /** The local port for a port of the pod. */
  Optional<Port> local(int remote, boolean udp) {
    return meant.ports().stream()
        .filter(port ->
            port.getRemote().equals(Integer.toString(remote))
                && (port.getTransport() == Transport.TRANSPORT_UDP) == udp)
        .findFirst();
  }

  /** Whether it is of the same person at the same computer, from before its helper was killed. */
  boolean leftBy(Session now) {
    return !reachable
        && session.identity().sameAs(now.identity())
        && session.clientName().equals(now.clientName());
  }

  /** Whether nothing came for so long. */
  boolean inactive(Instant now, Duration limit) {
    return lastActivity.orElse(since).isBefore(now.minus(limit));
  }

  /** Whether the pod has what this attachment needs; otherwise empty, or what is wrong. */
  Optional<String> state(AgentHub agents, String podUid) {
    if (!traffic()) {
      return agents.find(podUid, meant.container(), AgentRights.BESIDE).map(link -> "");
    }
    return agents.state(podUid, meant.container(), id);
  }

  /** The pods in which it is not in force yet, by name, and why. */
  Map<String, String> notAttached(AgentHub agents) {
    Map<String, String> waiting = new LinkedHashMap<>();
    for (PodView pod : pods.values()) {
      Optional<String> state = state(agents, pod.uid());
      if (state.filter(String::isEmpty).isEmpty()) {
        waiting.put(pod.name(), state.orElse(trouble(pod)));
      }
    }
    return waiting;
  }

  private String trouble(PodView pod) {
    return troubles.getOrDefault(pod.uid(), "waiting for the agent");
  }

  /** As everybody is told. */
  Attachment told(AgentHub agents, Session to) {
    Attachment.Builder told =
        Attachment.newBuilder()
            .setId(id)
            .setSpec(spec)
            .addAllPorts(meant.ports())
            .setOwner(owner())
            .setSince(Times.wire(since))
            .setRung(rung)
            .setTaken(taken)
            .setMine(session == to);
    if (session == to) {
      told.addAllSearch(PodContents.search(this, agents));
    }
    lastActivity.ifPresent(at -> told.setLastActivity(Times.wire(at)));
    Set<String> in = new HashSet<>();
    for (PodView pod : pods.values()) {
      Optional<String> state = state(agents, pod.uid());
      boolean attached = state.filter(String::isEmpty).isPresent();
      if (attached) {
        in.add(pod.uid());
      }
      told.addReplicas(
          Replica.newBuilder()
              .setPod(pod.name())
              .setUid(pod.uid())
              .setAttached(attached)
              .setDetail(attached ? "" : state.orElse(trouble(pod))));
    }
    if (traffic() && !reachable) {
      told.setPhase(Attachment.Phase.PHASE_PAUSED)
          .setDetail("the computer is away; the pods get their traffic");
    } else if (!in.isEmpty()) {
      told.setPhase(Attachment.Phase.PHASE_ACTIVE).setDetail(remark);
      if (session == to) {
        told.addAllShortcuts(Shortcuts.of(this, in));
      }
    } else {
      told.setPhase(Attachment.Phase.PHASE_ATTACHING)
          .setDetail(pods.isEmpty() ? "no pod runs" : "");
    }
    return told.build();
  }

  private Owner owner() {
    return Owner.newBuilder()
        .setUser(session.identity().user())
        .setClient(session.clientName())
        .build();
  }

  /** "mara (mara@thinkpad) since 20:14 UTC, last active 12 s ago". */
  String ownerInWords(Instant now) {
    return session.identity().user()
        + " ("
        + session.clientName()
        + ") since "
        + Times.clock(since)
        + ", "
        + lastActivity
            .map(at -> "last active " + Times.ago(Duration.between(at, now)) + " ago")
            .orElse("without traffic so far");
  }
}
