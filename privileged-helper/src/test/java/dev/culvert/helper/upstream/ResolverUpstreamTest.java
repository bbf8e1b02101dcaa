package dev.culvert.helper.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.core.dns.Upstream;
import dev.culvert.core.net.Endpoint;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Against real servers on loopback addresses. */
final class ResolverUpstreamTest {
  private MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  @AfterEach
  void stop() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  static Stream<IoHandlerFactory> loops() {
    return Epoll.isAvailable()
        ? Stream.of(NioIoHandler.newFactory(), EpollIoHandler.newFactory())
        : Stream.of(NioIoHandler.newFactory());
  }

  @ParameterizedTest
  @MethodSource("loops")
  void carriesQueryAndAnswerByteForByteButForTheId(IoHandlerFactory factory) throws IOException {
    stop();
    group = new MultiThreadIoEventLoopGroup(1, factory);
    try (LoopbackResolver v4 = new LoopbackResolver("127.0.0.1")) {
      v4.udpAnswer = query -> answer(query, Rcode.NOERROR, 1);
      byte[] query = query(0x1234);
      Upstream.Answer answer = ask(upstream(v4.endpoint()), query);
      assertThat(answer.message()).isEqualTo(answer(query, Rcode.NOERROR, 1));
      assertThat(answer.server()).isEqualTo(v4.endpoint().toString());
      byte[] sent = v4.udpQueries.getFirst();
      assertThat(Arrays.copyOfRange(sent, 2, sent.length))
          .isEqualTo(Arrays.copyOfRange(query, 2, query.length));
    }
  }

  @Test
  void usesAnotherPortAndIdForEveryQuery() throws IOException {
    try (LoopbackResolver server = new LoopbackResolver("127.0.0.1")) {
      server.udpAnswer = query -> answer(query, Rcode.NOERROR, 1);
      ResolverUpstream upstream = upstream(server.endpoint());
      for (int i = 0; i < 20; i++) {
        ask(upstream, query(7));
      }
      assertThat(new HashSet<>(server.udpSourcePorts)).hasSizeGreaterThan(10);
      assertThat(server.udpQueries.stream().map(Messages::id).distinct().count()).isGreaterThan(10);
    }
  }

  @Test
  void asksByTcpWhatDidNotFit() throws IOException {
    try (LoopbackResolver server = new LoopbackResolver("127.0.0.1")) {
      server.udpAnswer = query -> truncated(answer(query, Rcode.NOERROR, 0));
      server.tcpAnswer = query -> answer(query, Rcode.NOERROR, 200);
      byte[] query = query(1);
      assertThat(ask(upstream(server.endpoint()), query).message())
          .isEqualTo(answer(query, Rcode.NOERROR, 200));
      assertThat(server.tcpQueries).hasSize(1);
    }
  }

  @Test
  void goesOnToTheNextWhenOneIsSilentAndRemembersIt() throws IOException {
    try (LoopbackResolver dead = new LoopbackResolver("127.0.0.1");
        LoopbackResolver good = new LoopbackResolver("127.0.0.1")) {
      good.udpAnswer = query -> answer(query, Rcode.NOERROR, 1);
      ResolverUpstream upstream = upstream(dead.endpoint(), good.endpoint());
      assertThat(ask(upstream, query(1)).server()).isEqualTo(good.endpoint().toString());
      ask(upstream, query(2));
      assertThat(dead.udpQueries).as("not asked again for a while").hasSize(1);
      assertThat(good.udpQueries).hasSize(2);
    }
  }

