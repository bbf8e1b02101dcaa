package dev.culvert.core.tunnel.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.culvert.proto.tunnel.v1.StreamFrame;
import io.grpc.MethodDescriptor.Marshaller;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.InputStream;

/**
 * {@code StreamFrame} with its payload by hand. What it writes is what the generated class would
 * write; what it cannot read at a glance it leaves to the generated class.
 */
final class StreamMarshaller implements Marshaller<StreamMessage> {
  /** Field 2 ({@code data}), length-delimited. */
  private static final int DATA_TAG = StreamFrame.DATA_FIELD_NUMBER << 3 | 2;

  @Override
  public InputStream stream(StreamMessage message) {
    return switch (message) {
      case StreamMessage.Data(ByteBuf payload) -> {
        int length = payload.readableBytes();
        byte[] head = new byte[1 + Wire.varintSize(length)];
        head[0] = DATA_TAG;
        Wire.putVarint(head, 1, length);
        yield new PayloadStream(head, payload);
      }
      case StreamMessage.Control(StreamFrame frame) -> PayloadStream.of(frame.toByteArray());
    };
  }

  @Override
  public StreamMessage parse(InputStream stream) {
    ByteBuf all = Wire.readAll(stream);
    int start = all.readerIndex();
    try {
      if (all.isReadable()
          && all.readByte() == DATA_TAG
          && Wire.varint(all) == all.readableBytes()) {
        return new StreamMessage.Data(all.retain());
      }
      all.readerIndex(start);
      StreamFrame frame = StreamFrame.parseFrom(Wire.bytes(all));
      return frame.hasData()
          ? new StreamMessage.Data(Unpooled.wrappedBuffer(frame.getData().toByteArray()))
          : new StreamMessage.Control(frame);
    } catch (InvalidProtocolBufferException | IndexOutOfBoundsException e) {
      throw Wire.malformed("a StreamFrame that is not one", e);
    } finally {
      all.release();
    }
  }
}
