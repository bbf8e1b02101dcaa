package dev.culvert.app.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The heads of one direction, which build on each other (RFC 7541): none may be left out. */
final class Http2Heads {
  /** Larger tables are not followed; what needs more cannot be read. */
  private static final long MOST_TABLE = 64 * 1024;

  private final DefaultHttp2HeadersDecoder decoder =
      new DefaultHttp2HeadersDecoder(false, Http2Frames.MOST_HELD);

  /** Fields with their names in lower case, those that begin with a colon first; or unreadable. */
  Optional<List<HttpHeader>> read(int stream, byte[] block) {
    ByteBuf bytes = Unpooled.wrappedBuffer(block);
    try {
      Http2Headers head = decoder.decodeHeaders(stream, bytes);
      List<HttpHeader> fields = new ArrayList<>(head.size());
      for (Map.Entry<CharSequence, CharSequence> field : head) {
        fields.add(new HttpHeader(field.getKey().toString(), field.getValue().toString()));
      }
      return Optional.of(fields);
    } catch (Http2Exception | IllegalArgumentException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  /** The other side allows a table of this size, and this one knows it. */
  void tableSize(long bytes) {
    try {
      decoder.configuration().maxHeaderTableSize(Math.min(bytes, MOST_TABLE));
    } catch (Http2Exception e) {
      throw new IllegalStateException("a size that cannot be: " + bytes, e);
    }
  }
}
