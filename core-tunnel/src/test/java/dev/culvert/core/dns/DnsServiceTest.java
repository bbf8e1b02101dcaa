package dev.culvert.core.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.inspect.DnsLog;
import dev.culvert.core.inspect.DnsRecord;
import dev.culvert.core.inspect.DnsRecord.AnsweredBy;
import dev.culvert.core.inspect.NameIndex;
import dev.culvert.core.inspect.Program;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import dev.culvert.core.time.VirtualScheduler;
import dev.culvert.core.tunnel.DatagramFlow;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.words.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The server over UDP, with a cluster and a resolver that remember, in virtual time. */
final class DnsServiceTest {
  private static final Endpoint PROGRAM = new Endpoint(IpAddress.parse("192.0.2.1"), 40_000);
  private static final Endpoint SERVER = new Endpoint(IpAddress.parse("192.0.2.2"), 53);
  private static final Program DIG = new Program(4711, "dig", 1000);

  private final VirtualScheduler time = new VirtualScheduler(Long.MAX_VALUE - 1_000_000_000L);
  private final FakeNetwork network = new FakeNetwork();
  private final DnsLog log = new DnsLog();
  private final NameIndex names = new NameIndex();
  private final DnsService service =
      new DnsService(
          time,
          InstantSource.fixed(Instant.EPOCH),
          network,
          network,
          log,
          names,
          (protocol, source) -> CompletableFuture.completedStage(Optional.of(DIG)));
  private final Received received = new Received();
  private final DatagramFlow flow = service.openUdp(PROGRAM, SERVER, received);

  @BeforeEach
  void connect() throws IOException {
    service.configure(
        new DnsConfig(
            "cluster.local",
            Set.of("shop", "payments"),
            "shop",
            List.of(Prefix.parse("10.96.0.0/12")),
            List.of()));
    network.cluster("echo.shop.svc.cluster.local", "A", 300, "10.96.0.10");
    network.cluster("pay.payments.svc.cluster.local", "A", 10, "10.96.0.11");
    network.outside("example.com", "A", 60, "203.0.113.7");
  }

  @Test
  void answersAFullNameFromTheCluster() throws IOException {
    Message answer = ask("Echo.shop.svc.cluster.local.", Type.A);
    assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(answer.getHeader().getFlag(Flags.RA)).isTrue();
    assertThat(answer.getHeader().getFlag(Flags.RD)).isTrue();
    assertThat(answer.getQuestion().getName().toString())
        .as("the question is kept as asked, case included")
        .isEqualTo("Echo.shop.svc.cluster.local.");
    assertThat(texts(answer)).containsExactly("Echo.shop.svc.cluster.local. 30 IN A 10.96.0.10");
    assertThat(network.upstreamAsked).isEmpty();

    DnsRecord logged = log.snapshot().getFirst();
    assertThat(logged.program()).contains(DIG);
    assertThat(logged.name()).isEqualTo("Echo.shop.svc.cluster.local");
    assertThat(logged.answeredBy()).isEqualTo(AnsweredBy.MANAGER);
    assertThat(logged.code()).isEqualTo("NOERROR");
    assertThat(logged.ttl()).contains(Duration.ofSeconds(30));
    assertThat(logged.server()).isEqualTo("manager");
    assertThat(names.nameOf(IpAddress.parse("10.96.0.10")))
        .isEqualTo("Echo.shop.svc.cluster.local");
  }

  @Test
  void answersAShortNameAsAnAliasOfTheFullOne() throws IOException {
    Message answer = ask("echo.shop.", Type.A);
    assertThat(answer.getQuestion().getName().toString()).isEqualTo("echo.shop.");
    assertThat(texts(answer))
        .containsExactly(
            "echo.shop. 30 IN CNAME echo.shop.svc.cluster.local.",
            "echo.shop.svc.cluster.local. 30 IN A 10.96.0.10");
    assertThat(log.snapshot().getFirst().lookedUp()).isEqualTo("echo.shop.svc.cluster.local");
  }

  @Test
  void sendsOthersUpstreamByteForByte() throws IOException {
    Message query = query("eXample.com.", Type.A, 1_232);
    Message answer = ask(query);
    assertThat(network.upstreamAsked).containsExactly(query.toWire());
    assertThat(network.clusterAsked).isEmpty();
    assertThat(answer.getRcode()).isEqualTo(Rcode.NXDOMAIN); // The fake is case-sensitive.
    assertThat(log.snapshot().getFirst().answeredBy()).isEqualTo(AnsweredBy.SYSTEM);
    assertThat(log.snapshot().getFirst().server()).isEqualTo("192.0.2.53");
  }

