package dev.culvert.playground.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.culvert.playground.machine.Layout;
import dev.culvert.playground.machine.Namespace;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;

/**
 * The inside of the API server's process: serves, says so, and then does what lines on its input
 * say, each answered by a line, until the input ends with the playground.
 */
public final class ServingProcess {
  /** Said when it listens. */
  static final String READY = "ready";

  private ServingProcess() {}

  /** Serves until the input's end. */
  public static void run(ApiFolder folder, Rbac rbac) throws IOException {
    LiveFaults faults = new LiveFaults();
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
    // A thread belongs to the namespace of the thread that starts it, and these are to be outside,
    // where the store is: started here, not by the first socket inside.
    loops.forEach(loop -> loop.submit(() -> {}).syncUninterruptibly());
    try (Namespace node = new Namespace(folder.nodeNamespace());
        ApiServer server =
            new ApiServer(
                new ApiServer.Settings(
                    node,
                    new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), Layout.API_PORT),
                    folder,
                    new Accounts(folder.tokenKey(), Clock.systemUTC()),
                    rbac,
                    folder.pods(),
                    faults,
                    loops))) {
      BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8));
      // What was wrong before a crash is wrong after it, also with the first connection.
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals("listen")) {
          server.start();
          System.out.println(READY);
        } else {
          System.out.println(FaultWords.run(line, faults));
        }
      }
    }
  }
}
