package dev.culvert.core.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.inspect.DnsLog;
import dev.culvert.core.inspect.NameIndex;
import dev.culvert.core.inspect.ProgramFinder;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.time.VirtualScheduler;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Queries over one connection. */
final class DnsByteStreamTest {
  private static final Endpoint PROGRAM = new Endpoint(IpAddress.parse("192.0.2.1"), 40_000);
  private static final IpAddress SERVER = IpAddress.parse("192.0.2.2");

  private final VirtualScheduler time = new VirtualScheduler();
  private final FakeNetwork network = new FakeNetwork();
  private final DnsService service =
      new DnsService(
          time,
          InstantSource.system(),
          network,
          network,
          new DnsLog(),
          new NameIndex(),
          ProgramFinder.NONE);
  private final Program program = new Program();
  private final ByteStream stream = service.dialTcp(PROGRAM, new Endpoint(SERVER, 53), program);

  @BeforeEach
  void connect() throws IOException {
    service.configure(new DnsConfig("cluster.local", Set.of("shop"), "shop", List.of(), List.of()));
    network.cluster("echo.shop.svc.cluster.local", "A", 30, "10.96.0.10");
    network.outside("example.com", "A", 30, "203.0.113.7");
    assertThat(program.events).as("never inside the call").isEmpty();
    stream.request(1 << 20);
    time.run();
    assertThat(program.events).containsExactly("connected");
  }

  @Test
  void answersQueriesThatComeTogetherOrInPieces() throws IOException {
    ByteBuf both =
        Unpooled.wrappedBuffer(
            framed(query(1, "echo.shop.svc.")), framed(query(2, "example.com.")));
    ByteBuf first = both.readRetainedSlice(5);
    stream.write(first);
    time.run();
    assertThat(program.messages()).isEmpty();
    stream.write(both);
    time.run();
    assertThat(program.ids()).containsExactly(1, 2);
    assertThat(both.refCnt()).isZero();
  }

  @Test
  void answersInTheOrderInWhichAnswersAreKnown() throws IOException {
    network.hold = true;
    stream.write(framed(query(1, "echo.shop.svc.")));
    stream.write(framed(query(2, "example.com.")));
    time.run();
    assertThat(program.ids()).containsExactly(2);
    network.held.forEach(Runnable::run);
    time.run();
    assertThat(program.ids()).containsExactly(2, 1);
  }

  @Test
  void sendsLongAnswersWhole() throws IOException {
    String[] many = new String[500];
    for (int i = 0; i < many.length; i++) {
      many[i] = "10.97." + i / 250 + "." + i % 250;
    }
    network.cluster("many.shop.svc.cluster.local", "A", 30, many);
    stream.write(framed(query(1, "many.shop.svc.cluster.local.")));
    time.run();
    assertThat(new Message(program.messages().getFirst()).getSection(Section.ANSWER)).hasSize(500);
  }

  @Test
  void takesInNoMoreWhileTheProgramDoesNotRead() throws IOException {
    Program lazy = new Program();
    ByteStream unread = service.dialTcp(PROGRAM, new Endpoint(SERVER, 53), lazy);
    network.hold = true;
    for (int i = 0; i < 200; i++) {
      unread.write(framed(query(i, "a" + i + ".shop.svc.")));
    }
    time.run();
    assertThat(network.clusterAsked).as("at work at the same time").hasSize(64);
    assertThat(unread.isWritable()).isFalse();
    network.hold = false;
    List.copyOf(network.held).forEach(Runnable::run);
    time.run();
    assertThat(network.clusterAsked).as("what was written all the same is kept").hasSize(200);
    assertThat(lazy.events).contains("writable");
    assertThat(lazy.messages()).isEmpty();
    unread.request(1 << 20);
    time.run();
    assertThat(lazy.messages()).hasSize(200);
    unread.reset();
  }

  @Test
  void answersWhatWasAskedBeforeTheProgramsFinAndThenEnds() throws IOException {
    network.hold = true;
    stream.write(framed(query(1, "echo.shop.svc.")));
    stream.shutdownOutput();
    time.run();
    assertThat(program.events).containsExactly("connected");
    network.held.forEach(Runnable::run);
    time.run();
    assertThat(program.events).containsExactly("connected", "data", "end");
    time.advance(Duration.ofMinutes(5));
    assertThat(program.events).hasSize(3);
    assertThat(time.pending()).as("nothing leaked").isZero();
  }

  @Test
  void endsWhenIdleAndResetsWhoDoesNotFollow() throws IOException {
    stream.write(framed(query(1, "example.com.")));
    time.advance(Duration.ofSeconds(29));
    assertThat(program.events).containsExactly("connected", "data");
    time.advance(Duration.ofSeconds(1));
    assertThat(program.events).containsExactly("connected", "data", "end");
    time.advance(Duration.ofSeconds(5));
    assertThat(program.events).containsExactly("connected", "data", "end", "reset");
    assertThat(time.pending()).isZero();
  }

  @Test
  void endsWhenWhatComesIsNoQuery() {
    stream.write(
        Unpooled.wrappedBuffer("\0\6GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII)));
    time.run();
    assertThat(program.events).containsExactly("connected", "end");
  }

  @Test
  void saysNothingAfterReset() throws IOException {
    network.hold = true;
    stream.write(framed(query(1, "echo.shop.svc.")));
    stream.reset();
    network.held.forEach(Runnable::run);
    time.advance(Duration.ofMinutes(5));
    assertThat(program.events).containsExactly("connected");
    assertThat(time.pending()).isZero();
  }

  @Test
  void refusesOtherPorts() {
    Program other = new Program();
    var _ = service.dialTcp(PROGRAM, new Endpoint(SERVER, 80), other);
    assertThat(other.events).isEmpty();
    time.run();
    assertThat(other.events).containsExactly("failed REFUSED");
  }

  private static byte[] query(int id, String name) throws IOException {
    Message query = new Message(id);
    query.addRecord(Record.newRecord(Name.fromString(name), Type.A, DClass.IN), Section.QUESTION);
    return query.toWire();
  }

  private static ByteBuf framed(byte[] message) {
    ByteBuf framed = Unpooled.buffer();
    framed.writeShort(message.length).writeBytes(message);
    return framed;
  }

  /** The engine's side. */
  private static final class Program implements ByteStream.Listener {
    final List<String> events = new ArrayList<>();
    private final ByteBuf received = Unpooled.buffer();

    List<byte[]> messages() {
      List<byte[]> messages = new ArrayList<>();
      ByteBuf rest = received.duplicate();
      while (rest.isReadable()) {
        messages.add(ByteBufUtil.getBytes(rest.readSlice(rest.readUnsignedShort())));
      }
      return messages;
    }

    List<Integer> ids() {
      return messages().stream().map(message -> (message[0] & 255) << 8 | message[1]).toList();
    }

    @Override
    public void onConnected(long dialNanos) {
      events.add("connected");
    }

    @Override
    public void onFailed(Failure failure) {
      events.add("failed " + failure.cause());
    }

    @Override
    public void onData(ByteBuf payload) {
      events.add("data");
      received.writeBytes(payload);
      payload.release();
    }

    @Override
    public void onEnd() {
      events.add("end");
    }

    @Override
    public void onReset(Failure failure) {
      events.add("reset");
    }

    @Override
    public void onWritable() {
      events.add("writable");
    }
  }
}
