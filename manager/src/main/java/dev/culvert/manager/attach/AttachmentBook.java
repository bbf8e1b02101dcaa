package dev.culvert.manager.attach;

import dev.culvert.manager.session.Session;
import dev.culvert.proto.attach.v1.Activity;
import dev.culvert.proto.attach.v1.AttachEvent;
import dev.culvert.proto.attach.v1.AttachRequest;
import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.attach.v1.AttachmentList;
import dev.culvert.proto.attach.v1.Environment;
import dev.culvert.proto.attach.v1.IncomingConnection;
import dev.culvert.proto.attach.v1.Kind;
import dev.culvert.proto.attach.v1.MatchRequest;
import dev.culvert.proto.attach.v1.MatchVerdict;
import dev.culvert.proto.attach.v1.Plan;
import dev.culvert.proto.attach.v1.Port;
import dev.culvert.proto.attach.v1.Ready;
import dev.culvert.proto.attach.v1.Rung;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All attachments. What is asked of the cluster blocks its caller; what changes is told to the
 * agents at once. Thread-safe.
 */
public final class AttachmentBook {
  private static final Logger LOG = LoggerFactory.getLogger(AttachmentBook.class);
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Duration LET_GO = Duration.ofSeconds(5);

  /** Target ports may have been set by somebody else, and agents may have been slow. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private final Workloads workloads;
  private final Predicate<Session> silent;
  private final Clock clock;
  private final Executor blocking;
  private final AgentHub agents = new AgentHub(this::agentChanged);
  private final PodContents contents = new PodContents(agents);
  private final Planner planner;
  private final Watches watches;
  private final TargetPorts targetPorts;
  private final LeadingServices leading;
  private final Placing placing;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<Session, Consumer<IncomingConnection>> incoming = new HashMap<>();
  private final Map<Entry, AutoCloseable> ownerships = new HashMap<>();
  private long numbers;
  private volatile Instant looked = Instant.EPOCH;

  /**
   * @param silent whether a session has not been heard for its heartbeat's time-out
   * @param blocking runs what asks the cluster
   */
  public AttachmentBook(
      Workloads workloads,
      ServicePorts servicePorts,
      Predicate<Session> silent,
      Clock clock,
      Executor blocking) {
    this.workloads = workloads;
    this.silent = silent;
    this.clock = clock;
    this.blocking = blocking;
    this.targetPorts =
        new TargetPorts(
            servicePorts,
            this::needs,
            agents::passes,
            this::targetPortsMoved,
            blocking,
            new SecureRandom());
    this.leading =
        new LeadingServices(servicePorts, this::wholePorts, this::notifyWatches, blocking);
    this.placing = new Placing(workloads, agents, clock);
    this.planner = new Planner(workloads, targetPorts, agents, clock);
    this.watches = new Watches(workloads, blocking, this::visible);
  }

  /** The agents. */
  public AgentHub agents() {
    return agents;
  }

  // Planning.

  /** What attaching would do. */
  public Plan prepare(Session session, AttachSpec spec) throws Refusal, IOException {
    AtomicReference<List<PodView>> pods = new AtomicReference<>(List.of());
    try (Closing _ =
        new Closing(workloads.follow(planner.check(session, spec).getWorkload(), pods::set))) {
      return planner.plan(session, spec, pods.get(), this::inTheWay);
    }
  }

  private record Closing(AutoCloseable watch) implements AutoCloseable {
    @Override
    public void close() {
      try {
        watch.close();
      } catch (Exception e) {
        LOG.warn("a watch of pods did not close", e);
      }
    }
  }

  private synchronized List<Entry> inTheWay(AttachSpec spec, List<Port> ports) {
    return entries.values().stream()
        .filter(entry -> entry.spec.getWorkload().equals(spec.getWorkload()))
        .filter(
            entry -> Conflicts.between(entry.spec, entry.meant.ports(), spec, ports).isPresent())
        .toList();
  }

  // Attaching.

