package dev.culvert.helper.program;

import dev.culvert.core.inspect.FlowRecorder.Protocol;
import dev.culvert.core.inspect.Program;
import dev.culvert.core.inspect.ProgramFinder;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the program behind a flow on Linux: the kernel's table of sockets gives user and inode of
 * the flow's own end, and the processes' descriptors tell who holds the inode.
 *
 * <p>One virtual thread works; what comes in while it works is answered together by its next turn.
 * Looking through processes takes a tenth of a core at most, whatever the number of new flows; who
 * cannot be found within that is shown with the user only, or not at all when the socket is gone.
 *
 * <p>Only root sees other users' processes. Only programs in the helper's network namespace can be
 * found. {@link #find} may be called by any thread.
 */
public final class ProgramLookup implements ProgramFinder, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProgramLookup.class);

  private static final int MOST_WAITING = 4_096;
  private static final int REMEMBERED = 4_096;
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** A tenth of a core; some hundred new flows are found out about at once. */
  private static final int ONE_IN = 10;

  private static final long MOST_SAVED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Path proc;
  private final ProcessScan processes;
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>(MOST_WAITING);
  private final Thread worker;
  private volatile boolean ended;

  // Of the worker.
  private final List<Request> open = new ArrayList<>();
  private final Map<Long, Remembered> byInode =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Remembered> eldest) {
          return size() > REMEMBERED;
        }
      };
  private @Nullable SocketDiagnosis diagnosis;

  /** Starts to work. */
  public ProgramLookup() {
    this(Path.of("/proc"));
  }

  ProgramLookup(Path proc) {
    this.proc = proc;
    this.processes =
        new ProcessScan(
            proc, new Allowance(ONE_IN, MOST_SAVED_NANOS, System.nanoTime()), System::nanoTime);
    this.worker = Thread.ofVirtual().name("culvert-programs").start(this::work);
  }

  /** Whether this computer can tell programs this way. */
  public static boolean isSupported() {
    return Files.isReadable(Path.of("/proc/self/net/tcp"));
  }

  @Override
  public CompletionStage<Optional<Program>> find(Protocol protocol, Endpoint source) {
    return find(new Request(protocol, source, null));
  }

  @Override
  public CompletionStage<Optional<Program>> find(
      Protocol protocol, Endpoint source, Endpoint destination) {
    return find(new Request(protocol, source, destination));
  }

  private CompletionStage<Optional<Program>> find(Request request) {
    boolean accepted = request.protocol != Protocol.ICMP && requests.offer(request);
    if (!accepted || ended) { // In this order: the worker empties the queue after it says so.
      request.result.complete(Optional.empty());
    }
    return request.result;
  }

  /** Ends the work; who still waits hears that nothing was found. */
  @Override
  public void close() {
    worker.interrupt();
  }

  private void work() {
    try {
      diagnosis = SocketDiagnosis.open();
      while (true) {
        turn();
      }
    } catch (InterruptedException e) {
      LOG.debug("The search for programs has ended.");
    } catch (RuntimeException e) {
      LOG.error("The search for programs failed; flows are shown without them from now on.", e);
    } finally {
      ended = true;
      if (diagnosis != null) {
        diagnosis.close();
      }
      requests.drainTo(open);
      open.forEach(request -> request.result.complete(Optional.empty()));
    }
  }

  private void turn() throws InterruptedException {
    List<Request> fresh = new ArrayList<>();
    Request first = open.isEmpty() ? requests.take() : requests.poll(10, TimeUnit.MILLISECONDS);
    if (first != null) {
      fresh.add(first);
      requests.drainTo(fresh);
      findSockets(fresh);
      for (Request request : fresh) {
        if (request.socket == null) {
          request.result.complete(Optional.empty());
        } else {
          open.add(request);
        }
      }
    }
    answerRemembered();
    if (!open.isEmpty()) {
      findProcesses();
    }
  }

  private void findSockets(List<Request> batch) {
    List<Request> byTable = new ArrayList<>();
    for (Request request : batch) {
      if (!askKernel(request)) {
        byTable.add(request);
      }
    }
    for (Protocol protocol : List.of(Protocol.TCP, Protocol.UDP)) {
      findInTables(
          protocol, byTable.stream().filter(request -> request.protocol == protocol).toList());
    }
  }

  /** Asks for one connection; false when it cannot be asked for. */
  private boolean askKernel(Request request) {
    SocketDiagnosis kernel = diagnosis;
    if (kernel == null || request.protocol != Protocol.TCP || request.destination == null) {
      return false;
    }
    try {
      request.socket = kernel.tcp(request.source, request.destination);
      return true;
    } catch (IOException e) {
      LOG.info("The kernel does not tell single sockets; its tables are read instead.", e);
      kernel.close();
      diagnosis = null;
      return false;
    }
  }

  private void findInTables(Protocol protocol, List<Request> batch) {
    String table = protocol == Protocol.TCP ? "tcp" : "udp";
    List<Request> left = new ArrayList<>(batch);
    // Sockets of the IPv6 kind carry IPv4 too, so the second table is for whoever is not in the
    // first.
    for (String file : List.of(table, table + "6")) {
      if (left.isEmpty()) {
        return;
      }
      BitSet ports = new BitSet(0x10000);
      left.forEach(request -> ports.set(request.source.port()));
      Map<Endpoint, OpenSocket> found = new HashMap<>();
      try {
        SocketTable.read(Files.readAllBytes(proc.resolve("self/net/" + file)), ports, found);
      } catch (IOException e) {
        LOG.debug("The table of {} sockets cannot be read.", file, e); // No IPv6: no tcp6.
      }
      left.removeIf(request -> {
        request.socket = socketOf(request.source, found);
        return request.socket != null;
      });
    }
  }

  /** A UDP socket that is not connected is in the table with the wildcard address. */
  private static @Nullable OpenSocket socketOf(Endpoint source, Map<Endpoint, OpenSocket> found) {
    OpenSocket exact = found.get(source);
    if (exact != null) {
      return exact;
    }
    OpenSocket any6 = found.get(new Endpoint(IpAddress.v6(0, 0), source.port()));
    return source.address().v6()
        ? any6
        : found.getOrDefault(new Endpoint(IpAddress.v4(0), source.port()), any6);
  }

  private void answerRemembered() {
    long now = System.nanoTime();
    open.removeIf(request -> {
      Remembered known = byInode.get(request.inode());
      if (known == null || now - known.atNanos > REMEMBERED_NANOS) {
        return false;
      }
      request.result.complete(Optional.of(known.program));
      return true;
    });
  }

  private void findProcesses() {
    Map<Long, Integer> wanted = new HashMap<>();
    open.forEach(request -> wanted.put(request.inode(), request.uid()));
    Map<Long, Program> found = new HashMap<>();
    boolean everywhere = processes.findWhereLikely(wanted, found);
    remember(found);
    if (everywhere && !open.isEmpty()) {
      letGoOfClosed(wanted);
      everywhere = processes.findElsewhere(wanted, found);
      remember(found);
    }
    boolean searched = everywhere;
    long now = System.nanoTime();
    open.removeIf(request -> {
      if (!searched && now - request.atNanos < PATIENCE_NANOS) {
        return false;
      }
      request.answerWithUser();
      return true;
    });
  }

  /** Nobody holds a socket that is closed: to look for it everywhere would be for nothing. */
  private void letGoOfClosed(Map<Long, Integer> wanted) {
    Map<Request, OpenSocket> before = new LinkedHashMap<>();
    open.forEach(request -> before.put(request, Objects.requireNonNull(request.socket)));
    open.forEach(request -> request.socket = null);
    findSockets(open);
    before.forEach((request, socket) -> {
      boolean closed = !socket.equals(request.socket);
      request.socket = socket;
      if (closed) {
        wanted.remove(socket.inode());
        request.answerWithUser();
        open.remove(request);
      }
    });
  }

  private void remember(Map<Long, Program> found) {
    long now = System.nanoTime();
    found.forEach((inode, program) -> byInode.put(inode, new Remembered(program, now)));
    answerRemembered();
  }

  private record Remembered(Program program, long atNanos) {}

  /** One flow's question. */
  private static final class Request {
    final Protocol protocol;
    final Endpoint source;
    final @Nullable Endpoint destination;
    final long atNanos = System.nanoTime();
    final CompletableFuture<Optional<Program>> result = new CompletableFuture<>();
    @Nullable OpenSocket socket;

    Request(Protocol protocol, Endpoint source, @Nullable Endpoint destination) {
      this.protocol = protocol;
      this.source = source;
      this.destination = destination;
    }

    void answerWithUser() {
      result.complete(Optional.of(new Program(0, "", uid())));
    }

    long inode() {
      return socket == null ? 0 : socket.inode();
    }

    int uid() {
      return socket == null ? 0 : socket.uid();
    }
  }
}
