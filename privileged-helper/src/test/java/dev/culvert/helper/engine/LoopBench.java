package dev.culvert.helper.engine;

import dev.culvert.helper.testing.Namespaces;
import dev.culvert.helper.tun.TunDevice;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The engine behind a TUN device with superpackets, and behind a plain one: a packet of at most
 * 1500 bytes per system call, summed and cut by us. The same engine, program and services, in
 * turns. {@code ./culvert bench --engine} runs it.
 */
final class LoopBench {
  private static final int ROUNDS = 5;
  private static final long NANOS = TimeUnit.SECONDS.toNanos(2);

  private LoopBench() {}

  /** Without arguments it makes namespaces and runs itself there. Exit code 1 when it failed. */
  public static void main(String... arguments) throws Exception {
    if (arguments.length == 0) {
      Namespaces.Result result = Namespaces.run("", LoopBench.class, "inside");
      System.out.print(result.output());
      System.exit(result.exitCode());
    }
    for (boolean up : new boolean[] {true, false}) {
      double[] plain = new double[ROUNDS];
      double[] offload = new double[ROUNDS];
      gbits(up, true);
      gbits(up, false);
      for (int round = 0; round < ROUNDS; round++) {
        offload[round] = gbits(up, true);
        plain[round] = gbits(up, false);
      }
      System.out.printf(
          "%s: %.2f Gbit/s with superpackets, %.2f with a packet per system call, ratio %.1f%n",
          up ? "up" : "down", median(offload), median(plain), median(offload) / median(plain));
    }
    System.exit(0);
  }

  private static double gbits(boolean up, boolean offload) throws Exception {
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    EventLoop loop = group.next();
    TunDevice device = TunDevice.create(TunEngine.DEVICE, offload);
    TunEngine engine = TunEngine.start(loop, new LocalServices(loop), device, tun -> tun);
    try {
      InetAddress address = InetAddress.ofLiteral(TunEngine.V4);
      int port = up ? LocalServices.SINK : LocalServices.SOURCE;
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(address, port), 5000);
        return up ? upload(socket) : download(socket);
      }
    } finally {
      engine.close();
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }

  private static double upload(Socket socket) throws IOException {
    byte[] chunk = new byte[256 << 10];
    OutputStream out = socket.getOutputStream();
    long begin = System.nanoTime();
    long sent = 0;
    while (System.nanoTime() - begin < NANOS) {
      out.write(chunk);
      sent += chunk.length;
    }
    socket.shutdownOutput();
    // The answer comes when everything has arrived.
    new DataInputStream(socket.getInputStream()).readLong();
    return sent * 8.0 / (System.nanoTime() - begin);
  }

  private static double download(Socket socket) throws IOException {
    byte[] chunk = new byte[256 << 10];
    new DataOutputStream(socket.getOutputStream()).writeLong(Long.MAX_VALUE);
    InputStream in = socket.getInputStream();
    long begin = System.nanoTime();
    long got = 0;
    while (System.nanoTime() - begin < NANOS) {
      got += in.read(chunk);
    }
    return got * 8.0 / (System.nanoTime() - begin);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
