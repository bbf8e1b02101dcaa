package dev.culvert.helper.session;

import dev.culvert.core.Engine;
import dev.culvert.core.EngineConfig;
import dev.culvert.core.dns.DnsConfig;
import dev.culvert.core.dns.DnsService;
import dev.culvert.core.inspect.DnsLog;
import dev.culvert.core.inspect.DnsRecord;
import dev.culvert.core.inspect.FlowRecorder;
import dev.culvert.core.inspect.NameIndex;
import dev.culvert.core.inspect.PacketRing;
import dev.culvert.core.inspect.ProgramFinder;
import dev.culvert.core.inspect.TappedLink;
import dev.culvert.core.net.Prefix;
import dev.culvert.core.time.EventLoopScheduler;
import dev.culvert.core.tunnel.Dialer;
import dev.culvert.core.tunnel.ManagerSession;
import dev.culvert.helper.host.HostEnvironment;
import dev.culvert.helper.upstream.ResolverUpstream;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An engine for each queue of the device, on the queue's event loop, and the DNS service, whose
 * packets all come by the first queue. Engines know nothing of each other.
 */
public final class EngineDatapath implements Datapath {
  /** A turn of the loop takes microseconds; one that takes this long never ends. */
  private static final long LOOP_SECONDS = 10;

  /** In the order of the queues. */
  private final List<Lane> lanes = new ArrayList<>();

  /** The first queue's. */
  private final EventLoop loop;

  private final ResolverUpstream upstream;
  private final DnsService dns;

  /** This computer's own search domains; set and read by the thread that tells of the cluster. */
  private volatile List<String> ownSearch;

  /** The session that answers names; the first loop's own. */
  private Optional<ManagerSession> session = Optional.empty();

  /**
   * What all connections of a helper share.
   *
   * @param flows where flows are recorded
   * @param queries where name queries are
   * @param names what addresses were last asked for as
   * @param packets records what crosses the device, while it is on
   */
  public record Shared(
      FlowRecorder flows,
      DnsLog queries,
      NameIndex names,
      ProgramFinder programs,
      PacketRing packets) {}

  /**
   * A queue's way to the cluster; its loop's own.
   *
   * @param noTunnel where new flows wait while there is no session
   */
  private record Lane(EventLoop loop, Engine engine, NoTunnel noTunnel) {
    void use(Dialer dialer) {
      engine.setDialer(dialer);
      noTunnel.goOn(dialer);
    }
  }

  private EngineDatapath(Setup setup, Shared shared) {
    loop = setup.queues().getFirst().loop();
    ownSearch = setup.environment().search();
    upstream = new ResolverUpstream(loop);
    upstream.configure(setup.environment().resolvers());
    dns =
        new DnsService(
            new EventLoopScheduler(loop),
            InstantSource.system(),
            this::lookup,
            upstream,
            shared.queries,
            shared.names,
            shared.programs);
    AtomicBoolean down = new AtomicBoolean();
    for (Queue queue : setup.queues()) {
      run(
          queue.loop(),
          () -> {
            Lane lane = lane(queue, setup, shared, lanes.isEmpty());
            lane.engine.onLinkDown(cause -> {
              if (down.compareAndSet(false, true)) {
                setup.down().accept(cause);
              }
            });
            lanes.add(lane);
          });
    }
    lanes.forEach(lane -> run(lane.loop, lane.engine::start));
  }

  private Lane lane(Queue queue, Setup setup, Shared shared, boolean first) {
    NoTunnel noTunnel = new NoTunnel(queue.loop());
    Engine engine =
        new Engine(
            new TappedLink(queue.link(), shared.packets()),
            new EventLoopScheduler(queue.loop()),
            EngineConfig.of(setup.addresses()),
            noTunnel,
            shared.flows,
            new SecureRandom());
    if (first) {
      engine.serveLocally(setup.dns(), dns);
    }
    return new Lane(queue.loop(), engine, noTunnel);
  }

  /** Makes them for each connection. */
  public static Factory factory(Shared shared) {
    return setup -> new EngineDatapath(setup, shared);
  }

  @Override
  public void use(ManagerSession opened) {
    run(loop, () -> session = Optional.of(opened));
    for (int i = 0; i < lanes.size(); i++) {
      int number = i;
      Lane lane = lanes.get(i);
      run(lane.loop, () -> lane.use(opened.dialer(number)));
    }
  }

  @Override
  public void pause() {
    run(loop, () -> session = Optional.empty());
    for (Lane lane : lanes) {
      Runnable pause = () -> lane.engine.setDialer(lane.noTunnel);
      if (loop.inEventLoop() && !lane.loop.inEventLoop()) {
        lane.loop.execute(pause); // The session's own loop tells, and waits for nobody.
      } else {
        run(lane.loop, pause);
      }
    }
  }

  @Override
  public void cluster(
      ManagerSession.Cluster cluster, String namespace, List<String> attachedSearch) {
    List<Prefix> subnets = cluster.subnets().stream().map(ManagerSession.Subnet::prefix).toList();
    DnsConfig config =
        new DnsConfig(
            cluster.domain(), cluster.namespaces(), namespace, subnets, ownSearch, attachedSearch);
    run(loop, () -> dns.configure(config));
  }

  @Override
  public void environment(HostEnvironment environment) {
    ownSearch = environment.search();
    upstream.configure(environment.resolvers());
  }

  @Override
  public CompletionStage<DnsRecord> tryName(String name, String type) {
    CompletableFuture<DnsRecord> result = new CompletableFuture<>();
    loop.execute(() -> {
      var _ =
          dns.tryName(name, type)
              .whenComplete((record, failure) -> {
                if (failure != null) {
                  result.completeExceptionally(failure);
                } else {
                  result.complete(record);
                }
              });
    });
    return result;
  }

  @Override
  public void close() {
    run(loop, dns::clear);
    lanes.forEach(lane -> run(lane.loop, lane.engine::close));
  }

  private CompletionStage<ManagerSession.Answer> lookup(byte[] query, Duration timeout) {
    return session
        .map(s -> s.lookup(query, timeout))
        .orElseGet(
            () -> CompletableFuture.failedStage(new IOException("there is no tunnel at present")));
  }

  /** Runs it on the loop and waits for its end; at once when this is the loop. */
  private static void run(EventLoop loop, Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
      return;
    }
    try {
      loop.submit(task).get(LOOP_SECONDS, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException e) {
      throw new CompletionException("the event loop could not do it", e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("the event loop did nothing for " + LOOP_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the event loop", e);
    }
  }
}