  /**
   * Attaches; returns when it is in place.
   *
   * @param events are told each step
   * @throws Refusal nothing is left then
   */
  public void attach(Session session, AttachRequest request, Consumer<AttachEvent> events)
      throws Refusal, IOException, InterruptedException {
    AttachSpec spec = planner.check(session, request.getSpec());
    AtomicReference<List<PodView>> first = new AtomicReference<>(List.of());
    AtomicReference<Consumer<List<PodView>>> listener = new AtomicReference<>(first::set);
    AutoCloseable watch = workloads.follow(spec.getWorkload(), pods -> listener.get().accept(pods));
    Entry entry = null;
    try {
      Plan plan = planner.plan(session, spec, first.get(), this::inTheWay);
      events.accept(AttachEvent.newBuilder().setPlan(plan).build());
      if (plan.getRung() == Rung.RUNG_UNSPECIFIED) {
        throw new Refusal(Refusal.Kind.IN_THE_WAY, plan.getAnnouncement());
      }
      Ports.Meant meant = new Ports.Meant(plan.getContainer(), plan.getPortsList());
      entry = add(session, request, spec, meant, plan.getRung());
      entry.watch = Optional.of(watch);
      Entry made = entry;
      listener.set(pods -> podsChanged(made, pods));
      podsChanged(made, first.get());
      session.own(ownership(made));
      awaitReady(made, events);
      Environment environment;
      synchronized (this) {
        environment = contents.environment(made);
      }
      events.accept(
          AttachEvent.newBuilder()
              .setReady(
                  Ready.newBuilder().setAttachment(told(made, session)).setEnvironment(environment))
              .build());
      LOG.info("{} is attached to {} as {}", session, spec.getWorkload().getName(), made.id);
    } catch (Refusal | IOException | InterruptedException | RuntimeException e) {
      if (entry == null) {
        new Closing(watch).close();
      } else {
        end(entry);
      }
      throw e;
    }
  }

  private synchronized Entry add(
      Session session, AttachRequest request, AttachSpec spec, Ports.Meant meant, Rung rung)
      throws Refusal {
    Instant now = clock.instant();
    for (Entry other : inTheWay(spec, meant.ports())) {
      if (other.leftBy(session)
          || request.getOverrideInactive() && other.inactive(now, Planner.INACTIVE)) {
        LOG.info("{} overrides {} of {}", session, other.id, other.session);
        blocking.execute(() -> end(other));
        entries.remove(other.id);
      } else {
        throw new Refusal(
            Refusal.Kind.IN_THE_WAY, Planner.conflict(other, spec, meant.ports(), now));
      }
    }
    Entry entry = new Entry("a" + ++numbers, session, spec, meant, rung, now);
    entry.reachable = !entry.traffic() || incoming.containsKey(session);
    entries.put(entry.id, entry);
    return entry;
  }

  private synchronized AutoCloseable ownership(Entry entry) {
    AutoCloseable release = () -> blocking.execute(() -> end(entry));
    ownerships.put(entry, release);
    return release;
  }

  private void awaitReady(Entry entry, Consumer<AttachEvent> events)
      throws Refusal, InterruptedException {
    Instant deadline = clock.instant().plus(PATIENCE);
    Map<String, String> said = new HashMap<>();
    while (true) {
      Map<String, String> waiting = new LinkedHashMap<>();
      synchronized (this) {
        if (entry.over) {
          throw new Refusal(Refusal.Kind.IN_THE_WAY, "the attachment was ended");
        }
        waiting.putAll(entry.notAttached(agents));
        int attached = entry.pods.size() - waiting.size();
        boolean led = entry.needs().stream().allMatch(targetPorts::leads);
        if (!led && waiting.isEmpty()) {
          waiting.put("the Service", "its target port is being moved");
        }
        boolean late = clock.instant().isAfter(deadline);
        if (attached > 0 && led && (waiting.isEmpty() || late)) {
          entry.ready = true;
          return;
        }
        if (late) {
          throw new Refusal(
              Refusal.Kind.IN_THE_WAY,
              "no pod could be attached within " + PATIENCE.toSeconds() + " s: " + waiting);
        }
      }
      waiting.forEach((pod, why) -> {
        if (!why.equals(said.put(pod, why))) {
          events.accept(AttachEvent.newBuilder().setStep(pod + ": " + why).build());
        }
      });
      synchronized (this) {
        wait(100);
      }
    }
  }

  private void podsChanged(Entry entry, List<PodView> pods) {
    List<PodView> missing = new ArrayList<>();
    synchronized (this) {
      if (entry.over) {
        return;
      }
      entry.pods.clear();
      for (PodView pod : pods) {
        if (pod.running()) {
          entry.pods.put(pod.uid(), pod);
          pod.agents().stream()
              .filter(agent -> agent.target().equals(entry.meant.container()))
              .reduce((older, newer) -> newer)
              .flatMap(PodView.AgentContainer::trouble)
              .ifPresentOrElse(
                  trouble -> entry.troubles.put(pod.uid(), "the agent: " + trouble),
                  () -> entry.troubles.remove(pod.uid()));
          if (placing.needed(entry, pod)) {
            missing.add(pod);
          }
        }
      }
    }
    for (PodView pod : missing) {
      blocking.execute(() -> place(entry, pod));
    }
    pods.forEach(pod -> tell(pod.uid()));
    targetPorts.look();
    leading.look();
    notifyWatches();
  }