  @Test
  void neverSendsAClusterNamesNegativeAnswerUpstream() throws IOException {
    assertThat(ask("typo.shop.svc.cluster.local.", Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(ask("typo.payments.", Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    Message unasked = ask("www.example.com.svc.cluster.local.", Type.A);
    assertThat(unasked.getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(unasked.getSection(Section.AUTHORITY)).hasSize(1);
    assertThat(network.upstreamAsked).isEmpty();
    assertThat(network.clusterAsked).hasSize(2);
  }

  @Test
  void asksOutsideForANameThatTheClusterDoesNotKnowAndThatMayBePublic() throws IOException {
    network.outside("blog.shop", "A", 60, "203.0.113.9");
    assertThat(texts(ask("blog.shop.", Type.A))).containsExactly("blog.shop. 60 IN A 203.0.113.9");
    assertThat(log.snapshot().getFirst().reasoning())
        .map(Reason::toString)
        .contains("the cluster does not know blog.shop.svc.cluster.local: asked upstream");
  }

  @Test
  void answersIpv6OfAnIpv4ClusterByTheAnswerForIpv4() throws IOException {
    ask("echo.shop.svc.cluster.local.", Type.A);
    Message answer = ask("echo.shop.svc.cluster.local.", Type.AAAA);
    assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(answer.getSection(Section.ANSWER)).isEmpty();
    assertThat(ask("typo.payments.", Type.AAAA).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(network.clusterAsked)
        .containsExactly("echo.shop.svc.cluster.local A", "typo.payments.svc.cluster.local A");
    assertThat(log.snapshot().get(1).code()).isEqualTo("NODATA");
  }

  @Test
  void asksForIpv6OfAnAliasThatLeadsOut() throws IOException {
    network.cluster("ext.shop.svc.cluster.local", "A", 30, "CNAME db.example.com.");
    network.cluster("ext.shop.svc.cluster.local", "AAAA", 30, "CNAME db.example.com.");
    assertThat(texts(ask("ext.shop.svc.", Type.AAAA)))
        .contains("ext.shop.svc.cluster.local. 30 IN CNAME db.example.com.");
    assertThat(network.clusterAsked).contains("ext.shop.svc.cluster.local AAAA");
  }

  @Test
  void remembersAnswersNoLongerThanTheyHoldAndCountsTheirTtlDown() throws IOException {
    ask("pay.payments.", Type.A);
    time.advance(Duration.ofSeconds(9));
    assertThat(texts(ask("pay.payments.svc.cluster.local.", Type.A)))
        .containsExactly("pay.payments.svc.cluster.local. 1 IN A 10.96.0.11");
    assertThat(network.clusterAsked).hasSize(1);
    DnsRecord logged = log.snapshot().getLast();
    assertThat(logged.answeredBy()).isEqualTo(AnsweredBy.CACHE);
    assertThat(logged.cacheAge()).contains(Duration.ofSeconds(9));
    time.advance(Duration.ofSeconds(1));
    ask("pay.payments.", Type.A);
    assertThat(network.clusterAsked).hasSize(2);
  }

  @Test
  void remembersANoForFiveSecondsAtMost() throws IOException {
    ask("typo.payments.", Type.A);
    time.advance(Duration.ofMillis(4_900));
    ask("typo.payments.", Type.A);
    assertThat(network.clusterAsked).hasSize(1);
    time.advance(Duration.ofMillis(100));
    ask("typo.payments.", Type.A);
    assertThat(network.clusterAsked).hasSize(2);
  }

  @Test
  void forgetsWhatItRememberedWhenConfigured() throws IOException {
    ask("echo.shop.", Type.A);
    network.cluster("echo.shop.svc.cluster.local", "A", 300, "10.96.0.99");
    service.configure(new DnsConfig("cluster.local", Set.of("shop"), "shop", List.of(), List.of()));
    assertThat(texts(ask("echo.shop.", Type.A)).getLast()).endsWith("10.96.0.99");
  }

  @Test
  void asksOnceForWhatManyWantAtTheSameTime() throws IOException {
    network.hold = true;
    for (int i = 0; i < 5; i++) {
      send(query("echo.shop.svc.cluster.local.", Type.A, 0));
      send(query("echo.shop.svc.cluster.local.", Type.AAAA, 0));
    }
    time.run();
    assertThat(received.messages).isEmpty();
    network.held.forEach(Runnable::run);
    time.run();
    assertThat(received.messages).hasSize(10);
    assertThat(network.clusterAsked).hasSize(1);
  }

  @Test
  void doesNotRememberWhatWasAskedBeforeAReconnect() throws IOException {
    network.hold = true;
    send(query("echo.shop.svc.cluster.local.", Type.A, 0));
    service.configure(new DnsConfig("cluster.local", Set.of("shop"), "shop", List.of(), List.of()));
    network.held.forEach(Runnable::run);
    network.hold = false;
    time.run();
    assertThat(received.messages).as("who asked gets the answer all the same").hasSize(1);
    received.messages.clear();
    ask("echo.shop.svc.cluster.local.", Type.A);
    assertThat(network.clusterAsked).hasSize(2);
  }

  @Test
  void saysServfailAtOnceForClusterNamesWhenTheTunnelIsDown() throws IOException {
    network.tunnelDown = true;
    long begun = time.nanoTime();
    assertThat(ask("pay.payments.", Type.A).getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(time.nanoTime()).isEqualTo(begun);
    assertThat(texts(ask("example.com.", Type.A))).hasSize(1);
    assertThat(log.snapshot().getFirst().reasoning().getLast().toString())
        .contains("the tunnel is down");
  }

  @Test
  void doesNotSendAProgramToAStrangerOfTheSameNameWhenTheTunnelIsDown() throws IOException {
    network.outside("echo.shop", "A", 60, "203.0.113.66");
    network.outside("other.shop", "A", 60, "203.0.113.67");
    ask("echo.shop.", Type.A);
    time.advance(Duration.ofMinutes(1));
    network.tunnelDown = true;
    assertThat(ask("echo.shop.", Type.A).getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(texts(ask("other.shop.", Type.A))).hasSize(1);
  }

  @Test
  void doesNotHoldUpANameThatMayBePublicWhenTheTunnelIsSilent() throws IOException {
    network.outside("other.shop", "A", 60, "203.0.113.67");
    network.hold = true;
    send(query("other.shop.", Type.A, 0));
    time.advance(Duration.ofMillis(1_499));
    assertThat(received.messages).isEmpty();
    time.advance(Duration.ofMillis(1));
    assertThat(received.messages).hasSize(1);
  }

  @Test
  void saysServfailWhenTheClusterIsSilent() throws IOException {
    network.hold = true;
    send(query("pay.payments.", Type.A, 0));
    time.advance(Duration.ofSeconds(5));
    assertThat(received.message().getRcode()).isEqualTo(Rcode.SERVFAIL);
  }

  @Test
  void saysServfailWhenNoResolverOutsideAnswers() throws IOException {
    network.upstreamDown = true;
    assertThat(ask("example.com.", Type.A).getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(log.snapshot().getFirst().reasoning().getLast().toString()).contains("192.0.2.53");
  }

  @Test
  void keepsPublicNamesWhenCleared() throws IOException {
    service.clear();
    assertThat(texts(ask("example.com.", Type.A))).hasSize(1);
    assertThat(ask("echo.shop.svc.cluster.local.", Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(network.clusterAsked).isEmpty();
    assertThat(network.upstreamAsked).hasSize(2);
  }

  @Test
  void cutsWhatDoesNotFitTheAskersDatagram() throws IOException {
    String[] many = new String[60];
    for (int i = 0; i < many.length; i++) {
      many[i] = "10.97.0." + i;
    }
    network.cluster("many.shop.svc.cluster.local", "A", 30, many);
    network.outside("many.example.com", "A", 30, many);
    for (String name : List.of("many.shop.svc.cluster.local.", "many.example.com.")) {
      Message plain = ask(query(name, Type.A, 0));
      assertThat(plain.getHeader().getFlag(Flags.TC)).isTrue();
      assertThat(plain.getSection(Section.ANSWER)).isEmpty();
      assertThat(plain.getQuestion().getName().toString()).isEqualTo(name);
      Message edns = ask(query(name, Type.A, 1_232));
      assertThat(edns.getHeader().getFlag(Flags.TC)).isFalse();
      assertThat(edns.getSection(Section.ANSWER)).hasSize(60);
      Message small = ask(query(name, Type.A, 600));
      assertThat(small.getHeader().getFlag(Flags.TC)).isTrue();
      assertThat(small.getOPT()).isNotNull();
    }
  }

  @Test
  void answersNewerEdnsVersionsWithBadvers() throws IOException {
    Message query = query("echo.shop.svc.", Type.A, 0);
    query.addRecord(new OPTRecord(1_232, 0, 1), Section.ADDITIONAL);
    assertThat(ask(query).getRcode()).isEqualTo(Rcode.BADVERS);
  }

  @Test
  void answersWhatIsNoQuestionAsTheStandardSays() throws IOException {
    Message update = query("echo.shop.svc.", Type.A, 0);
    update.getHeader().setOpcode(Opcode.UPDATE);
    assertThat(ask(update).getRcode()).isEqualTo(Rcode.NOTIMP);

    byte[] cut = query("echo.shop.svc.", Type.A, 0).toWire();
    flow.send(Unpooled.wrappedBuffer(cut, 0, cut.length - 3));
    time.run();
    assertThat(received.message().getRcode()).isEqualTo(Rcode.FORMERR);

    Message none = new Message(1);
    assertThat(ask(none).getRcode()).isEqualTo(Rcode.FORMERR);

    Message response = query("echo.shop.svc.", Type.A, 0);
    response.getHeader().setFlag(Flags.QR);
    send(response);
    flow.send(Unpooled.wrappedBuffer(new byte[11]));
    time.run();
    assertThat(received.messages).isEmpty();
  }

  @Test
  void refusesOtherPorts() {
    DatagramFlow other = service.openUdp(PROGRAM, new Endpoint(SERVER.address(), 5353), received);
    other.send(Unpooled.wrappedBuffer(new byte[20]));
    assertThat(received.failures).as("never inside the call").isEmpty();
    time.run();
    assertThat(received.failures).hasSize(1);
    assertThat(received.failures.getFirst().cause()).isEqualTo(Failure.Cause.REFUSED);
  }

  @Test
  void saysNothingMoreOnceClosed() throws IOException {
    send(query("echo.shop.svc.", Type.A, 0));
    flow.close();
    time.run();
    assertThat(received.messages).isEmpty();
  }

  @Test
  void tellsTheWholeReasoningOfATriedNameWithoutLoggingIt() {
    DnsRecord tried = service.tryName("echo.shop", "").toCompletableFuture().join();
    assertThat(tried.code()).isEqualTo("NOERROR");
    assertThat(tried.type()).isEqualTo("A");
    assertThat(tried.records()).hasSize(2);
    assertThat(tried.reasoning())
        .map(Reason::toString)
        .startsWith("not the name of an address")
        .endsWith("answered by manager: NOERROR");
    assertThat(log.snapshot()).isEmpty();
    assertThat(service.tryName("a..b", "A").toCompletableFuture()).isCompletedExceptionally();
    assertThat(service.tryName("a", "NONSENSE").toCompletableFuture()).isCompletedExceptionally();
  }

  private static Message query(String name, int type, int edns) throws IOException {
    Message query = new Message(0x1234);
    query.getHeader().setFlag(Flags.RD);
    query.addRecord(Record.newRecord(Name.fromString(name), type, DClass.IN), Section.QUESTION);
    if (edns > 0) {
      query.addRecord(new OPTRecord(edns, 0, 0), Section.ADDITIONAL);
    }
    return query;
  }

  private void send(Message query) {
    flow.send(Unpooled.wrappedBuffer(query.toWire()));
  }

  private Message ask(String name, int type) throws IOException {
    return ask(query(name, type, 1_232));
  }

  private Message ask(Message query) throws IOException {
    send(query);
    time.run();
    Message answer = received.message();
    assertThat(answer.getHeader().getID()).isEqualTo(query.getHeader().getID());
    assertThat(answer.getHeader().getFlag(Flags.QR)).isTrue();
    return answer;
  }

  private static List<String> texts(Message message) {
    return ClusterAnswer.texts(message.getSection(Section.ANSWER));
  }

  /** What the program's side received. */
  private static final class Received implements DatagramFlow.Listener {
    final List<byte[]> messages = new ArrayList<>();
    final List<Failure> failures = new ArrayList<>();

    Message message() throws IOException {
      assertThat(messages).hasSize(1);
      return new Message(messages.removeFirst());
    }

    @Override
    public void onDatagram(ByteBuf payload) {
      messages.add(ByteBufUtil.getBytes(payload));
      payload.release();
    }

    @Override
    public void onError(Failure failure) {
      failures.add(failure);
    }

    @Override
    public void onClosed() {
      throw new AssertionError("the server never forgets a flow by itself");
    }
  }
}
