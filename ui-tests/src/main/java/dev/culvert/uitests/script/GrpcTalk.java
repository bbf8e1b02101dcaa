package dev.culvert.uitests.script;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;

/** Calls of gRPC on one connection, as frames of HTTP/2. */
final class GrpcTalk {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  private final HttpTalk talk;
  private final DefaultHttp2HeadersEncoder asks = new DefaultHttp2HeadersEncoder();
  private final DefaultHttp2HeadersEncoder answers = new DefaultHttp2HeadersEncoder();
  private int stream = -1;

  GrpcTalk(HttpTalk talk) {
    this.talk = talk;
    talk.say(true, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    talk.say(true, frame(SETTINGS, 0, 0, new byte[0]));
    talk.say(false, frame(SETTINGS, 0, 0, new byte[0]));
  }

  /** One message there, after this time one back, and how it ended. */
  GrpcTalk call(String method, String asked, int millis, String answered, int status) {
    stream += 2;
    Http2Headers head =
        new DefaultHttp2Headers()
            .method("POST")
            .scheme("http")
            .path(method)
            .authority("orders.shop:8080")
            .add("te", "trailers")
            .add("content-type", "application/grpc")
            .add("x-user", "mara");
    talk.say(true, frame(HEADERS, END_HEADERS, stream, block(asks, head)));
    talk.say(true, frame(DATA, END_STREAM, stream, message(asked)));
    talk.pass(millis);
    Http2Headers begin =
        new DefaultHttp2Headers().status("200").add("content-type", "application/grpc");
    talk.say(false, frame(HEADERS, END_HEADERS, stream, block(answers, begin)));
    if (!answered.isEmpty()) {
      talk.say(false, frame(DATA, 0, stream, message(answered)));
    }
    Http2Headers end = new DefaultHttp2Headers().add("grpc-status", Integer.toString(status));
    talk.say(false, frame(HEADERS, END_HEADERS | END_STREAM, stream, block(answers, end)));
    talk.pass(1);
    return this;
  }

  /** A message behind whether it is compressed, and its length. */
  private static byte[] message(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return bytes(Unpooled.buffer().writeByte(0).writeInt(bytes.length).writeBytes(bytes));
  }

  private byte[] block(DefaultHttp2HeadersEncoder heads, Http2Headers head) {
    ByteBuf block = Unpooled.buffer();
    try {
      heads.encodeHeaders(stream, head, block);
    } catch (Http2Exception e) {
      throw new IllegalStateException("a head that cannot be said: " + head, e);
    }
    return bytes(block);
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    ByteBuf frame = Unpooled.buffer();
    frame.writeMedium(payload.length).writeByte(type).writeByte(flags).writeInt(stream);
    return bytes(frame.writeBytes(payload));
  }

  private static byte[] bytes(ByteBuf buffer) {
    byte[] bytes = ByteBufUtil.getBytes(buffer);
    buffer.release();
    return bytes;
  }
}
