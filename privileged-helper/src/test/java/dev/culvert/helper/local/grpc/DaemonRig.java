package dev.culvert.helper.local.grpc;

import dev.culvert.core.inspect.DnsLog;
import dev.culvert.core.inspect.FlowLog;
import dev.culvert.core.inspect.NameIndex;
import dev.culvert.core.inspect.PacketRing;
import dev.culvert.core.inspect.ProgramFinder;
import dev.culvert.core.tunnel.ConnectFailure;
import dev.culvert.core.tunnel.ConnectSettings;
import dev.culvert.helper.HelperDaemon;
import dev.culvert.helper.cluster.ManagerFinder;
import dev.culvert.helper.history.History;
import dev.culvert.helper.history.HistoryStore;
import dev.culvert.helper.host.MemoryHostNetwork;
import dev.culvert.helper.local.Access;
import dev.culvert.helper.local.SocketPlace;
import dev.culvert.helper.local.Users;
import dev.culvert.helper.service.ServiceManager;
import dev.culvert.helper.session.FakeDatapath;
import dev.culvert.helper.session.FakeManager;
import dev.culvert.helper.session.ManagerSearch;
import dev.culvert.helper.state.LocalUser;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A whole helper in this process, on a real socket, with a computer and a manager in memory. */
final class DaemonRig implements AutoCloseable {
  final MemoryHostNetwork host = new MemoryHostNetwork();
  final FakeManager manager = new FakeManager();
  final FlowLog flows = new FlowLog(InstantSource.system(), new NameIndex(), ProgramFinder.NONE);
  final DnsLog queries = new DnsLog();
  final PacketRing packets = new PacketRing(InstantSource.system());
  final Path socket;
  private final HelperDaemon daemon;

  DaemonRig(Path directory, Optional<LocalUser> owner) throws IOException {
    socket = directory.resolve("culvert").resolve("helper.sock");
    daemon =
        HelperDaemon.start(
            new HelperDaemon.Parts(
                host,
                manager,
                (api, _, _) -> new Found(api.credentials()),
                _ -> new FakeDatapath(),
                flows,
                queries,
                new History(Clock.systemUTC(), HistoryStore.NONE),
                packets,
                new Access(owner),
                new Users(),
                new SocketPlace(socket),
                "culvert",
                1,
                "laptop",
                "test",
                ServiceManager.of(Map.of(), 1)));
  }

  private record Found(ConnectSettings.Credentials own) implements ManagerSearch.Look {
    @Override
    public ManagerFinder.Search find(boolean podNeeded) throws ConnectFailure {
      return new ManagerFinder.Found("culvert-manager-0", "PEM", List.of());
    }

    @Override
    public ConnectSettings.Credentials credentialsForManager() {
      return own;
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  @Override
  public void close() throws IOException {
    daemon.close();
  }
}