  private void place(Entry entry, PodView pod) {
    placing
        .place(entry, pod)
        .ifPresent(trouble -> {
          synchronized (this) {
            entry.troubles.put(pod.uid(), trouble);
            notifyAll();
          }
        });
  }

  // What agents are told.

  private void agentChanged(String podUid) {
    tell(podUid);
    List<Entry> concerned;
    synchronized (this) {
      notifyAll();
      concerned =
          entries.values().stream().filter(entry -> entry.pods.containsKey(podUid)).toList();
    }
    for (Entry entry : concerned) {
      Optional<PodView> again = Optional.empty();
      synchronized (this) {
        PodView pod = entry.pods.get(podUid);
        if (pod != null
            && entry.ready
            && agents.find(podUid, entry.meant.container(), entry.rights()).isEmpty()) {
          // The application was started again, and its agent with it: attach anew.
          entry.placed.remove(podUid);
          again = Optional.of(pod).filter(each -> placing.needed(entry, each));
        }
      }
      again.ifPresent(pod -> blocking.execute(() -> place(entry, pod)));
    }
    tellWaiting();
    targetPorts.look();
    notifyWatches();
  }

  private void tell(String podUid) {
    synchronized (this) {
      Map<String, Orders> byTarget = new HashMap<>();
      targetPorts
          .passages(podUid, needs())
          .forEach((target, passages) ->
              byTarget.put(target, new Orders(List.of(), passages, List.of())));
      for (Entry entry : entries.values()) {
        if (entry.pods.containsKey(podUid) && entry.begins(agents, podUid, clock.instant())) {
          byTarget.compute(
              entry.meant.container(),
              (target, orders) -> (orders == null ? Orders.NONE : orders).with(entry));
        }
      }
      agents.want(podUid, byTarget);
    }
  }

  /** Those whose turn may have come. */
  private void tellWaiting() {
    Set<String> waiting = new LinkedHashSet<>();
    synchronized (this) {
      entries.values().forEach(entry -> waiting.addAll(entry.waiting()));
    }
    waiting.forEach(this::tell);
  }

  private synchronized List<TargetPorts.Need> needs() {
    return entries.values().stream().flatMap(entry -> entry.needs().stream()).toList();
  }

  private synchronized List<LeadingServices.Wanted> wholePorts() {
    return entries.values().stream()
        .filter(Shortcuts::possible)
        .map(entry -> new LeadingServices.Wanted(entry, entry.pods.values()))
        .toList();
  }

  private void targetPortsMoved(Set<String> pods) {
    pods.forEach(this::tell);
    leading.look();
    notifyWatches();
  }

  // Ending.

  /** Ends an own attachment; returns when the agents have let go. */
  public void detach(Session session, String id) throws Refusal, InterruptedException {
    Entry entry;
    synchronized (this) {
      entry = entries.get(id);
    }
    if (entry == null) {
      return;
    }
    if (!entry.session.identity().sameAs(session.identity())) {
      throw new Refusal(
          Refusal.Kind.DENIED,
          id + " is " + entry.session.identity().user() + "'s: revoke it, if you may");
    }
    end(entry);
    awaitFree(entry);
  }

  /** Ends anybody's. */
  public void revoke(Session session, String id) throws Refusal, IOException, InterruptedException {
    Entry entry;
    synchronized (this) {
      entry = entries.get(id);
    }
    if (entry == null) {
      throw new Refusal(Refusal.Kind.NOT_FOUND, "there is no attachment " + id);
    }
    planner.demand(session, entry.spec.getWorkload().getNamespace(), "delete", "pods", "");
    LOG.info("{} revokes {} of {}", session, id, entry.session);
    end(entry);
    awaitFree(entry);
  }

  private void awaitFree(Entry entry) throws InterruptedException {
    Instant deadline = clock.instant().plus(LET_GO);
    synchronized (this) {
      while (clock.instant().isBefore(deadline)
          && !(entry.pods.keySet().stream().allMatch(uid -> agents.free(uid, entry.id))
              && (entry.needs().stream().noneMatch(targetPorts::leads) || shared(entry)))) {
        wait(100);
      }
    }
  }

  /** Whether somebody else needs the same ports of Services. */
  private boolean shared(Entry entry) {
    return entries.values().stream()
        .anyMatch(other ->
            other.rung == entry.rung && other.spec.getWorkload().equals(entry.spec.getWorkload()));
  }

  private void end(Entry entry) {
    AutoCloseable owned;
    synchronized (this) {
      if (entry.over) {
        return;
      }
      entry.over = true;
      entries.remove(entry.id, entry);
      owned = ownerships.remove(entry);
      notifyAll();
    }
    if (owned != null) {
      entry.session.disown(owned);
    }
    entry.watch.ifPresent(watch -> new Closing(watch).close());
    entry.pods.keySet().forEach(this::tell);
    targetPorts.look();
    notifyWatches();
    LOG.info("{} ended", entry.id);
  }

