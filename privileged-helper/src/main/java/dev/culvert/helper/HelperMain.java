package dev.culvert.helper;

import dev.culvert.core.inspect.DnsLog;
import dev.culvert.core.inspect.FlowLog;
import dev.culvert.core.inspect.NameIndex;
import dev.culvert.core.inspect.PacketRing;
import dev.culvert.core.tunnel.grpc.GrpcConnector;
import dev.culvert.core.tunnel.transport.LeakDetection;
import dev.culvert.helper.history.History;
import dev.culvert.helper.history.HistoryFile;
import dev.culvert.helper.host.HostNetwork;
import dev.culvert.helper.host.HostNetworks;
import dev.culvert.helper.local.Access;
import dev.culvert.helper.local.SocketPlace;
import dev.culvert.helper.local.Users;
import dev.culvert.helper.program.ProgramLookup;
import dev.culvert.helper.service.ServiceManager;
import dev.culvert.helper.session.EngineDatapath;
import dev.culvert.helper.session.ManagerSearch;
import dev.culvert.helper.state.LocalUser;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The privileged helper: runs in the foreground until SIGTERM or SIGINT, and undoes everything. */
@Command(
    name = "culvert-helper",
    description = "Puts this computer on a cluster's network, for the window and the command line.",
    mixinStandardHelpOptions = true,
    versionProvider = HelperMain.Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:ended, and this computer's network is as it was",
      "1:could not start, or not everything could be undone",
      "2:wrong options"
    })
public final class HelperMain implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(HelperMain.class);
  private static final int MOST_QUEUES = 16;

  @Option(
      names = "--socket",
      defaultValue = "/run/culvert/helper.sock",
      description =
          "Where callers connect (default ${DEFAULT-VALUE}). Its directory is the helper's alone.")
  private Path socket = Path.of("/run/culvert/helper.sock");

  @Option(
      names = "--owner",
      description =
          "Who may change things beside root: a user's number, a login name, or @FILE that holds"
              + " one (default: the user of sudo, else nobody).")
  private @Nullable String owner;

  @Option(
      names = "--state-dir",
      defaultValue = "/var/lib/culvert",
      description =
          "Where the undo journal and the last day's history are (default ${DEFAULT-VALUE}).")
  private Path stateDir = HostNetworks.JOURNAL;

  @Option(
      names = "--device-name",
      defaultValue = "culvert",
      description =
          "What the network device is called, before its number (default ${DEFAULT-VALUE}).")
  private String deviceName = "culvert";

  @Option(
      names = "--queues",
      paramLabel = "N",
      description =
          "How many cores carry packets: queues of the device, each with a tunnel connection of its"
              + " own (default: a quarter of the cores, 1 to 4).")
  private int queues = Math.clamp(Runtime.getRuntime().availableProcessors() / 4, 1, 4);

  @Option(
      names = "--log-level",
      defaultValue = "info",
      description = "error, warn, info, debug or trace (default ${DEFAULT-VALUE}).")
  private String logLevel = "info";

  @Option(
      names = "--cleanup",
      description = "Undo everything that the journal holds, say what, and exit.")
  private boolean cleanup;

  /** Starts it. */
  public static void main(String... arguments) {
    LeakDetection.offUnlessAskedFor();
    System.exit(new CommandLine(new HelperMain()).execute(arguments));
  }

  @Override
  public Integer call() {
    try {
      LogLine.install(LogLine.level(logLevel));
      if (!deviceName.matches("[a-z][a-z0-9]{0,11}")) {
        throw new IllegalArgumentException(
            "--device-name is \"" + deviceName + "\"; it is at most 12 of a-z and 0-9");
      }
      if (queues < 1 || queues > MOST_QUEUES) {
        throw new IllegalArgumentException("--queues is " + queues + "; it is 1 to " + MOST_QUEUES);
      }
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
    try {
      return cleanup ? undo() : serve();
    } catch (IOException | IllegalArgumentException e) {
      LOG.error("{}", e.getMessage());
      LOG.debug("where it came from", e);
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private int undo() throws IOException {
    try (HostNetwork host = HostNetworks.forThisSystem(stateDir)) {
      List<String> undone = host.undoAll();
      undone.forEach(System.out::println);
      if (undone.isEmpty()) {
        System.out.println("nothing to undo");
      }
      return CommandLine.ExitCode.OK;
    }
  }

  private int serve() throws IOException {
    Optional<LocalUser> user = owner();
    HostNetwork host = HostNetworks.forThisSystem(stateDir);
    try {
      HelperDaemon daemon = HelperDaemon.start(parts(host, user));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(daemon), "culvert-end"));
    } catch (IOException | RuntimeException e) {
      host.close();
      throw e;
    }
    try {
      // Signals end it: the hook undoes everything and ends the process.
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return CommandLine.ExitCode.OK;
  }

  private HelperDaemon.Parts parts(HostNetwork host, Optional<LocalUser> user) {
    NameIndex names = new NameIndex();
    ProgramLookup programs = new ProgramLookup();
    FlowLog flows = new FlowLog(InstantSource.system(), names, programs);
    DnsLog queries = new DnsLog();
    PacketRing packets = new PacketRing(InstantSource.system());
    return new HelperDaemon.Parts(
        host,
        new GrpcConnector(Version.text()),
        ManagerSearch.throughApiServer(),
        EngineDatapath.factory(new EngineDatapath.Shared(flows, queries, names, programs, packets)),
        flows,
        queries,
        new History(Clock.systemUTC(), new HistoryFile(stateDir)),
        packets,
        new Access(user),
        new Users(),
        new SocketPlace(socket),
        deviceName,
        queues,
        hostname(),
        Version.text(),
        ServiceManager.of(System.getenv(), ProcessHandle.current().pid()));
  }

  private Optional<LocalUser> owner() throws IOException {
    String named = owner == null ? System.getenv("SUDO_UID") : owner;
    return named == null || named.isBlank()
        ? Optional.empty()
        : Optional.of(new Users().named(named.strip()));
  }

  private static void end(HelperDaemon daemon) {
    int code = CommandLine.ExitCode.OK;
    try {
      daemon.close();
    } catch (IOException e) {
      LOG.error("not everything was undone: {}", e.getMessage());
      code = CommandLine.ExitCode.SOFTWARE;
    }
    // A process that ends by a signal would report the signal; this one did what it was asked.
    Runtime.getRuntime().halt(code);
  }

  private static String hostname() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      LOG.debug("the kernel does not tell this computer's name", e);
      return InetAddress.getLoopbackAddress().getHostName();
    }
  }

  /** The version that was built into the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"culvert-helper " + text()};
    }

    static String text() {
      String version = HelperMain.class.getPackage().getImplementationVersion();
      return version == null ? "development" : version;
    }
  }
}
