package dev.culvert.core.tunnel.grpc;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.words.Phrase;
import dev.culvert.proto.tunnel.v1.Fin;
import dev.culvert.proto.tunnel.v1.Open;
import dev.culvert.proto.tunnel.v1.StreamFrame;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection of an attachment as one call of {@link AttachMethods}. On the event loop only.
 *
 * <p>Inbound, one message is always asked for ahead of the listener's credit, so that a FIN or a
 * reset behind no data is heard also by a listener that wants no bytes; at most that one message is
 * held here. Outbound, gRPC keeps what the HTTP/2 window does not take; {@link #isWritable} says
 * when it has enough.
 */
final class DeliveryStream extends ClientCall.Listener<StreamMessage> implements ByteStream {
  private static final StreamMessage FIN =
      new StreamMessage.Control(StreamFrame.newBuilder().setFin(Fin.getDefaultInstance()).build());

  /** What may be written before the transport has taken up the call. */
  private static final int EARLY = 256 << 10;

  private final EventLoop loop;
  private final ClientCall<StreamMessage, StreamMessage> call;
  private final Endpoint destination;
  private final Runnable onOver;
  private final ByteStream.Listener listener;

  /** Received and not yet told. */
  private final ArrayDeque<StreamMessage> held = new ArrayDeque<>();

  private @Nullable Failure closing;
  private long credit;
  private int early;
  private boolean transportReady;
  private boolean unwritableSeen;
  private boolean connected;
  private boolean outputShut;
  private boolean inputEnded;
  private boolean over;
  private boolean inside;
  private boolean scheduled;
  private boolean becameReady;

  DeliveryStream(
      EventLoop loop,
      ClientCall<StreamMessage, StreamMessage> call,
      Endpoint destination,
      ByteStream.Listener listener,
      Runnable onOver) {
    this.loop = loop;
    this.call = call;
    this.destination = destination;
    this.listener = listener;
    this.onOver = onOver;
  }

  void open(Endpoint source) {
    open(
        new Metadata(),
        StreamFrame.newBuilder()
            .setOpen(
                Open.newBuilder()
                    .setDestination(Translation.toWire(destination))
                    .setSource(Translation.toWire(source)))
            .build());
  }

  /** The far side dials. */
  void open(Metadata metadata, StreamFrame first) {
    inside = true;
    call.start(this, metadata);
    call.request(1);
    call.sendMessage(new StreamMessage.Control(first));
    inside = false;
    later();
  }

  /** This side has dialled: connected from the start. */
  void take(Metadata metadata, StreamFrame first) {
    connected = true;
    open(metadata, first);
  }

  @Override
  public void write(ByteBuf payload) {
    if (over || outputShut || !payload.isReadable()) {
      payload.release();
      return;
    }
    boolean outer = enter();
    if (!transportReady) {
      early += payload.readableBytes();
    }
    while (payload.readableBytes() > TunnelMethods.PAYLOAD) {
      call.sendMessage(new StreamMessage.Data(payload.readRetainedSlice(TunnelMethods.PAYLOAD)));
    }
    call.sendMessage(new StreamMessage.Data(payload));
    leave(outer);
  }

  @Override
  public void flush() {
    // gRPC flushes all calls of a connection together at the end of the loop's turn.
  }

  @Override
  public boolean isWritable() {
    boolean writable = !over && (call.isReady() || !transportReady && early < EARLY);
    unwritableSeen |= !writable;
    return writable;
  }

  @Override
  public void request(int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes to deliver are 0 or more, not " + bytes);
    }
    credit += bytes;
    if (!held.isEmpty()) {
      later();
    }
  }

  @Override
  public void shutdownOutput() {
    if (over || outputShut) {
      return;
    }
    outputShut = true;
    boolean outer = enter();
    call.sendMessage(FIN);
    call.halfClose();
    leave(outer);
  }

  @Override
  public void reset() {
    if (!over) {
      end();
      call.cancel("reset", null);
    }
  }

  /** The connection is gone: as if the call had ended, whatever gRPC still thinks. */
  void tunnelDown(Failure failure) {
    if (!over) {
      closing = failure;
      drain();
      if (!over) {
        finish(failure);
      }
      call.cancel("the connection to the manager is gone", null);
    }
  }

  // What gRPC says. It may say it inside one of the calls above; then it is told later.

  @Override
  public void onMessage(StreamMessage message) {
    if (over) {
      if (message instanceof StreamMessage.Data(ByteBuf payload)) {
        payload.release();
      }
      return;
    }
    held.add(message);
    drain();
  }

  @Override
  public void onReady() {
    transportReady = true;
    becameReady = true;
    drain();
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    if (!over) {
      closing =
          status.isOk()
              ? new Failure(Failure.Cause.RESET, Phrase.MANAGER_ENDED.of(destination))
              : CallFailures.ofStream(status, destination);
      drain();
    }
  }

  private boolean enter() {
    boolean outer = !inside;
    inside = true;
    return outer;
  }

  private void leave(boolean outer) {
    if (outer) {
      inside = false;
      if (becameReady || !held.isEmpty() || closing != null) {
        later();
      }
    }
  }

  private void later() {
    if (!scheduled && !over) {
      scheduled = true;
      loop.execute(() -> {
        scheduled = false;
        drain();
      });
    }
  }

  private void drain() {
    if (inside || over) {
      return;
    }
    inside = true;
    try {
      while (!over && deliverNext()) {
        // Each turn tells one thing.
      }
    } finally {
      inside = false;
    }
  }

  private boolean deliverNext() {
    if (becameReady && connected) {
      becameReady = false;
      if (unwritableSeen && call.isReady()) {
        unwritableSeen = false;
        listener.onWritable();
        return true;
      }
    }
    StreamMessage next = held.peek();
    if (next == null) {
      if (closing != null) {
        finish(closing);
      }
      return false;
    }
    switch (next) {
      case StreamMessage.Data(ByteBuf payload) -> {
        if (credit <= 0) {
          return false;
        }
        held.remove();
        credit -= payload.readableBytes();
        call.request(1);
        if (connected && !inputEnded) {
          listener.onData(payload);
        } else {
          payload.release();
        }
      }
      case StreamMessage.Control(StreamFrame frame) -> {
        held.remove();
        call.request(1);
        control(frame);
      }
    }
    return true;
  }

  private void control(StreamFrame frame) {
    switch (frame.getFrameCase()) {
      case DIALLED -> {
        if (!connected) {
          connected = true;
          listener.onConnected(frame.getDialled().getDialNanos());
        }
      }
      case FIN -> {
        if (connected && !inputEnded) {
          inputEnded = true;
          listener.onEnd();
        }
      }
      case FAILED -> finish(Translation.fromWire(frame.getFailed()));
      // Not for the client, or newer than this client: nothing follows from it.
      case OPEN, DATA, CREDIT, STARVED, FRAME_NOT_SET -> {}
    }
  }

  private void finish(Failure failure) {
    boolean asBothWished = connected && inputEnded && outputShut;
    boolean wasConnected = connected;
    end();
    if (!wasConnected) {
      listener.onFailed(failure);
    } else if (!asBothWished) {
      listener.onReset(failure);
    }
  }

  private void end() {
    over = true;
    for (StreamMessage message : held) {
      if (message instanceof StreamMessage.Data(ByteBuf payload)) {
        payload.release();
      }
    }
    held.clear();
    onOver.run();
  }
}
