package dev.culvert.core.tunnel.grpc;

import dev.culvert.proto.tunnel.v1.Credit;
import dev.culvert.proto.tunnel.v1.Fin;
import dev.culvert.proto.tunnel.v1.Starved;
import dev.culvert.proto.tunnel.v1.StreamFrame;
import io.netty.buffer.ByteBuf;

/** The frames that both sides send. */
public final class Frames {
  private Frames() {}

  /** No more payload from here. */
  public static final StreamMessage FIN =
      control(StreamFrame.newBuilder().setFin(Fin.newBuilder()));

  /** There would be more payload than credit. */
  public static final StreamMessage STARVED =
      control(StreamFrame.newBuilder().setStarved(Starved.newBuilder()));

  /** So many more bytes may come. */
  public static StreamMessage credit(int bytes) {
    return control(StreamFrame.newBuilder().setCredit(Credit.newBuilder().setBytes(bytes)));
  }

  /** Any frame but data. */
  public static StreamMessage control(StreamFrame.Builder frame) {
    return new StreamMessage.Control(frame.build());
  }

  /** Lets go of a message that nobody wants. */
  public static void release(StreamMessage message) {
    if (message instanceof StreamMessage.Data(ByteBuf payload)) {
      payload.release();
    }
  }
}
