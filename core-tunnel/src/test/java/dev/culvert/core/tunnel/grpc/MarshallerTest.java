package dev.culvert.core.tunnel.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.culvert.proto.tunnel.v1.Cause;
import dev.culvert.proto.tunnel.v1.DatagramFrame;
import dev.culvert.proto.tunnel.v1.Failed;
import dev.culvert.proto.tunnel.v1.Fin;
import dev.culvert.proto.tunnel.v1.StreamFrame;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.StatusRuntimeException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written by hand is what the generated classes write, and the other way round. */
class MarshallerTest {
  private final StreamMarshaller streams = new StreamMarshaller();
  private final DatagramMarshaller datagrams = new DatagramMarshaller();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void streamPayload(long seed) throws Exception {
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      byte[] payload = bytes(random, 1 + random.nextInt(i % 10 == 0 ? 200_000 : 300));
      byte[] generated =
          StreamFrame.newBuilder().setData(ByteString.copyFrom(payload)).build().toByteArray();
      ByteBuf buffer = buffer(random, payload);
      byte[] ours = read(random, streams.stream(new StreamMessage.Data(buffer)));
      assertThat(ours).isEqualTo(generated);
      assertThat(buffer.refCnt()).isZero();
      StreamMessage parsed = streams.parse(new ByteArrayInputStream(generated));
      assertThat(payloadOf(((StreamMessage.Data) parsed).payload())).isEqualTo(payload);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void datagramPayload(long seed) throws Exception {
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      byte[] payload = bytes(random, random.nextInt(2000));
      long flow = i % 7 == 0 ? 0 : random.nextLong() >>> random.nextInt(64);
      byte[] generated =
          DatagramFrame.newBuilder()
              .setFlow(flow)
              .setData(ByteString.copyFrom(payload))
              .build()
              .toByteArray();
      byte[] ours =
          read(random, datagrams.stream(new DatagramMessage.Data(flow, buffer(random, payload))));
      assertThat(ours).isEqualTo(generated);
      DatagramMessage.Data parsed =
          (DatagramMessage.Data) datagrams.parse(new ByteArrayInputStream(generated));
      assertThat(parsed.flow()).isEqualTo(flow);
      assertThat(payloadOf(parsed.payload())).isEqualTo(payload);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 300})
  void everythingElseAsGenerated(int number) throws Exception {
    StreamFrame fin = StreamFrame.newBuilder().setFin(Fin.getDefaultInstance()).build();
    assertThat(streams.parse(new ByteArrayInputStream(fin.toByteArray())))
        .isEqualTo(new StreamMessage.Control(fin));
    assertThat(read(new Random(1), streams.stream(new StreamMessage.Control(fin))))
        .isEqualTo(fin.toByteArray());
    DatagramFrame failed =
        DatagramFrame.newBuilder()
            .setFlow(number)
            .setFailed(Failed.newBuilder().setCause(Cause.CAUSE_REFUSED).setDetail("no"))
            .build();
    assertThat(read(new Random(number), datagrams.stream(new DatagramMessage.Control(failed))))
        .isEqualTo(failed.toByteArray());
    assertThat(datagrams.parse(new ByteArrayInputStream(failed.toByteArray())))
        .isEqualTo(new DatagramMessage.Control(failed));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void garbageIsRefusedOrReadAsTheGeneratedClassReadsIt(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      byte[] garbage = bytes(random, random.nextInt(40));
      StreamFrame expected;
      try {
        expected = StreamFrame.parseFrom(garbage);
      } catch (com.google.protobuf.InvalidProtocolBufferException e) {
        assertThatThrownBy(() -> streams.parse(new ByteArrayInputStream(garbage)))
            .isInstanceOf(StatusRuntimeException.class);
        continue;
      }
      StreamMessage parsed = streams.parse(new ByteArrayInputStream(garbage));
      if (parsed instanceof StreamMessage.Data(ByteBuf payload)) {
        assertThat(payloadOf(payload)).isEqualTo(expected.getData().toByteArray());
      } else {
        assertThat(parsed).isEqualTo(new StreamMessage.Control(expected));
      }
    }
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static ByteBuf buffer(Random random, byte[] payload) {
    ByteBuf buffer =
        random.nextBoolean() ? Unpooled.buffer() : Unpooled.directBuffer(payload.length + 8);
    return buffer.writeLong(0).writeBytes(payload).skipBytes(8);
  }

  private static byte[] payloadOf(ByteBuf buffer) {
    byte[] payload = ByteBufUtil.getBytes(buffer);
    buffer.release();
    return payload;
  }

  /** As gRPC does, or byte by byte. For what cannot drain itself gRPC makes a buffer each time. */
  private static byte[] read(Random random, InputStream stream) throws Exception {
    try (stream) {
      assertThat(stream).isInstanceOf(KnownLength.class).isInstanceOf(Drainable.class);
      if (stream instanceof Drainable drainable && random.nextBoolean()) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int length = stream.available();
        assertThat(drainable.drainTo(out)).isEqualTo(length);
        return out.toByteArray();
      }
      return stream.readAllBytes();
    }
  }
}
