package dev.culvert.helper.session;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether somebody takes connections at one of the addresses that the manager tells. Who it is, the
 * TLS handshake of the session will show; nothing is sent here.
 */
@FunctionalInterface
interface DirectProbe {

  /** Begins at once, all addresses side by side. */
  Running begin(List<String> addresses);

  /** What is under way. */
  interface Running {
    /** The first that took a connection; empty when none has within this time. */
    Optional<InetSocketAddress> first(Duration patience);
  }

  /** By TCP connections, on virtual threads. */
  static DirectProbe bySockets() {
    return addresses -> {
      CompletableFuture<Optional<InetSocketAddress>> first = new CompletableFuture<>();
      AtomicInteger left = new AtomicInteger(addresses.size());
      List<Socket> sockets = new ArrayList<>();
      for (String address : addresses) {
        Socket socket = new Socket();
        sockets.add(socket);
        Thread.ofVirtual()
            .name("culvert-direct")
            .start(() -> {
              try (socket) {
                InetSocketAddress to = resolved(address);
                socket.connect(to);
                first.complete(Optional.of(to));
              } catch (IOException | IllegalArgumentException e) {
                // Not reached from here: there is the other road.
                if (left.decrementAndGet() == 0) {
                  first.complete(Optional.empty());
                }
              }
            });
      }
      if (addresses.isEmpty()) {
        first.complete(Optional.empty());
      }
      return patience -> {
        try {
          return first.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
          return Optional.empty();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return Optional.empty();
        } finally {
          sockets.forEach(DirectProbe::close);
        }
      };
    };
  }

  private static InetSocketAddress resolved(String text) throws IOException {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("no port in " + text);
    }
    String host = text.substring(0, colon).replaceAll("^\\[|]$", "");
    return new InetSocketAddress(
        InetAddress.getByName(host), Integer.parseInt(text.substring(colon + 1)));
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It was of no use anyway.
    }
  }
}
