package dev.culvert.core.tunnel.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.culvert.proto.tunnel.v1.DatagramFrame;
import dev.culvert.proto.tunnel.v1.StreamFrame;
import io.grpc.StatusRuntimeException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayInputStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the messages' readers by hand make of any bytes is what the generated classes make of it.
 */
final class MessagesFuzzTest {
  @FuzzTest(maxDuration = "30m")
  void streamFrames(byte[] bytes) {
    String expected = null;
    try {
      StreamFrame frame = StreamFrame.parseFrom(bytes);
      expected = frame.hasData() ? "data " + hex(frame.getData().toByteArray()) : frame.toString();
    } catch (InvalidProtocolBufferException e) {
      // Then it must be refused here, too.
    }
    StreamMarshaller marshaller = new StreamMarshaller();
    assertThat(
            orRefused(() ->
                switch (marshaller.parse(new ByteArrayInputStream(bytes))) {
                  case StreamMessage.Data(ByteBuf payload) -> "data " + taken(payload);
                  case StreamMessage.Control(StreamFrame frame) -> frame.toString();
                }))
        .isEqualTo(expected);
  }

  @FuzzTest(maxDuration = "30m")
  void datagramFrames(byte[] bytes) {
    String expected = null;
    try {
      DatagramFrame frame = DatagramFrame.parseFrom(bytes);
      expected =
          frame.hasData()
              ? frame.getFlow() + " data " + hex(frame.getData().toByteArray())
              : frame.toString();
    } catch (InvalidProtocolBufferException e) {
      // Then it must be refused here, too.
    }
    DatagramMarshaller marshaller = new DatagramMarshaller();
    assertThat(
            orRefused(() ->
                switch (marshaller.parse(new ByteArrayInputStream(bytes))) {
                  case DatagramMessage.Data(long flow, ByteBuf payload) ->
                      flow + " data " + taken(payload);
                  case DatagramMessage.Control(DatagramFrame frame) -> frame.toString();
                }))
        .isEqualTo(expected);
  }

  private static @Nullable String orRefused(Supplier<String> read) {
    try {
      return read.get();
    } catch (StatusRuntimeException e) {
      return null;
    }
  }

  private static String taken(ByteBuf payload) {
    String hex = ByteBufUtil.hexDump(payload);
    // Netty's buffer of no bytes is everybody's, and never given back.
    assertThat(payload.release() || hex.isEmpty()).as("nobody else holds the payload").isTrue();
    return hex;
  }

  private static String hex(byte[] bytes) {
    return ByteBufUtil.hexDump(bytes);
  }
}
