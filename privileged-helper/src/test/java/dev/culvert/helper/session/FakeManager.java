package dev.culvert.helper.session;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.ConnectFailure;
import dev.culvert.core.tunnel.ConnectSettings;
import dev.culvert.core.tunnel.Connector;
import dev.culvert.core.tunnel.DatagramFlow;
import dev.culvert.core.tunnel.Dialer;
import dev.culvert.core.tunnel.ManagerSession;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A manager in memory: answers as it is told, and remembers what it was asked. */
public final class FakeManager implements Connector {
  /** Of the first view of the cluster. */
  public static final ManagerSession.Cluster CLUSTER = cluster("10.96.0.0/12", "10.244.0.0/16");

  private final Queue<ConnectFailure> failures = new ArrayDeque<>();
  private final List<ConnectSettings> asked = new CopyOnWriteArrayList<>();
  private final List<Session> sessions = new CopyOnWriteArrayList<>();
  private volatile boolean silent;

  /** A view with these subnets. */
  public static ManagerSession.Cluster cluster(String... subnets) {
    List<ManagerSession.Subnet> list = new ArrayList<>();
    for (String subnet : subnets) {
      list.add(new ManagerSession.Subnet(Prefix.parse(subnet), "told by the test"));
    }
    return new ManagerSession.Cluster(
        list, "cluster.local", List.of(IpAddress.parse("10.96.0.10")), Set.of("shop", "culvert"));
  }

  /** The next calls fail like this, in order. */
  public synchronized void failNext(ConnectFailure failure) {
    failures.add(failure);
  }

  /** From now on nothing is answered. */
  public void fallSilent() {
    silent = true;
  }

  /** What was asked. */
  public List<ConnectSettings> asked() {
    return asked;
  }

  /** The session opened last. */
  public Session session() {
    return sessions.getLast();
  }

  @Override
  public CompletableFuture<ManagerSession> connect(
      ConnectSettings settings, List<EventLoop> loops, ManagerSession.Listener listener) {
    EventLoop loop = loops.getFirst();
    asked.add(settings);
    CompletableFuture<ManagerSession> future = new CompletableFuture<>();
    if (silent) {
      return future;
    }
    ConnectFailure failure;
    synchronized (this) {
      failure = failures.poll();
    }
    loop.execute(() -> {
      if (failure != null) {
        future.completeExceptionally(failure);
        return;
      }
      Session session = new Session(settings.resumeSecret(), loop, listener);
      sessions.add(session);
      future.complete(session);
      listener.onCluster(CLUSTER);
    });
    return future;
  }

  /** A session in memory. */
  public static final class Session implements ManagerSession {
    private final Optional<String> resumed;
    private final EventLoop loop;
    private final Listener listener;
    private volatile boolean closed;
    private volatile boolean abandoned;

    Session(Optional<String> resumed, EventLoop loop, Listener listener) {
      this.resumed = resumed;
      this.loop = loop;
      this.listener = listener;
    }

    /** Tells the listener, on the loop. */
    public void tell(java.util.function.Consumer<Listener> news) {
      loop.execute(() -> news.accept(listener));
    }

    /** The connection dies. */
    public void lose(String why) {
      tell(l -> l.onLost(new ConnectFailure(ConnectFailure.Kind.CONNECTION_LOST, why)));
    }

    /** Whether it was closed properly. */
    public boolean isClosed() {
      return closed;
    }

    /** Whether it was dropped. */
    public boolean isAbandoned() {
      return abandoned;
    }

    @Override
    public Info info() {
      return new Info(
          "s-1",
          "secret-of-s-1",
          resumed.isPresent(),
          Duration.ofMinutes(1),
          "0.1",
          "culvert",
          "culvert-manager-0",
          "mara");
    }

    @Override
    public dev.culvert.core.tunnel.AttachmentCalls attachments() {
      return new IdleAttachments(loop);
    }

    @Override
    public Optional<FirstHop> firstHop() {
      return Optional.empty();
    }

    @Override
    public ByteStream openMeter(ByteStream.Listener meterListener) {
      throw new UnsupportedOperationException("nothing is measured here");
    }

    @Override
    public Dialer dialer() {
      return new Dialer() {
        @Override
        public ByteStream dialTcp(
            Endpoint source, Endpoint destination, ByteStream.Listener streamListener) {
          throw new UnsupportedOperationException("no packets here");
        }

        @Override
        public DatagramFlow openUdp(
            Endpoint source, Endpoint destination, DatagramFlow.Listener flowListener) {
          throw new UnsupportedOperationException("no packets here");
        }
      };
    }

    @Override
    public CompletionStage<Answer> lookup(byte[] query, Duration timeout) {
      return CompletableFuture.failedFuture(new java.io.IOException("no names here"));
    }

    @Override
    public CompletionStage<Void> close() {
      closed = true;
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void abandon() {
      abandoned = true;
    }
  }
}
