package dev.culvert.helper.host;

import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** A process that connects and waits to be killed; its argument is the journal's directory. */
public final class ConnectedHelper {
  private ConnectedHelper() {}

  /** Prints "connected" when it is. */
  public static void main(String[] arguments) throws IOException {
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    HostNetwork network =
        new LinuxHostNetwork(Path.of(arguments[0]), Path.of("/"), Clock.systemUTC());
    HostDevice device =
        network.openDevice(
            new DeviceRequest("culvert", List.of(IpAddress.parse("10.111.0.1")), 0), group.next());
    network.setRoutes(device, List.of(Prefix.parse("10.96.0.0/12"), Prefix.parse("10.111.0.2/32")));
    network.applyDns(
        device,
        new DnsRequest(
            IpAddress.parse("10.111.0.2"),
            "cluster.local",
            List.of("shop.svc.cluster.local"),
            List.of("cluster.local")));
    System.out.println("connected");
    if (System.in.read() >= 0) {
      network.close();
    }
    System.exit(0);
  }
}
