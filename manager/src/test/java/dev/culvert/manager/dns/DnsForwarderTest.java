package dev.culvert.manager.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.tunnel.transport.Transports;
import dev.culvert.manager.tunnel.Loops;
import io.netty.channel.EventLoopGroup;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The forwarder between nameservers on loopback: good, silent, absent, and those that lie. */
class DnsForwarderTest {
  /** Longer than any answer takes, also on a busy computer. */
  private static final Duration PATIENT = Duration.ofSeconds(30);

  private static final Duration SHORT = Duration.ofMillis(100);

  private final EventLoopGroup loops = Transports.newLoops(1, "test-dns");
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(5, TimeUnit.SECONDS);
  }

  private DnsForwarder forwarder(Duration perTry, InetSocketAddress... servers) {
    DnsForwarder forwarder = new DnsForwarder(new Loops(loops), List.of(servers), perTry);
    open.add(forwarder);
    return forwarder;
  }

  private static byte[] ask(DnsForwarder forwarder, byte[] query) throws Exception {
    return forwarder.resolve(query).toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  /** A query for A of {@code NAME.shop} (RFC 1035 section 4.1). */
  private static byte[] query(int id, String name) {
    byte[] label = name.getBytes(StandardCharsets.US_ASCII);
    byte[] message = new byte[12 + 1 + label.length + 6 + 4];
    message[0] = (byte) (id >>> 8);
    message[1] = (byte) id;
    message[2] = 1;
    message[5] = 1;
    message[12] = (byte) label.length;
    System.arraycopy(label, 0, message, 13, label.length);
    System.arraycopy(
        new byte[] {4, 's', 'h', 'o', 'p', 0, 0, 1, 0, 1}, 0, message, 13 + label.length, 10);
    return message;
  }

  private static byte[] answer(byte[] query, boolean truncated) {
    byte[] message = query.clone();
    message[2] = (byte) (0x81 | (truncated ? 2 : 0));
    message[3] = (byte) 0x80;
    return message;
  }

  /** Answers each datagram with these messages, in order. */
  private InetSocketAddress udp(Function<byte[], List<byte[]>> server) throws IOException {
    return udp(0, server);
  }

  private InetSocketAddress udp(int port, Function<byte[], List<byte[]>> server)
      throws IOException {
    DatagramSocket socket = new DatagramSocket(port, InetAddress.getLoopbackAddress());
    open.add(socket);
    Thread.ofVirtual().start(() -> serve(socket, server));
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
  }

  private static void serve(DatagramSocket socket, Function<byte[], List<byte[]>> server) {
    byte[] buffer = new byte[65_535];
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        for (byte[] message : server.apply(Arrays.copyOf(buffer, packet.getLength()))) {
          socket.send(new DatagramPacket(message, message.length, packet.getSocketAddress()));
        }
      } catch (IOException e) {
        // Closed: the test is over. Anything else shows as an answer that is missing.
        return;
      }
    }
  }

  /** Answers over TCP, once; returns the port. */
  private int tcp(int size, CompletableFuture<byte[]> asked) throws IOException {
    ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    open.add(server);
    Thread.ofVirtual()
        .start(() -> {
          try (Socket socket = server.accept()) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] query = in.readNBytes(in.readUnsignedShort());
            asked.complete(query);
            byte[] large = Arrays.copyOf(answer(query, false), size);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeShort(large.length);
            out.write(large);
            out.flush();
          } catch (IOException e) {
            asked.completeExceptionally(e);
          }
        });
    return server.getLocalPort();
  }

  private static InetSocketAddress nobody() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }
  }

  @Test
  void theAnswerHasTheIdOfTheQuestion() throws Exception {
    DnsForwarder forwarder = forwarder(PATIENT, udp(query -> List.of(answer(query, false))));
    byte[] query = query(0xBEEF, "orders");
    assertThat(ask(forwarder, query)).isEqualTo(answer(query, false));
  }

  @Test
  void manyAtOnceEachGetTheirOwnThoughAllHaveOneId() throws Exception {
    DnsForwarder forwarder = forwarder(PATIENT, udp(query -> List.of(answer(query, false))));
    List<CompletableFuture<byte[]>> answers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      answers.add(forwarder.resolve(query(7, "name" + i)).toCompletableFuture());
    }
    for (int i = 0; i < 50; i++) {
      assertThat(answers.get(i).get(60, TimeUnit.SECONDS))
          .isEqualTo(answer(query(7, "name" + i), false));
    }
  }

  @Test
  void anAnswerWithAnotherIdIsNotBelieved() throws Exception {
    DnsForwarder forwarder =
        forwarder(
            PATIENT,
            udp(query -> {
              byte[] forged = answer(query, false);
              forged[0] ^= 0x55;
              forged[3] = (byte) 0x83;
              return List.of(forged, new byte[3], answer(query, false));
            }));
    byte[] query = query(1, "orders");
    assertThat(ask(forwarder, query)).isEqualTo(answer(query, false));
  }

  @Test
  void aSilentNameserverIsFollowedByTheNext() throws Exception {
    AtomicInteger silent = new AtomicInteger();
    DnsForwarder forwarder =
        forwarder(
            Duration.ofSeconds(2),
            udp(query -> {
              silent.incrementAndGet();
              return List.of();
            }),
            udp(query -> List.of(answer(query, false))));
    byte[] query = query(2, "orders");
    assertThat(ask(forwarder, query)).isEqualTo(answer(query, false));
    assertThat(silent).hasValue(1);
  }

  @Test
  void anAbsentNameserverCostsNoWaiting() throws Exception {
    DnsForwarder forwarder =
        forwarder(PATIENT, nobody(), udp(query -> List.of(answer(query, false))));
    byte[] query = query(3, "orders");
    // Within the minute of ask(): PATIENT, spent once, would leave half of it.
    CompletableFuture<byte[]> asked = forwarder.resolve(query).toCompletableFuture();
    assertThat(asked.get(20, TimeUnit.SECONDS)).isEqualTo(answer(query, false));
  }

  @Test
  void whenNobodyAnswersTheQuestionComesBackAsServfail() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    DnsForwarder forwarder =
        forwarder(
            SHORT,
            udp(query -> {
              asked.incrementAndGet();
              return List.of();
            }));
    byte[] query = query(4, "orders");
    byte[] failed = ask(forwarder, query);
    byte[] expected = query.clone();
    expected[2] = (byte) 0x81;
    expected[3] = (byte) 0x82;
    assertThat(failed).isEqualTo(expected);
    assertThat(asked).hasValueLessThanOrEqualTo(3);
  }

  @Test
  void whatWasTruncatedIsAskedAgainOverTcp() throws Exception {
    CompletableFuture<byte[]> overTcp = new CompletableFuture<>();
    // TCP first: a port that is free for it is all but always free for UDP, and not the reverse.
    InetSocketAddress server = udp(tcp(20_000, overTcp), query -> List.of(answer(query, true)));
    byte[] query = query(5, "orders");
    byte[] whole = ask(forwarder(PATIENT, server), query);
    assertThat(overTcp.get(10, TimeUnit.SECONDS)).isEqualTo(query);
    assertThat(whole).hasSize(20_000).startsWith(answer(query, false));
  }

  @Test
  void aTruncatedAnswerServesWhenThereIsNoTcp() throws Exception {
    byte[] query = query(6, "orders");
    byte[] got = ask(forwarder(PATIENT, udp(asked -> List.of(answer(asked, true)))), query);
    assertThat(got).isEqualTo(answer(query, true));
  }
}
