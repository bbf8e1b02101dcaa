package dev.culvert.playground.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Opens many connections and keeps them: {@code Holder HOST PORT COUNT}. Prints {@code ready} once
 * each has had the server's first byte, and ends when its input does.
 */
final class Holder {
  private static final int AT_A_TIME = 8;

  private Holder() {}

  /** Exit code 1 with a message when a connection cannot be had. */
  public static void main(String[] arguments)
      throws InterruptedException, ExecutionException, IOException {
    InetSocketAddress target = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
    int each = Integer.parseInt(arguments[2]) / AT_A_TIME;
    List<Future<List<SocketChannel>>> opening = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME)) {
      for (int i = 0; i < AT_A_TIME; i++) {
        opening.add(threads.submit(() -> open(target, each)));
      }
    }
    List<SocketChannel> open = new ArrayList<>();
    for (Future<List<SocketChannel>> some : opening) {
      open.addAll(some.get());
    }
    System.out.println("ready");
    while (System.in.read() >= 0) {
      // Until whoever started this has seen enough.
    }
    for (SocketChannel channel : open) {
      channel.close();
    }
  }

  private static List<SocketChannel> open(InetSocketAddress target, int count) throws IOException {
    List<SocketChannel> open = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      SocketChannel channel = SocketChannel.open(target);
      if (channel.read(ByteBuffer.allocate(1)) != 1) {
        throw new IOException("connection " + open.size() + " ended before its first byte");
      }
      open.add(channel);
    }
    return open;
  }
}
