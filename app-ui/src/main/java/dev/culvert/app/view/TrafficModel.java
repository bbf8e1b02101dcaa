package dev.culvert.app.view;

import dev.culvert.app.cluster.Subscription;
import dev.culvert.app.cluster.Workload;
import dev.culvert.app.helper.HelperClient;
import dev.culvert.proto.helper.v1.Flow;
import dev.culvert.proto.helper.v1.FlowEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/**
 * What went through this computer to each service in the last minute, second by second. A flow
 * counts for the service whose name its program asked for; one to a bare address counts for none.
 */
public final class TrafficModel implements AutoCloseable {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Workbench bench;
  private final Supplier<String> namespace;
  private final Subscription watch;
  private final ReadOnlyObjectWrapper<Map<String, Traffic>> now =
      new ReadOnlyObjectWrapper<>(Map.of());
  private volatile boolean closed;
  private boolean replaying;

  // Of the work thread.
  private final Map<Long, Seen> flows = new HashMap<>();
  private final Map<String, Sum> sums = new HashMap<>();

  /**
   * @param namespace where short names are looked up; any thread
   */
  TrafficModel(HelperClient helper, Workbench bench, Supplier<String> namespace) {
    this.bench = bench;
    this.namespace = namespace;
    this.watch = helper.watchFlows(event -> bench.work(() -> onFlows(event)));
    bench.later(SECOND, this::tick);
  }

  /** By service, as {@code orders.shop}; another object each second in which there was any. */
  public ReadOnlyObjectProperty<Map<String, Traffic>> now() {
    return now.getReadOnlyProperty();
  }

  /** Of a workload, through all of its services. */
  public Traffic of(Workload workload) {
    Traffic sum = Traffic.NONE;
    for (String service : workload.services()) {
      Traffic one = now.get().get(service + "." + workload.key().namespace());
      if (one != null) {
        sum = sum.equals(Traffic.NONE) ? one : sum.plus(one);
      }
    }
    return sum;
  }

  /** Puts a minute that was recorded before, for pictures. */
  public void replay(Map<String, Traffic> recorded) {
    replaying = true;
    now.set(Map.copyOf(recorded));
  }

  private void onFlows(FlowEvent event) {
    if (event.getSnapshot()) {
      flows.clear();
    }
    event.getRemovedList().forEach(flows::remove);
    for (Flow flow : event.getUpsertsList()) {
      String service = service(flow.getDestinationName(), namespace.get());
      if (service.isEmpty()) {
        continue;
      }
      Seen before = flows.get(flow.getId());
      Sum sum = sums.computeIfAbsent(service, s -> new Sum());
      if (before != null) {
        sum.in += Math.max(0, flow.getBytesIn() - before.in);
        sum.out += Math.max(0, flow.getBytesOut() - before.out);
      } else if (!event.getSnapshot()) {
        // A flow of a snapshot has carried what it has before anyone looked.
        sum.in += flow.getBytesIn();
        sum.out += flow.getBytesOut();
      }
      flows.put(
          flow.getId(), new Seen(service, flow.getBytesIn(), flow.getBytesOut(), !flow.hasEnded()));
    }
  }

  /** {@code orders.shop} of any of the names a service or its pods have; empty for others. */
  static String service(String name, String namespace) {
    String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    int svc = bare.indexOf(".svc");
    String[] part = (svc > 0 ? bare.substring(0, svc) : bare).split("\\.", -1);
    if (bare.isEmpty() || svc < 0 && part.length > 3) {
      return "";
    }
    return switch (part.length) {
      case 1 -> part[0] + "." + namespace;
      case 2 -> part[0] + "." + part[1];
      case 3 -> part[1] + "." + part[2];
      default -> "";
    };
  }

  private void tick() {
    if (closed) {
      return;
    }
    Map<String, Integer> live = new HashMap<>();
    flows.values().stream()
        .filter(seen -> seen.live)
        .forEach(seen -> live.merge(seen.service, 1, Integer::sum));
    Set<String> services = new HashSet<>(sums.keySet());
    services.addAll(live.keySet());
    Map<String, Traffic> next = new HashMap<>();
    for (String service : services) {
      Sum sum = sums.computeIfAbsent(service, s -> new Sum());
      sum.minute = sum.minute.plus((double) sum.in, (double) sum.out);
      sum.in = 0;
      sum.out = 0;
      int alive = live.getOrDefault(service, 0);
      if (alive == 0 && sum.minute.isSilent()) {
        sums.remove(service);
      } else {
        next.put(service, new Traffic(sum.minute, alive));
      }
    }
    if (!next.isEmpty() || !services.isEmpty()) {
      Map<String, Traffic> shown = Map.copyOf(next);
      bench.ui(() -> {
        if (!replaying) {
          now.set(shown);
        }
      });
    }
    bench.later(SECOND, this::tick);
  }

  @Override
  public void close() {
    closed = true;
    watch.close();
  }

  /**
   * What went to a service.
   *
   * @param flows that are alive
   */
  public record Traffic(Samples minute, int flows) {
    /** Nothing. */
    public static final Traffic NONE = new Traffic(Samples.SILENT, 0);

    Traffic plus(Traffic other) {
      return new Traffic(minute.plus(other.minute), flows + other.flows);
    }
  }

  private record Seen(String service, long in, long out, boolean live) {}

  private static final class Sum {
    long in;
    long out;
    Samples minute = Samples.SILENT;
  }
}
