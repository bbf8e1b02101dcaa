package dev.culvert.manager.dial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.tunnel.transport.Transports;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.ServerSocket;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people read when a connection does not come about. */
class DialFailuresTest {
  private static final Endpoint TO = new Endpoint(IpAddress.parse("10.96.20.90"), 80);

  private static Failure connect(Throwable cause) {
    return DialFailures.ofConnect(cause, TO, Duration.ofSeconds(10));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          finishConnect(..) failed with error(-111): Connection refused | REFUSED | 10.96.20.90:80 answered: connection refused
          Connection refused: /10.96.20.90:80 | REFUSED | 10.96.20.90:80 answered: connection refused
          finishConnect(..) failed with error(-110): Connection timed out | TIMED_OUT | 10.96.20.90:80 did not answer: connection timed out
          connect(..) failed with error(-24): Too many open files | EXHAUSTED | the manager has no file descriptor left to dial 10.96.20.90:80
          connect(..) failed with error(-99): Cannot assign requested address | EXHAUSTED | the manager has no local port left to dial 10.96.20.90:80
          connect(..) failed with error(-12): Cannot allocate memory | EXHAUSTED | the manager has no memory to dial 10.96.20.90:80
          Network is unreachable | UNREACHABLE | no route to 10.96.20.90:80: the manager's network has none
          No route to host | UNREACHABLE | no route to 10.96.20.90:80: host unreachable
          sendto(..) failed with error(-1): Operation not permitted | UNREACHABLE | the manager may not send to 10.96.20.90:80: its node does not permit it
          socket(..) failed with error(-97): Address family not supported by protocol | UNREACHABLE | no route to 10.96.20.90:80: the manager's node has no such addresses
          Connection reset by peer | REFUSED | 10.96.20.90:80 reset the connection while it was being opened
          something new | UNREACHABLE | 10.96.20.90:80: something new
          """,
      quoteCharacter = '"')
  void anAnswerOfTheSystemBecomesWords(String text, Failure.Cause cause, String words) {
    assertThat(connect(new ConnectException(text))).satisfies(is(cause, words));
  }

  @Test
  void anAnswerWithoutTextBecomesWordsToo() {
    assertThat(connect(new NoRouteToHostException()))
        .satisfies(is(Failure.Cause.UNREACHABLE, "no route to 10.96.20.90:80: host unreachable"));
    assertThat(connect(new PortUnreachableException()))
        .satisfies(
            is(Failure.Cause.REFUSED, "10.96.20.90:80 answered: port unreachable, nobody listens"));
    assertThat(connect(new ConnectTimeoutException()))
        .satisfies(is(Failure.Cause.TIMED_OUT, "10.96.20.90:80 did not answer within 10 s"));
  }

  @Test
  void aBrokenConnectionBecomesWords() {
    assertThat(
            DialFailures.ofBroken(
                new IOException(
                    "recvAddress(..) failed with error(-104): Connection reset by peer"),
                TO))
        .satisfies(is(Failure.Cause.RESET, "10.96.20.90:80 reset the connection"));
    assertThat(DialFailures.ofBroken(new ClosedChannelException(), TO).detail())
        .isEqualTo("10.96.20.90:80 reset the connection: it takes no more data");
    assertThat(DialFailures.ofBroken(new IOException("Broken pipe"), TO).detail())
        .isEqualTo("10.96.20.90:80 reset the connection: it takes no more data");
  }

  /** What Netty really throws here, not what we believe it does. */
  @Test
  void aRealRefusalIsRecognised() throws Exception {
    int nobody;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = server.getLocalPort();
    }
    EventLoopGroup loops = Transports.newLoops(1, "test-dial");
    try {
      var dialled =
          new Bootstrap()
              .group(loops)
              .channel(Transports.socket(loops))
              .handler(new ChannelInboundHandlerAdapter())
              .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), nobody));
      assertThat(dialled.await(10, TimeUnit.SECONDS)).isTrue();
      Endpoint there = new Endpoint(IpAddress.parse("127.0.0.1"), nobody);
      assertThat(
              DialFailures.ofConnect(
                  Objects.requireNonNull(dialled.cause()), there, Duration.ofSeconds(10)))
          .satisfies(is(Failure.Cause.REFUSED, there + " answered: connection refused"));
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(5, TimeUnit.SECONDS);
    }
  }

  private static Consumer<Failure> is(Failure.Cause cause, String words) {
    return failure -> {
      assertThat(failure.cause()).isEqualTo(cause);
      assertThat(failure.why()).as("what can be said in other languages").hasToString(words);
    };
  }
}
