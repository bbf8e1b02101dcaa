package dev.culvert.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.app.http.HttpExchange.Remark;
import dev.culvert.app.http.HttpReader.Unread;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Requests of HTTP/2 out of packets: what Netty's client and server say to each other, and frames
 * by hand.
 */
class Http2ReaderTest {
  private final HttpReader reader = new HttpReader();
  private final Packets packets = new Packets(reader, 40_000).open();
  private final Map<Long, HttpExchange> known = new TreeMap<>();
  private final Frames asking = new Frames();
  private final Frames answering = new Frames();

  private HttpExchange exchange(long number) {
    reader.changes().forEach(each -> known.put(each.number(), each));
    return Objects.requireNonNull(known.get(number), () -> "exchange " + number);
  }

  private static String body(HttpExchange exchange) {
    return new String(exchange.answer().orElseThrow().body(), StandardCharsets.ISO_8859_1);
  }

  /** Hears and says nothing. */
  @ChannelHandler.Sharable
  private static final class Silent extends SimpleChannelInboundHandler<Object> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, Object message) {}
  }

  /** Netty at both ends of the recorded connection. */
  private final class Netty {
    private final EmbeddedChannel client =
        new EmbeddedChannel(
            Http2FrameCodecBuilder.forClient().build(), new Http2MultiplexHandler(new Silent()));
    private final EmbeddedChannel server =
        new EmbeddedChannel(Http2FrameCodecBuilder.forServer().build());
    private final List<Http2FrameStream> asked = new ArrayList<>();

    /** A server says its settings before anybody asked. */
    Netty pass() {
      boolean more = true;
      while (more) {
        boolean answered = pass(server, client, false);
        boolean asks = pass(client, server, true);
        more = answered || asks;
      }
      for (Object in = server.readInbound(); in != null; in = server.readInbound()) {
        if (in instanceof Http2HeadersFrame head && head.headers().method() != null) {
          asked.add(head.stream());
        }
        ReferenceCountUtil.release(in);
      }
      client.releaseInbound();
      return this;
    }

    private boolean pass(EmbeddedChannel from, EmbeddedChannel to, boolean ask) {
      boolean any = false;
      for (ByteBuf out = from.readOutbound(); out != null; out = from.readOutbound()) {
        String text = Frames.text(out.copy());
        if (ask) {
          packets.ask(text);
        } else {
          packets.answer(text);
        }
        to.writeInbound(out);
        any = true;
      }
      return any;
    }

    void ask(String path, String type, String body) {
      Http2StreamChannel stream =
          new Http2StreamChannelBootstrap(client)
              .handler(new Silent())
              .open()
              .syncUninterruptibly()
              .getNow();
      Http2Headers head =
          new DefaultHttp2Headers()
              .method("POST")
              .scheme("http")
              .path(path)
              .authority("orders.shop:8080")
              .add("content-type", type)
              .add("x-user", "mara");
      var _ = stream.write(new DefaultHttp2HeadersFrame(head, false));
      var _ = stream.writeAndFlush(new DefaultHttp2DataFrame(bytes(body), true, 7));
      client.runPendingTasks();
      pass();
    }

    void answer(int which, String status, String body, boolean end) {
      Http2FrameStream stream = asked.get(which);
      Http2Headers head =
          new DefaultHttp2Headers().status(status).add("content-type", "application/grpc");
      server.writeOutbound(new DefaultHttp2HeadersFrame(head, false).stream(stream));
      server.writeOutbound(new DefaultHttp2DataFrame(bytes(body), end).stream(stream));
      pass();
    }

    void trailers(int which, String... fields) {
      Http2Headers head = new DefaultHttp2Headers();
      for (int i = 0; i < fields.length; i += 2) {
        head.add(fields[i], fields[i + 1]);
      }
      server.writeOutbound(new DefaultHttp2HeadersFrame(head, true).stream(asked.get(which)));
      pass();
    }

    private static ByteBuf bytes(String text) {
      return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void requestsAtTheSameTimeAndAnswersInAnotherOrder() {
    Netty netty = new Netty().pass();
    netty.ask("/v1/orders?x=1", "application/json", "{\"a\":1}");
    packets.millis = 3;
    netty.ask("/v1/carts", "application/json", "{\"b\":2}");
    packets.millis = 10;
    netty.answer(1, "201", "second", true);
    packets.millis = 12;
    netty.answer(0, "503", "first", true);
    HttpExchange first = exchange(1);
    HttpExchange second = exchange(2);
    assertThat(first.method()).isEqualTo("POST");
    assertThat(first.path()).isEqualTo("/v1/orders?x=1");
    assertThat(first.host()).isEqualTo("orders.shop:8080");
    assertThat(first.request().header("X-User")).as("compressed").contains("mara");
    assertThat(first.request().complete()).isTrue();
    assertThat(new String(first.request().body(), StandardCharsets.UTF_8)).isEqualTo("{\"a\":1}");
    assertThat(first.status()).isEqualTo(503);
    assertThat(body(first)).isEqualTo("first");
    assertThat(first.took()).contains(Duration.ofMillis(12));
    assertThat(second.path()).isEqualTo("/v1/carts");
    assertThat(second.request().header("x-user")).as("said by a number only").contains("mara");
    assertThat(second.status()).isEqualTo(201);
    assertThat(second.firstByte()).contains(Duration.ofMillis(7));
    assertThat(body(second)).isEqualTo("second");
    assertThat(second.grpcStatus()).isEmpty();
    assertThat(reader.unread()).isEmpty();
    assertThat(new String(HttpResend.bytes(first.request()), StandardCharsets.ISO_8859_1))
        .as("can be said again in HTTP/1.1")
        .startsWith("POST /v1/orders?x=1 HTTP/1.1\r\nhost: orders.shop:8080\r\n")
        .endsWith("\r\n\r\n{\"a\":1}");
  }

  @Test
  void aCallOfGrpcEndsWithItsOwnStatus() {
    Netty netty = new Netty().pass();
    netty.ask("/shop.Orders/Get", "application/grpc", "\0\0\0\0\2ab");
    netty.answer(0, "200", "\0\0\0\0\1c", false);
    assertThat(exchange(1).grpcStatus()).isEmpty();
    assertThat(exchange(1).took()).isEmpty();
    packets.millis = 5;
    netty.trailers(0, "grpc-status", "5", "grpc-message", "no such order");
    assertThat(exchange(1).status()).isEqualTo(200);
    assertThat(exchange(1).grpcStatus()).contains(5);
    assertThat(exchange(1).answer().orElseThrow().header("grpc-message")).contains("no such order");
    assertThat(exchange(1).answer().orElseThrow().complete()).isTrue();
    assertThat(exchange(1).took()).contains(Duration.ofMillis(5));
  }

  @Test
  void aConnectionThatChangesFromTheFirstVersionGoesOnInTheSecond() {
    packets.ask(
        String.join(
            "\r\n",
            "GET /up HTTP/1.1",
            "Host: shop",
            "Connection: Upgrade, HTTP2-Settings",
            "Upgrade: h2c",
            "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA",
            "",
            ""));
    packets.answer(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
            + Frames.settings()
            + answering.answer(1)
            + Frames.data(1, true, "one"));
    packets.ask(Frames.PREFACE + Frames.settings() + asking.request(3, "/next"));
    packets.answer(answering.answer(3) + Frames.data(3, true, "two"));
    assertThat(exchange(1).path()).isEqualTo("/up");
    assertThat(exchange(1).status()).isEqualTo(200);
    assertThat(body(exchange(1))).isEqualTo("one");
    assertThat(exchange(2).path()).isEqualTo("/next");
    assertThat(body(exchange(2))).isEqualTo("two");
    assertThat(reader.unread()).isEmpty();
  }

  @Test
  void aHeadInSeveralFramesIsOneAndPaddingIsNoBody() {
    String block = asking.block(1, ":method", "PUT", ":path", "/long", "x-long", "y".repeat(300));
    packets.ask(
        Frames.PREFACE
            + Frames.settings()
            + Frames.frame(
                Http2Frames.HEADERS,
                Http2Frames.PADDED | Http2Frames.PRIORITY,
                1,
                "\3" + "\0\0\0\0\20" + block.substring(0, 9) + "\0\0\0")
            + Frames.frame(Http2Frames.CONTINUATION, 0, 1, block.substring(9, 40))
            + Frames.frame(
                Http2Frames.CONTINUATION, Http2Frames.END_HEADERS, 1, block.substring(40))
            + Frames.frame(
                Http2Frames.DATA, Http2Frames.PADDED | Http2Frames.END_STREAM, 1, "\2body\0\0"));
    HttpExchange exchange = exchange(1);
    assertThat(exchange.path()).isEqualTo("/long");
    assertThat(exchange.request().header("x-long")).contains("y".repeat(300));
    assertThat(new String(exchange.request().body(), StandardCharsets.UTF_8)).isEqualTo("body");
    assertThat(exchange.request().complete()).isTrue();
  }

  @Test
  void aHoleInABodyIsCountedAndAHoleElsewhereEndsTheReading() {
    packets.ask(Frames.PREFACE + asking.request(1, "/a") + asking.request(3, "/b"));
    String answer = answering.answer(1) + Frames.data(1, true, "x".repeat(1000));
    packets.answer(Frames.settings() + answer.substring(0, answer.length() - 600));
    packets.answered += 500;
    packets.answer(answer.substring(answer.length() - 100));
    packets.ask(Frames.frame(8, 0, 0, "\0\0\1\0"));
    HttpExchange holed = exchange(1);
    assertThat(holed.answer().orElseThrow().missed()).isEqualTo(500);
    assertThat(holed.answer().orElseThrow().bodyLength()).isEqualTo(1000);
    assertThat(holed.answer().orElseThrow().whole()).isTrue();
    assertThat(holed.remarks()).containsExactly(Remark.MISSED);
    packets.answered += 40;
    packets.answer(Frames.data(3, true, "late"));
    packets.ask(Frames.frame(8, 0, 0, "\0\0\1\0"));
    assertThat(exchange(2).status()).isZero();
    assertThat(exchange(2).remarks()).containsExactly(Remark.MISSED);
    assertThat(reader.unread()).containsExactly(Map.entry(Unread.MISSED, 1));
  }

  @Test
  void aStreamThatIsGivenUpIsCutAndTheOthersGoOn() {
    packets.ask(Frames.PREFACE + asking.request(1, "/a") + asking.request(3, "/b"));
    packets.answer(Frames.settings() + Frames.frame(Http2Frames.RST_STREAM, 0, 1, "\0\0\0\7"));
    packets.answer(answering.answer(3) + Frames.data(3, true, "ok"));
    assertThat(exchange(1).remarks()).containsExactly(Remark.CUT);
    assertThat(body(exchange(2))).isEqualTo("ok");
    packets.ask(asking.request(5, "/c"));
    packets.send(false, packets.answered, Packets.FIN | Packets.ACK, "");
    assertThat(exchange(3).remarks()).as("the connection ended").containsExactly(Remark.CUT);
  }

  @Test
  void aConnectionThatWasOpenBeforeCannotBeRead() {
    Packets old = new Packets(reader, 40_001);
    old.ask(asking.request(1, "/a"));
    assertThat(reader.unread()).containsExactly(Map.entry(Unread.HTTP2, 1));
    assertThat(reader.numbers()).isEmpty();
  }

  @Test
  void headsThatCannotBeReadEndTheReading() {
    packets.ask(Frames.PREFACE + asking.request(1, "/a"));
    packets.ask(
        Frames.frame(Http2Frames.HEADERS, Http2Frames.END_HEADERS, 3, "\u00ff\u00ff\u00ff\u00ff"));
    assertThat(exchange(1).remarks()).containsExactly(Remark.MISSED);
    assertThat(reader.unread()).containsExactly(Map.entry(Unread.OTHER, 1));
  }
}
