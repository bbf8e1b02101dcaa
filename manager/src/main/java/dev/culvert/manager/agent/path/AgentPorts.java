package dev.culvert.manager.agent.path;

import dev.culvert.manager.agent.redirect.Redirect;
import dev.culvert.manager.agent.rules.PortRules;
import dev.culvert.manager.agent.rules.RequestFilter;
import dev.culvert.proto.attach.v1.Kind;
import dev.culvert.proto.attach.v1.Rule;
import dev.culvert.proto.attach.v1.Transport;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes what the manager wants so: a listener for each port that somebody is attached to, and the
 * redirect to it. One caller at a time; blocks on nft.
 */
public final class AgentPorts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AgentPorts.class);

  private final EventLoop loop;
  private final Laptops laptops;
  private final Optional<Redirect> redirect;
  private final InetAddress application;
  private final InetAddress listen;
  private final java.util.function.Consumer<String> taken;
  private final Map<Redirect.Port, Listening> listeners = new HashMap<>();

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
   * @param taken is told the attachment for each connection, request or flow that goes to a laptop
   */
  public AgentPorts(
      EventLoop loop,
      Laptops laptops,
      Optional<Redirect> redirect,
      InetAddress application,
      InetAddress listen,
      java.util.function.Consumer<String> taken) {
    this.loop = loop;
    this.laptops = laptops;
    this.redirect = redirect;
    this.application = application;
    this.listen = listen;
    this.taken = taken;
  }

  /**
   * From now on these rules and no others.
   *
   * @return why an attachment is not in force, by attachment
   */
  public synchronized Map<String, String> apply(List<Rule> wanted) {
    Map<String, String> failures = new HashMap<>();
    Map<Redirect.Port, List<PortRules.Entry>> intercepts = new LinkedHashMap<>();
    Map<Redirect.Port, List<PortRules.Entry>> wiretaps = new LinkedHashMap<>();
    for (Rule rule : wanted) {
      Redirect.Port port =
          new Redirect.Port(rule.getTransport() == Transport.TRANSPORT_UDP, rule.getPort());
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
        open(port);
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
      if (!rules.equals(PortRules.NONE)) {
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
      wanted.forEach(rule -> failures.put(rule.getAttachment(), String.valueOf(e.getMessage())));
    }
    listeners
        .entrySet()
        .removeIf(each -> {
          boolean idle = !redirected.containsKey(each.getKey());
          if (idle) {
            each.getValue().retire();
          }
          return idle;
        });
    return failures;
  }

  private void open(Redirect.Port port) throws IOException {
    if (listeners.containsKey(port)) {
      return;
    }
    if (port.udp()) {
      UdpListener udp =
          UdpListener.open(
              loop, laptops, application, port.number(), new InetSocketAddress(listen, 0), taken);
      listeners.put(port, of(udp::port, udp::rules, udp::close, udp::close));
    } else {
      PortListener tcp =
          PortListener.open(
              loop, laptops, application, port.number(), new InetSocketAddress(listen, 0), taken);
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
