package dev.culvert.helper.upstream;

import dev.culvert.core.dns.Upstream;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Asks this computer's own resolvers as its C library would: in their order, over UDP, over TCP
 * what is too long; but a resolver that was silent is asked last for a while, so that one dead
 * resolver costs one second once and not with every name. Each query has a socket, a random port
 * and a random id of its own (RFC 5452).
 *
 * <p>The sockets are ordinary ones: the resolvers' addresses are never routed into the TUN device.
 *
 * <p>{@link #ask} is called on the event loop; {@link #configure} by any thread.
 */
public final class ResolverUpstream implements Upstream {

  /** Queries on their way; more fail at once, since each has a socket. */
  private static final int MOST_ON_THEIR_WAY = 1_000;

  /** As many as are worth waiting for. (glibc's MAXNS is 3.) */
  private static final int MOST_SERVERS = 6;

  private final EventLoop loop;
  private final Sockets sockets;
  private volatile List<Server> servers = List.of();
  private int onTheirWay;

  /** Asks nobody yet. */
  public ResolverUpstream(EventLoop loop) {
    this.loop = loop;
    this.sockets = Sockets.of(loop);
  }

  /** From now on these, in this order, on port 53. Queries on their way are not disturbed. */
  public void configure(List<IpAddress> resolvers) {
    configureEndpoints(resolvers.stream().map(address -> new Endpoint(address, 53)).toList());
  }

  /** As {@link #configure}, with ports. */
  public void configureEndpoints(List<Endpoint> resolvers) {
    servers = resolvers.stream().distinct().limit(MOST_SERVERS).map(Server::new).toList();
  }

  @Override
  public CompletionStage<Answer> ask(byte[] query) {
    List<Server> now = servers;
    if (now.isEmpty()) {
      return CompletableFuture.failedStage(
          new IOException("this computer has no resolver of its own to ask"));
    }
    if (query.length < Messages.HEADER) {
      return CompletableFuture.failedStage(
          new IOException("a DNS message has 12 bytes at least, not " + query.length));
    }
    if (onTheirWay >= MOST_ON_THEIR_WAY) {
      return CompletableFuture.failedStage(
          new IOException(onTheirWay + " queries wait for this computer's resolvers already"));
    }
    onTheirWay++;
    return new Exchange(loop, sockets, now, query).begin().whenComplete((_, _) -> onTheirWay--);
  }
}
