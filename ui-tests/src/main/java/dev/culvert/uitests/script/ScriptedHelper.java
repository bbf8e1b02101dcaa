package dev.culvert.uitests.script;

import dev.culvert.app.cluster.Subscription;
import dev.culvert.app.helper.AttachClient;
import dev.culvert.app.helper.HelperClient;
import dev.culvert.app.helper.InspectClient;
import dev.culvert.proto.helper.v1.ConnectRequest;
import dev.culvert.proto.helper.v1.DnsEvent;
import dev.culvert.proto.helper.v1.DnsQuery;
import dev.culvert.proto.helper.v1.FlowEvent;
import dev.culvert.proto.helper.v1.HistoryEvent;
import dev.culvert.proto.helper.v1.RestoreResponse;
import dev.culvert.proto.helper.v1.State;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** A helper that says what it is told to, and remembers what it was asked. */
public final class ScriptedHelper implements HelperClient {
  private final List<Consumer<State>> states = new CopyOnWriteArrayList<>();
  private final List<Consumer<Presence>> presences = new CopyOnWriteArrayList<>();
  private final List<Consumer<FlowEvent>> flows = new CopyOnWriteArrayList<>();
  private final List<Consumer<DnsEvent>> queries = new CopyOnWriteArrayList<>();
  private final List<Consumer<HistoryEvent>> histories = new CopyOnWriteArrayList<>();
  private volatile HistoryEvent told = HistoryEvent.newBuilder().setSnapshot(true).build();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final ScriptedInspect inspect = new ScriptedInspect();
  private final ScriptedAttach attach = new ScriptedAttach();
  private volatile State last;
  private volatile CompletableFuture<Void> answer = CompletableFuture.completedFuture(null);
  private volatile BiFunction<String, String, DnsQuery> names =
      (name, type) -> DnsQuery.newBuilder().setName(name).setType(type).setCode("NXDOMAIN").build();

  /**
   * @param first what it says at once
   */
  public ScriptedHelper(State first) {
    this.last = first;
  }

  /** Says this from now on. */
  public void say(State state) {
    last = state;
    states.forEach(listener -> listener.accept(state));
  }

  /** Is there, or not. */
  public void presence(Presence presence) {
    presences.forEach(listener -> listener.accept(presence));
  }

  /** Tells of flows. */
  public void flows(FlowEvent event) {
    flows.forEach(listener -> listener.accept(event));
  }

  /** Tells of queries. */
  public void queries(DnsEvent event) {
    queries.forEach(listener -> listener.accept(event));
  }

  /** What it was asked: {@code connect dev-eu shop}, {@code disconnect}. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  /** How it answers the next requests to connect. */
  public void answer(CompletableFuture<Void> next) {
    answer = next;
  }

  /** How it answers names that are tried. */
  public void names(BiFunction<String, String, DnsQuery> next) {
    names = next;
  }

  @Override
  public CompletableFuture<Void> connect(String context, String namespace) {
    asked.add("connect " + context + " " + namespace);
    return answer;
  }

  @Override
  public CompletableFuture<Void> connect(ConnectRequest request) {
    return connect(request.getContext(), request.getNamespace());
  }

  @Override
  public CompletableFuture<Void> disconnect() {
    asked.add("disconnect");
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public Subscription watchState(Consumer<State> listener, Consumer<Presence> presence) {
    states.add(listener);
    presences.add(presence);
    listener.accept(last);
    return () -> states.remove(listener);
  }

  @Override
  public Subscription watchFlows(Consumer<FlowEvent> listener) {
    flows.add(listener);
    return () -> flows.remove(listener);
  }

  @Override
  public Subscription watchDns(Consumer<DnsEvent> listener) {
    queries.add(listener);
    return () -> queries.remove(listener);
  }

  /** Tells what became of the connection; later watchers hear it too. */
  public void history(HistoryEvent event) {
    told = event;
    histories.forEach(listener -> listener.accept(event));
  }

  @Override
  public Subscription watchHistory(Consumer<HistoryEvent> listener) {
    histories.add(listener);
    listener.accept(told);
    return () -> histories.remove(listener);
  }

  @Override
  public CompletableFuture<DnsQuery> tryName(String name, String type) {
    asked.add("try " + name + " " + type);
    return CompletableFuture.completedFuture(names.apply(name, type));
  }

  @Override
  public CompletableFuture<RestoreResponse> restore() {
    asked.add("restore");
    return CompletableFuture.completedFuture(RestoreResponse.getDefaultInstance());
  }

  @Override
  public InspectClient inspect() {
    return inspect;
  }

  @Override
  public AttachClient attachments() {
    return attach;
  }

  /** What is attached, and would be. */
  public ScriptedAttach scriptedAttach() {
    return attach;
  }

  /** What the inspectors ask, and are told. */
  public ScriptedInspect scriptedInspect() {
    return inspect;
  }

  @Override
  public void close() {
    states.clear();
    presences.clear();
    flows.clear();
    queries.clear();
  }
}
