package dev.culvert.helper.session;

import dev.culvert.core.inspect.DnsRecord;
import dev.culvert.core.net.AddressMap;
import dev.culvert.core.tunnel.Connector;
import dev.culvert.helper.host.HostNetwork;
import dev.culvert.helper.state.Backoff;
import dev.culvert.helper.state.Board;
import dev.culvert.helper.state.Connected;
import dev.culvert.helper.state.ConnectionActor;
import dev.culvert.helper.state.ConnectionState;
import dev.culvert.helper.state.Facts;
import dev.culvert.helper.state.Reconnecting;
import dev.culvert.helper.state.Target;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The helper's one connection, ready to be asked for: the state machine with everything that it
 * commands. Methods are safe from any thread.
 */
public final class Connections {
  /** Every eighth sample: some two seconds. */
  private static final int SAMPLES_PER_LOOK = 8;

  private final HostNetwork host;
  private final Board board;
  private final ConnectionActor actor;
  private final Laptop laptop;
  private final SessionWork work;
  private final CredentialStore credentials;
  private final Executor worker;
  private final Supplier<Facts.Traffic> totals;

  // Of the thread that samples.
  private Facts.Traffic base = Facts.Traffic.NONE;
  private int samples;

  /**
   * What it is made of.
   *
   * @param totals payload and live flows since the helper's start
   * @param loops the new event loops of each connection, alone in their group: one for each queue
   *     of the device
   * @param serial runs the state machine: one task at a time, in order
   * @param worker does the blocking work: one task at a time, in order
   * @param user works with the session beside the data path
   * @param shortcuts which flows need not go by the cluster
   * @param attached what is attached now, as far as names are concerned
   * @param addresses which of this computer's addresses stand for the cluster's; set here
   * @param hostname of this computer, for who else looks at the manager
   */
  public record Parts(
      HostNetwork host,
      Connector connector,
      ManagerSearch search,
      Datapath.Factory datapaths,
      CredentialSource credentials,
      Supplier<Facts.Traffic> totals,
      Supplier<List<EventLoop>> loops,
      Executor serial,
      Executor worker,
      Timers timers,
      Clock clock,
      RandomGenerator random,
      SessionUser user,
      Shortcuts shortcuts,
      Supplier<AttachedNames> attached,
      AtomicReference<AddressMap> addresses,
      String deviceName,
      String hostname) {}

  /** Disconnected at first. */
  public Connections(Parts parts, Board board) {
    this.host = parts.host;
    this.board = board;
    this.worker = parts.worker;
    this.totals = parts.totals;
    credentials = new CredentialStore(parts.credentials, parts.clock);
    laptop =
        new Laptop(
            parts.host, parts.datapaths, parts.addresses, parts.attached, parts.deviceName, board);
    work =
        new SessionWork(
            new Opener(
                parts.connector,
                parts.search,
                credentials,
                DirectProbe.bySockets(),
                parts.hostname),
            credentials,
            laptop,
            parts.loops,
            parts.timers,
            parts.clock,
            board,
            parts.worker,
            parts.user,
            parts.shortcuts);
    actor = new ConnectionActor(work, new Backoff(parts.random), parts.serial, board::show);
  }

  /**
   * Wants this connection.
   *
   * @return empty when it is under way or there; otherwise why it cannot be
   */
  public CompletableFuture<Optional<String>> connect(Target target, Credentials secret) {
    return actor.connect(target, () -> credentials.set(secret));
  }

  /** Wants none; completes when this computer is as it was, or why not. */
  public CompletableFuture<ConnectionState> disconnect() {
    return actor.disconnect();
  }

  /** Disconnects and undoes whatever the journal holds; each in words. */
  public CompletableFuture<List<String>> restore() {
    CompletableFuture<List<String>> undone = new CompletableFuture<>();
    List<String> before = changes();
    var _ =
        actor
            .disconnect()
            .thenAcceptAsync(
                state -> {
                  try {
                    List<String> all = new java.util.ArrayList<>(before);
                    all.addAll(host.undoAll());
                    undone.complete(all);
                  } catch (IOException e) {
                    undone.completeExceptionally(e);
                  }
                },
                worker);
    return undone;
  }

  /** Asks one name the way any program's query would go; empty when not connected. */
  public Optional<CompletionStage<DnsRecord>> tryName(String name, String type) {
    return laptop.tryName(name, type);
  }

  /** Something was attached or is not any longer, as far as names are concerned. */
  public void attachmentsChanged() {
    ConnectionState state = board.view().state();
    if (state instanceof Connected || state instanceof Reconnecting) {
      work.attachmentsChanged(state.target().orElseThrow());
    }
  }

  /** Reads what was carried, for those who look; called some times a second. */
  public void sample() {
    ConnectionState state = board.view().state();
    if (state instanceof Connected || state instanceof Reconnecting) {
      Facts.Traffic now = totals.get();
      board.show(
          new Facts.Traffic(
              now.bytesIn() - base.bytesIn(),
              now.bytesOut() - base.bytesOut(),
              now.liveFlows(),
              work.roundTrip()));
      credentials.keepFresh(state.target().orElseThrow());
      if (++samples % SAMPLES_PER_LOOK == 0) {
        work.refresh(state.target().orElseThrow());
      }
    } else {
      base = totals.get();
    }
  }

  private List<String> changes() {
    return board.view().network().map(Connections::inWords).orElse(List.of());
  }

  private static List<String> inWords(Facts.Network network) {
    List<String> words = new java.util.ArrayList<>();
    network.dns().ifPresent(dns -> words.add("name resolution (" + dns.mode() + ") given back"));
    network
        .routes()
        .forEach(r -> words.add("route " + r.cidr() + " dev " + network.device() + " removed"));
    words.add("device " + network.device() + " removed");
    return words;
  }
}
