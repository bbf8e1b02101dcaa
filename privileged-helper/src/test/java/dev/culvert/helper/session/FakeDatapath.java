package dev.culvert.helper.session;

import dev.culvert.core.inspect.DnsRecord;
import dev.culvert.core.tunnel.ManagerSession;
import dev.culvert.helper.host.HostEnvironment;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what it was told. */
public final class FakeDatapath implements Datapath {
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private volatile List<String> search = List.of();

  /** What it was told, in order. */
  public List<String> calls() {
    return calls;
  }

  /** With which attached workloads complete names. */
  public List<String> search() {
    return search;
  }

  @Override
  public void use(ManagerSession session) {
    calls.add("use");
  }

  @Override
  public void pause() {
    calls.add("pause");
  }

  @Override
  public void cluster(
      ManagerSession.Cluster cluster, String namespace, List<String> attachedSearch) {
    calls.add("cluster");
    search = List.copyOf(attachedSearch);
  }

  @Override
  public void environment(HostEnvironment environment) {
    calls.add("environment");
  }

  @Override
  public CompletionStage<DnsRecord> tryName(String name, String type) {
    return CompletableFuture.failedFuture(new IllegalArgumentException("not a name: " + name));
  }

  @Override
  public void close() {
    calls.add("close");
  }
}
