package dev.culvert.app.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;

/** Frames by hand, with Netty's compression of heads, as text of one character for each byte. */
final class Frames {
  static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private final DefaultHttp2HeadersEncoder heads = new DefaultHttp2HeadersEncoder();

  static String frame(int type, int flags, int stream, String payload) {
    ByteBuf head = Unpooled.buffer(9);
    head.writeMedium(payload.length()).writeByte(type).writeByte(flags).writeInt(stream);
    return text(head) + payload;
  }

  static String settings() {
    return frame(Http2Frames.SETTINGS, 0, 0, "");
  }

  /** A block of names and values, built on those before it. */
  String block(int stream, String... fields) {
    Http2Headers headers = new DefaultHttp2Headers(false);
    for (int i = 0; i < fields.length; i += 2) {
      headers.add(fields[i], fields[i + 1]);
    }
    ByteBuf block = Unpooled.buffer();
    try {
      heads.encodeHeaders(stream, headers, block);
    } catch (Http2Exception e) {
      throw new AssertionError(e);
    }
    return text(block);
  }

  String request(int stream, String path) {
    return frame(
        Http2Frames.HEADERS,
        Http2Frames.END_HEADERS | Http2Frames.END_STREAM,
        stream,
        block(stream, ":method", "GET", ":scheme", "http", ":path", path, ":authority", "shop"));
  }

  String answer(int stream, String... more) {
    String[] fields = new String[more.length + 2];
    fields[0] = ":status";
    fields[1] = "200";
    System.arraycopy(more, 0, fields, 2, more.length);
    return frame(Http2Frames.HEADERS, Http2Frames.END_HEADERS, stream, block(stream, fields));
  }

  static String data(int stream, boolean end, String body) {
    return frame(Http2Frames.DATA, end ? Http2Frames.END_STREAM : 0, stream, body);
  }

  static String text(ByteBuf bytes) {
    String text = new String(ByteBufUtil.getBytes(bytes), StandardCharsets.ISO_8859_1);
    bytes.release();
    return text;
  }
}
