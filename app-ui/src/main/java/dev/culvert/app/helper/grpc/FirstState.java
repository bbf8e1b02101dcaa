package dev.culvert.app.helper.grpc;

import dev.culvert.app.helper.HelperException;
import dev.culvert.app.helper.grpc.FirstMessage.Seen;
import dev.culvert.proto.helper.v1.HelperGrpc;
import dev.culvert.proto.helper.v1.State;
import dev.culvert.proto.helper.v1.StateEvent;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The helper's state, once, for a command that starts, tells it and ends: the same call as {@link
 * GrpcHelperClient#watchState}, by {@link FirstMessage} instead of gRPC on Netty, whose start takes
 * many times as long as the answer (docs/benchmarks.md).
 */
public final class FirstState {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final String METHOD = "/" + HelperGrpc.SERVICE_NAME + "/WatchState";

  private FirstState() {}

  /**
   * Of root's helper. Empty for whatever is not plain success: the whole client says what it is.
   */
  public static Optional<State> ofDefault() {
    return of(HelperSocket.defaultPath(System.getenv()), SocketTrust.ROOT);
  }

  static Optional<State> of(Path socket, SocketTrust trust) {
    try {
      trust.check(socket);
      byte[] message = ask(socket);
      StateEvent event = StateEvent.parseFrom(message);
      return event.hasSnapshot() ? Optional.of(event.getSnapshot()) : Optional.empty();
    } catch (HelperException | IOException _) {
      return Optional.empty();
    }
  }

  private static byte[] ask(Path socket) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        Selector selector = Selector.open()) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      send(channel, FirstMessage.opening(METHOD, new byte[0]));
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
      FirstMessage first = new FirstMessage();
      ByteBuffer in = ByteBuffer.allocate(64 << 10);
      while (true) {
        Seen seen = first.take(in.flip());
        in.compact();
        switch (seen) {
          case WHOLE -> {
            send(channel, FirstMessage.cancel());
            return first.message().orElseThrow(EOFException::new);
          }
          case SETTINGS -> send(channel, FirstMessage.acknowledgement());
          case MORE -> in = read(channel, selector, in, end);
        }
      }
    }
  }

  private static ByteBuffer read(SocketChannel channel, Selector selector, ByteBuffer in, long end)
      throws IOException {
    ByteBuffer room = in;
    if (!in.hasRemaining()) {
      room = ByteBuffer.allocate(in.capacity() * 2).put(in.flip());
    }
    long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
    if (left <= 0 || selector.select(left) == 0) {
      throw new SocketTimeoutException();
    }
    selector.selectedKeys().clear();
    if (channel.read(room) < 0) {
      throw new EOFException();
    }
    return room;
  }

  /** A few bytes, for which a socket that was just opened, or has been read, has room. */
  private static void send(SocketChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (channel.write(bytes) == 0) {
        throw new IOException("the socket takes nothing");
      }
    }
  }
}
