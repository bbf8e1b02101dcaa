package dev.culvert.manager.agent.path;

import dev.culvert.manager.agent.redirect.Redirect;
import dev.culvert.manager.agent.rules.PortRules;
import dev.culvert.manager.agent.rules.RequestFilter;
import dev.culvert.proto.attach.v1.Kind;
import dev.culvert.proto.attach.v1.Passage;
import dev.culvert.proto.attach.v1.Rule;
import dev.culvert.proto.attach.v1.Transport;
import dev.culvert.proto.attach.v1.Wanted;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes what the manager wants so: a listener for each port that somebody is attached to, and the
 * redirect to it, unless a Service leads there already. One caller at a time; blocks on nft.
 */
public final class AgentPorts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AgentPorts.class);

  /** So long nodes may still lead to a passage that is not wanted any longer. */
  private static final Duration LEAD_ON = Duration.ofSeconds(15);

  private final EventLoop loop;
  private final Laptops laptops;
  private final Optional<Redirect> redirect;
  private final InetAddress application;
  private final InetAddress listen;
  private final Notes notes;
  private final Map<Redirect.Port, Listening> listeners = new HashMap<>();

  /** Ports of the agent that Services lead to, by the application's. */
  private final Map<Redirect.Port, Integer> passages = new HashMap<>();

  private long generation;

  /** What is open for one port of the pod. */
  private interface Listening extends AutoCloseable {
    int port();

    void rules(PortRules rules);

    void retire();

    @Override
    void close();
  }

  /**
   * @param redirect empty: traffic cannot be taken here
   * @param application where the application listens: loopback
   * @param listen where redirected traffic arrives
   * @param notes is told what goes to laptops
   */
  public AgentPorts(
      EventLoop loop,
      Laptops laptops,
      Optional<Redirect> redirect,
      InetAddress application,
      InetAddress listen,
      Notes notes) {
    this.loop = loop;
    this.laptops = laptops;
    this.redirect = redirect;
    this.application = application;
    this.listen = listen;
    this.notes = notes;
  }

  /**
   * From now on these rules and no others.
   *
   * @return why an attachment is not in force, by attachment
   */
  public synchronized Map<String, String> apply(Wanted wanted) {
    Map<String, String> failures = new HashMap<>();
    openPassages(wanted.getPassagesList(), failures);
    Map<Redirect.Port, List<PortRules.Entry>> intercepts = new LinkedHashMap<>();
    Map<Redirect.Port, List<PortRules.Entry>> wiretaps = new LinkedHashMap<>();
    for (Rule rule : wanted.getRulesList()) {
      Redirect.Port port = port(rule.getTransport(), rule.getPort());
      try {
        PortRules.Entry entry =
            new PortRules.Entry(
                rule.getAttachment(),
                rule.hasFilter()
                    ? Optional.of(RequestFilter.of(rule.getFilter()))
                    : Optional.empty());
        (rule.getKind() == Kind.KIND_WIRETAP ? wiretaps : intercepts)
            .computeIfAbsent(port, p -> new ArrayList<>())
            .add(entry);
        open(port, 0);
      } catch (IOException | IllegalArgumentException e) {
        failures.put(rule.getAttachment(), String.valueOf(e.getMessage()));
      }
    }
    Map<Redirect.Port, Integer> redirected = new HashMap<>();
    for (Map.Entry<Redirect.Port, Listening> each : listeners.entrySet()) {
      PortRules rules =
          new PortRules(
              intercepts.getOrDefault(each.getKey(), List.of()),
              wiretaps.getOrDefault(each.getKey(), List.of()));
      each.getValue().rules(rules);
      if (!rules.equals(PortRules.NONE) && !passages.containsKey(each.getKey())) {
        redirected.put(each.getKey(), each.getValue().port());
      }
    }
    try {
      if (redirect.isPresent()) {
        redirect.orElseThrow().set(redirected);
      } else if (!redirected.isEmpty()) {
        throw new IOException("this agent holds no redirect");
      }
    } catch (IOException e) {
      LOG.warn("the redirect failed", e);
      for (Rule rule : wanted.getRulesList()) {
        failures.put(rule.getAttachment(), String.valueOf(e.getMessage()));
      }
    }
    listeners
        .entrySet()
        .removeIf(each -> {
          boolean idle =
              !redirected.containsKey(each.getKey()) && !passages.containsKey(each.getKey());
          if (idle) {
            each.getValue().retire();
          }
          return idle;
        });
    return failures;
  }

  private static Redirect.Port port(Transport transport, int number) {
    return new Redirect.Port(transport == Transport.TRANSPORT_UDP, number);
  }

  private void openPassages(List<Passage> wanted, Map<String, String> failures) {
    long now = ++generation;
    Map<Redirect.Port, Integer> next = new HashMap<>();
    for (Passage passage : wanted) {
      Redirect.Port port = port(passage.getTransport(), passage.getPort());
      try {
        Listening before = listeners.get(port);
        if (before != null && before.port() != passage.getListen()) {
          retire(port);
        }
        open(port, passage.getListen());
        next.put(port, passage.getListen());
      } catch (IOException e) {
        failures.put("passage " + port, String.valueOf(e.getMessage()));
      }
    }
    boolean fewer = !next.keySet().containsAll(passages.keySet());
    passages.putAll(next);
    if (fewer) {
      var _ =
          loop.schedule(
              // Not on the loop: an opening listener waits for it.
              () -> Thread.ofVirtual().start(() -> letGo(now, next)),
              LEAD_ON.toMillis(),
              TimeUnit.MILLISECONDS);
    }
  }

  /** Every node has heard of it by now, unless something else is wanted meanwhile. */
  private synchronized void letGo(long since, Map<Redirect.Port, Integer> kept) {
    if (since != generation) {
      return;
    }
    passages
        .keySet()
        .removeIf(port -> {
          boolean gone = !kept.containsKey(port);
          if (gone) {
            retire(port);
          }
          return gone;
        });
  }

  private void retire(Redirect.Port port) {
    Listening before = listeners.remove(port);
    if (before != null) {
      before.retire();
    }
  }

  private void open(Redirect.Port port, int at) throws IOException {
    if (listeners.containsKey(port)) {
      return;
    }
    InetSocketAddress address = new InetSocketAddress(listen, at);
    if (port.udp()) {
      UdpListener udp =
          UdpListener.open(loop, laptops, application, port.number(), address, notes::taken);
      listeners.put(port, of(udp::port, udp::rules, udp::close, udp::close));
    } else {
      PortListener tcp =
          PortListener.open(loop, laptops, application, port.number(), address, notes);
      listeners.put(port, of(tcp::port, tcp::rules, tcp::retire, tcp::close));
    }
  }

  private static Listening of(
      java.util.function.IntSupplier port,
      java.util.function.Consumer<PortRules> rules,
      Runnable retire,
      Runnable close) {
    return new Listening() {
      @Override
      public int port() {
        return port.getAsInt();
      }

      @Override
      public void rules(PortRules now) {
        rules.accept(now);
      }

      @Override
      public void retire() {
        retire.run();
      }

      @Override
      public void close() {
        close.run();
      }
    };
  }

  @Override
  public synchronized void close() {
    listeners.values().forEach(Listening::close);
    listeners.clear();
    redirect.ifPresent(Redirect::close);
  }
}