  /** Before the manager ends: Services lead to their pods again. */
  public void close() {
    targetPorts.close();
  }

  // The laptop's side.

  /** Connections of this session's attachments are told here; without one they are paused. */
  public AutoCloseable incoming(Session session, Consumer<IncomingConnection> to) {
    synchronized (this) {
      incoming.put(session, to);
    }
    look();
    return () -> {
      synchronized (this) {
        incoming.remove(session, to);
      }
      look();
    };
  }

  /** Looks who can be reached; called regularly, and when it may have changed. */
  public void look() {
    List<String> changed = new ArrayList<>();
    synchronized (this) {
      for (Entry entry : entries.values()) {
        boolean now = incoming.containsKey(entry.session) && !silent.test(entry.session);
        if (now != entry.reachable) {
          entry.reachable = now;
          changed.addAll(entry.pods.keySet());
          LOG.info("{} of {} is {}", entry.id, entry.session, now ? "back" : "paused");
        }
      }
    }
    changed.forEach(this::tell);
    tellWaiting();
    if (!changed.isEmpty()) {
      targetPorts.look();
      notifyWatches();
    }
    Instant now = clock.instant();
    if (now.isAfter(looked.plus(LOOK_AGAIN))) {
      looked = now;
      targetPorts.look();
      leading.look();
    }
  }

  /** Where a connection for an attachment goes; empty when it cannot be taken now. */
  public record Destination(
      Session session, Consumer<IncomingConnection> to, Port port, Kind kind) {}

  /** The laptop of an attachment, for a port of a pod that the attachment has. */
  public synchronized Optional<Destination> destination(
      String attachment, String podUid, int remote, boolean udp) {
    Entry entry = entries.get(attachment);
    if (entry == null || !entry.pods.containsKey(podUid) || !entry.reachable) {
      return Optional.empty();
    }
    Consumer<IncomingConnection> to = incoming.get(entry.session);
    return to == null
        ? Optional.empty()
        : entry
            .local(remote, udp)
            .map(port -> new Destination(entry.session, to, port, entry.spec.getKind()));
  }

  /** What attachments took, and what there is to say of them, as an agent reports. */
  public void activity(Activity activity) {
    synchronized (this) {
      activity
          .getTakenMap()
          .forEach((id, count) -> {
            Entry entry = entries.get(id);
            if (entry != null) {
              entry.taken += count;
              entry.lastActivity = Optional.of(clock.instant());
            }
          });
      activity
          .getRemarksMap()
          .forEach((id, text) -> {
            Entry entry = entries.get(id);
            if (entry != null) {
              entry.remark = text;
            }
          });
    }
    notifyWatches();
  }

  /** An agent for an own attachment's files, with the volumes. */
  public synchronized PodContents.Files files(Session session, String id) throws Refusal {
    return contents.files(own(session, id));
  }

  /** An agent that dials a port of a pod's loopback for an own attachment. */
  public synchronized AgentLink dialler(Session session, String id, int port) throws Refusal {
    return contents.dialler(own(session, id), port);
  }

  /** Who knows names as an attached workload does, of several the one attached last. */
  public synchronized Optional<PodContents.Names> names(Session session) {
    return contents.names(
        entries.values().stream().filter(entry -> entry.session == session).toList());
  }

  /** The target's variables. */
  public synchronized Environment environment(Session session, String id) throws Refusal {
    return contents.environment(own(session, id));
  }

  private Entry own(Session session, String id) throws Refusal {
    Entry entry = entries.get(id);
    if (entry == null || !entry.session.identity().sameAs(session.identity())) {
      throw new Refusal(Refusal.Kind.NOT_FOUND, "there is no attachment " + id + " of yours");
    }
    return entry;
  }

  // Looking.

  private synchronized Attachment told(Entry entry, Session to) {
    return entry.told(agents, to);
  }

  /** All attachments that the account may see, and every change, until closed. */
  public AutoCloseable watch(Session session, Consumer<AttachmentList> to) {
    return watches.add(session, to);
  }

  private void notifyWatches() {
    synchronized (this) {
      notifyAll();
    }
    watches.changed();
  }

  private synchronized List<Attachment> visible(Session to) {
    return entries.values().stream().map(entry -> entry.told(agents, to)).toList();
  }

  /** Which attachment would take a request. */
  public synchronized MatchVerdict match(Session session, MatchRequest request) throws Refusal {
    return Matching.verdict(
        entries.values().stream()
            .filter(entry -> entry.spec.getWorkload().equals(request.getWorkload()))
            .toList(),
        request,
        entry -> entry.told(agents, session));
  }
}