  @Test
  void goesOnAtOnceWhenNobodyListensOrTheServerIsOfNoUse() throws IOException {
    Endpoint nobody;
    try (LoopbackResolver closed = new LoopbackResolver("127.0.0.1")) {
      nobody = closed.endpoint();
    }
    try (LoopbackResolver broken = new LoopbackResolver("127.0.0.1");
        LoopbackResolver good = new LoopbackResolver("::1")) {
      broken.udpAnswer = query -> answer(query, Rcode.SERVFAIL, 0);
      good.udpAnswer = query -> answer(query, Rcode.NXDOMAIN, 0);
      long begun = System.nanoTime();
      Upstream.Answer answer = ask(upstream(nobody, broken.endpoint(), good.endpoint()), query(1));
      assertThat(answer.server()).isEqualTo(good.endpoint().toString());
      assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.MILLISECONDS.toNanos(900));
    }
  }

  @Test
  void givesTheRefusalWhenThereIsNothingBetter() throws IOException {
    try (LoopbackResolver broken = new LoopbackResolver("127.0.0.1")) {
      broken.udpAnswer = query -> answer(query, Rcode.REFUSED, 0);
      byte[] query = query(1);
      assertThat(ask(upstream(broken.endpoint()), query).message())
          .isEqualTo(answer(query, Rcode.REFUSED, 0));
    }
  }

  @Test
  void waitsForTheRealAnswerWhenSomebodyGuesses() throws IOException {
    try (LoopbackResolver guesser = new LoopbackResolver("127.0.0.1");
        LoopbackResolver good = new LoopbackResolver("127.0.0.1")) {
      guesser.udpAnswer =
          query -> answer(Messages.withId(query, Messages.id(query) + 1), Rcode.NOERROR, 9);
      good.udpAnswer = query -> answer(query, Rcode.NOERROR, 1);
      assertThat(ask(upstream(guesser.endpoint(), good.endpoint()), query(1)).server())
          .isEqualTo(good.endpoint().toString());
    }
  }

  @Test
  void saysWhoWasAskedWhenNobodyAnswers() throws IOException {
    Endpoint nobody;
    try (LoopbackResolver closed = new LoopbackResolver("127.0.0.1")) {
      nobody = closed.endpoint();
    }
    assertThatThrownBy(() -> ask(upstream(nobody), query(1)))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(IOException.class)
        .hasMessageContaining(nobody.toString());
    assertThatThrownBy(() -> ask(upstream(), query(1)))
        .hasMessageContaining("no resolver of its own");
  }

  @Test
  void takesNewResolversAtOnce() throws IOException {
    try (LoopbackResolver first = new LoopbackResolver("127.0.0.1");
        LoopbackResolver second = new LoopbackResolver("127.0.0.1")) {
      first.udpAnswer = query -> answer(query, Rcode.NOERROR, 1);
      second.udpAnswer = query -> answer(query, Rcode.NOERROR, 1);
      ResolverUpstream upstream = upstream(first.endpoint());
      ask(upstream, query(1));
      upstream.configureEndpoints(List.of(second.endpoint()));
      assertThat(ask(upstream, query(1)).server()).isEqualTo(second.endpoint().toString());
    }
  }

  private ResolverUpstream upstream(Endpoint... servers) {
    ResolverUpstream upstream = new ResolverUpstream(group.next());
    upstream.configureEndpoints(List.of(servers));
    return upstream;
  }

  private Upstream.Answer ask(ResolverUpstream upstream, byte[] query) {
    EventLoop loop = group.next();
    return CompletableFuture.supplyAsync(() -> upstream.ask(query), loop)
        .thenCompose(asked -> asked)
        .join();
  }

  private static byte[] query(int id) {
    Message query = new Message(id);
    query.getHeader().setFlag(Flags.RD);
    query.addRecord(
        Record.newRecord(Name.fromConstantString("wWw.Example.com."), Type.A, DClass.IN),
        Section.QUESTION);
    return query.toWire();
  }

  private static byte[] answer(byte[] query, int rcode, int records) {
    try {
      Message answer = new Message(query);
      answer.getHeader().setFlag(Flags.QR);
      answer.getHeader().setRcode(rcode);
      for (int i = 0; i < records; i++) {
        answer.addRecord(
            Record.fromString(
                answer.getQuestion().getName(), Type.A, DClass.IN, 60, "203.0.113." + i, Name.root),
            Section.ANSWER);
      }
      return answer.toWire();
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static byte[] truncated(byte[] message) {
    byte[] copy = message.clone();
    copy[2] |= 2;
    return copy;
  }
}
