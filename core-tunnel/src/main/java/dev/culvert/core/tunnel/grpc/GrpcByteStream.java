package dev.culvert.core.tunnel.grpc;

import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.tunnel.MemoryBudget;
import dev.culvert.core.tunnel.SendCredit;
import dev.culvert.core.words.Phrase;
import dev.culvert.proto.tunnel.v1.Open;
import dev.culvert.proto.tunnel.v1.StreamFrame;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP connection as one call of {@code Tunnel.Connect}. On the event loop only.
 *
 * <p>Inbound, everything is told as it comes: the manager sends no more payload than the listener
 * has asked for, and a FIN or a reset needs no asking. Outbound, what is written waits here for the
 * manager's credit and for the socket; {@link #isWritable} says when nothing waits.
 */
final class GrpcByteStream extends ClientCall.Listener<StreamMessage> implements ByteStream {
  private static final Logger LOG = LoggerFactory.getLogger(GrpcByteStream.class);

  private final EventLoop loop;
  private final ClientCall<StreamMessage, StreamMessage> call;
  private final Open.Builder what;
  private final Object destination;
  private final Runnable onOver;
  private final ByteStream.Listener listener;

  /** Received and not yet told, because gRPC told it inside one of our own calls. */
  private final ArrayDeque<StreamMessage> held = new ArrayDeque<>(0);

  private final Outbox outbox;
  private @Nullable Failure closing;

  /** Payload that was asked for and has not come. */
  private long asked;

  private boolean opened;
  private boolean unwritableSeen;
  private boolean connected;
  private boolean outputShut;
  private boolean inputEnded;
  private boolean halfClosed;
  private boolean over;
  private boolean inside;
  private boolean scheduled;

  /**
   * A stream that is not open yet.
   *
   * @param what is opened; the credit is set here
   * @param destination what it is called in texts
   */
  GrpcByteStream(
      EventLoop loop,
      ClientCall<StreamMessage, StreamMessage> call,
      Open.Builder what,
      Object destination,
      MemoryBudget budget,
      ByteStream.Listener listener,
      Runnable onOver) {
    this.loop = loop;
    this.call = call;
    this.what = what;
    this.destination = destination;
    this.listener = listener;
    this.onOver = onOver;
    outbox =
        new Outbox(new SendCredit(TunnelMethods.EARLY_CREDIT), budget) {
          @Override
          protected boolean ready() {
            return call.isReady();
          }

          @Override
          protected void send(StreamMessage message) {
            call.sendMessage(message);
          }
        };
  }

  /** Headers go at once, the first frame with what is asked for in this turn of the loop. */
  void open() {
    inside = true;
    call.start(this, new Metadata());
    call.request(1);
    inside = false;
    later();
  }

  private void sendOpen() {
    if (!opened) {
      opened = true;
      boolean outer = enter();
      call.sendMessage(
          new StreamMessage.Control(
              StreamFrame.newBuilder()
                  .setOpen(what.setCredit((int) Math.min(asked, Integer.MAX_VALUE)))
                  .build()));
      leave(outer);
    }
  }

  @Override
  public void write(ByteBuf payload) {
    if (over || outputShut || !payload.isReadable()) {
      payload.release();
      return;
    }
    sendOpen();
    boolean outer = enter();
    outbox.add(payload);
    leave(outer);
  }

  @Override
  public void flush() {
    // gRPC flushes all calls of a connection together at the end of the loop's turn.
  }

  @Override
  public boolean isWritable() {
    boolean writable = !over && outbox.hasRoom();
    unwritableSeen |= !writable;
    return writable;
  }

  @Override
  public void request(int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes to deliver are 0 or more, not " + bytes);
    }
    if (over || bytes == 0) {
      return;
    }
    asked += bytes;
    if (opened) {
      boolean outer = enter();
      call.sendMessage(Frames.credit(bytes));
      leave(outer);
    } else {
      sendOpen();
    }
  }

  @Override
  public void shutdownOutput() {
    if (over || outputShut) {
      return;
    }
    outputShut = true;
    sendOpen();
    boolean outer = enter();
    outbox.end();
    halfCloseIfDone();
    leave(outer);
  }

  /** Credit is given after our own FIN too, but not after both. */
  private void halfCloseIfDone() {
    if (inputEnded && outbox.finished() && !over && !halfClosed) {
      halfClosed = true;
      call.halfClose();
    }
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
      Frames.release(message);
      return;
    }
    call.request(1);
    if (!inside && held.isEmpty()) {
      inside = true;
      try {
        deliver(message);
      } finally {
        inside = false;
      }
      drain();
    } else {
      held.add(message);
      drain();
    }
  }

  @Override
  public void onReady() {
    if (!over) {
      outbox.drained();
      drain();
    }
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    if (!over) {
      if (status.getCause() instanceof Error error) {
        LOG.warn("the connection to {} failed here", destination, error);
      }
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
      if (!held.isEmpty() || closing != null || unwritableSeen && outbox.hasRoom()) {
        later();
      }
    }
  }

  private void later() {
    if (!scheduled && !over) {
      scheduled = true;
      loop.execute(() -> {
        scheduled = false;
        if (!over) {
          sendOpen();
          drain();
        }
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
    outbox.pump();
    halfCloseIfDone();
    if (connected && unwritableSeen && outbox.hasRoom()) {
      unwritableSeen = false;
      listener.onWritable();
      return true;
    }
    StreamMessage next = held.poll();
    if (next != null) {
      deliver(next);
      return true;
    }
    if (closing != null) {
      finish(closing);
    }
    return false;
  }

  private void deliver(StreamMessage message) {
    switch (message) {
      case StreamMessage.Data(ByteBuf payload) -> data(payload);
      case StreamMessage.Control(StreamFrame frame) -> control(frame);
    }
  }

  private void data(ByteBuf payload) {
    asked -= payload.readableBytes();
    if (asked < 0) {
      payload.release();
      finish(new Failure(Failure.Cause.RESET, "the manager sent more than it was granted"));
      call.cancel("more data than credit", null);
    } else if (connected && !inputEnded) {
      listener.onData(payload);
    } else {
      payload.release();
    }
  }

  private void control(StreamFrame frame) {
    switch (frame.getFrameCase()) {
      case DIALLED -> {
        if (!connected) {
          connected = true;
          outbox.granted(frame.getDialled().getCredit());
          listener.onConnected(frame.getDialled().getDialNanos());
        }
      }
      case FIN -> {
        if (connected && !inputEnded) {
          inputEnded = true;
          listener.onEnd();
          halfCloseIfDone();
        }
      }
      case FAILED -> finish(Translation.fromWire(frame.getFailed()));
      case CREDIT -> outbox.granted(frame.getCredit().getBytes());
      case STARVED -> {
        if (connected && !inputEnded) {
          listener.onStarved();
        }
      }
      // Not for the client, or newer than this client: nothing follows from it.
      case OPEN, DATA, FRAME_NOT_SET -> {}
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
    held.forEach(Frames::release);
    held.clear();
    outbox.close();
    onOver.run();
  }
}
