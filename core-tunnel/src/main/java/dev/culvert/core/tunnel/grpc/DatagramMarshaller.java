package dev.culvert.core.tunnel.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.culvert.proto.tunnel.v1.DatagramFrame;
import io.grpc.MethodDescriptor.Marshaller;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.InputStream;

/** {@code DatagramFrame} with its payload by hand; see {@link StreamMarshaller}. */
final class DatagramMarshaller implements Marshaller<DatagramMessage> {
  /** Field 1 ({@code flow}), varint. Left out when 0, as proto3 does. */
  private static final int FLOW_TAG = DatagramFrame.FLOW_FIELD_NUMBER << 3;

  /** Field 3 ({@code data}), length-delimited. */
  private static final int DATA_TAG = DatagramFrame.DATA_FIELD_NUMBER << 3 | 2;

  @Override
  public InputStream stream(DatagramMessage message) {
    return switch (message) {
      case DatagramMessage.Data(long flow, ByteBuf payload) ->
          new PayloadStream(head(flow, payload.readableBytes()), payload);
      case DatagramMessage.Control(DatagramFrame frame) -> PayloadStream.of(frame.toByteArray());
    };
  }

  @Override
  public DatagramMessage parse(InputStream stream) {
    ByteBuf all = Wire.readAll(stream);
    int start = all.readerIndex();
    try {
      long flow = 0;
      int tag = all.isReadable() ? all.readByte() : 0;
      if (tag == FLOW_TAG) {
        flow = Wire.varint(all);
        tag = all.isReadable() ? all.readByte() : 0;
      }
      if (tag == DATA_TAG && Wire.varint(all) == all.readableBytes()) {
        return new DatagramMessage.Data(flow, all.retain());
      }
      all.readerIndex(start);
      DatagramFrame frame = DatagramFrame.parseFrom(Wire.bytes(all));
      return frame.hasData()
          ? new DatagramMessage.Data(
              frame.getFlow(), Unpooled.wrappedBuffer(frame.getData().toByteArray()))
          : new DatagramMessage.Control(frame);
    } catch (InvalidProtocolBufferException | IndexOutOfBoundsException e) {
      throw Wire.malformed("a DatagramFrame that is not one", e);
    } finally {
      all.release();
    }
  }

  private static byte[] head(long flow, int length) {
    int flowSize = flow == 0 ? 0 : 1 + Wire.varintSize(flow);
    byte[] head = new byte[flowSize + 1 + Wire.varintSize(length)];
    int at = 0;
    if (flow != 0) {
      head[at++] = FLOW_TAG;
      at = Wire.putVarint(head, at, flow);
    }
    head[at++] = DATA_TAG;
    Wire.putVarint(head, at, length);
    return head;
  }
}
