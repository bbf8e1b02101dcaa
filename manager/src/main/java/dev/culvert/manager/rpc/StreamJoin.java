package dev.culvert.manager.rpc;

import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.tunnel.grpc.StreamMessage;
import dev.culvert.core.tunnel.grpc.Translation;
import dev.culvert.core.words.Phrase;
import dev.culvert.proto.tunnel.v1.StreamFrame;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Two calls joined to one connection: who asked for it, and who dialled for it. Both came from
 * outside, on event loops that need not be the same. Each message crosses to the loop of the call
 * that it goes out on; a side is asked for more only while the other has room.
 *
 * <p>How it can end:
 *
 * <pre>
 *   both FINs                 both calls OK
 *   Failed from either        passed on, both calls OK
 *   either cancels or breaks  the other hears Failed (reset), call OK
 *   nobody dials in time      the asker hears Failed (timed out), call OK
 * </pre>
 */
final class StreamJoin {
  private final End asker;
  private @Nullable End dialler;
  private boolean over;
  private int fins;

  StreamJoin(EventLoop loop, ServerCall<StreamMessage, StreamMessage> asking) {
    this.asker = new End(loop, asking);
  }

  /** Of the asking call. */
  ServerCall.Listener<StreamMessage> askerListener() {
    return asker;
  }

  /** The asking call begins: its first message is asked for. */
  void begin() {
    asker.begin();
  }

  /** Somebody has dialled; its listener. */
  ServerCall.Listener<StreamMessage> join(
      EventLoop loop, ServerCall<StreamMessage, StreamMessage> dialling) {
    End end = new End(loop, dialling);
    synchronized (this) {
      if (over || dialler != null) {
        dialling.close(
            Status.NOT_FOUND.withDescription("the connection is gone, or taken"), new Metadata());
        return new ServerCall.Listener<>() {};
      }
      dialler = end;
    }
    end.pair(asker);
    asker.pair(end);
    end.begin();
    return end;
  }

  /** Nobody can dial. */
  void fail(Failure failure) {
    asker.failed(failure);
    finish();
  }

  synchronized boolean joined() {
    return dialler != null || over;
  }

  private void finish() {
    End other;
    synchronized (this) {
      over = true;
      other = dialler;
    }
    asker.close();
    if (other != null) {
      other.close();
    }
  }

  private void finPassed() {
    synchronized (this) {
      fins++;
      if (fins < 2) {
        return;
      }
    }
    finish();
  }

  /** One of the two calls. */
  private final class End extends ServerCall.Listener<StreamMessage> {
    private final EventLoop loop;
    private final ServerCall<StreamMessage, StreamMessage> call;
    private final ArrayDeque<StreamMessage> early = new ArrayDeque<>();
    private @Nullable End other;
    // Of this end's loop.
    private boolean headersSent;
    private boolean closed;
    private boolean otherWaits;

    End(EventLoop loop, ServerCall<StreamMessage, StreamMessage> call) {
      this.loop = loop;
      this.call = call;
    }

    void begin() {
      call.request(1);
    }

    /** Headers wait for the first frame: alone they would wake the caller for nothing. */
    private void tell(StreamMessage message) {
      if (!headersSent) {
        headersSent = true;
        call.sendHeaders(new Metadata());
      }
      call.sendMessage(message);
    }

    void pair(End with) {
      loop.execute(() -> {
        other = with;
        while (!early.isEmpty()) {
          with.send(early.remove());
        }
        // What went out before this end knew the other asked for no more.
        onReady();
      });
    }

    @Override
    public void onMessage(StreamMessage message) {
      if (message instanceof StreamMessage.Control(StreamFrame frame) && frame.hasOpen()) {
        // It was for us; the dialler knows what to dial. More is asked for when there is somebody.
        call.request(1);
        return;
      }
      End to = other;
      if (closed) {
        release(message);
      } else if (to == null) {
        // At most one: the next is asked for when it has gone out.
        early.add(message);
      } else {
        to.send(message);
      }
    }

    /** Sends on this end's loop, and asks the other for more when there is room. */
    private void send(StreamMessage message) {
      loop.execute(() -> {
        if (closed) {
          release(message);
          return;
        }
        tell(message);
        if (message instanceof StreamMessage.Control(StreamFrame frame)) {
          if (frame.hasFailed()) {
            finish();
            return;
          }
          if (frame.hasFin()) {
            finPassed();
          }
        }
        otherWaits = true;
        onReady();
      });
    }

    @Override
    public void onReady() {
      End from = other;
      if (otherWaits && from != null && call.isReady()) {
        otherWaits = false;
        from.call.request(1);
      }
    }

    @Override
    public void onHalfClose() {
      // The ends are frames; a caller that closes without one has no more to say.
    }

    @Override
    public void onCancel() {
      closed = true;
      drop();
      End to = other;
      if (to != null) {
        to.failed(new Failure(Failure.Cause.RESET, Phrase.OTHER_SIDE_GAVE_UP.of()));
      }
      finish();
    }

    void failed(Failure failure) {
      loop.execute(() -> {
        if (!closed) {
          tell(
              new StreamMessage.Control(
                  StreamFrame.newBuilder().setFailed(Translation.toWire(failure, 0)).build()));
        }
      });
    }

    void close() {
      loop.execute(() -> {
        if (!closed) {
          closed = true;
          call.close(Status.OK, new Metadata());
        }
        drop();
      });
    }

    private void drop() {
      early.forEach(StreamJoin::release);
      early.clear();
    }
  }

  private static void release(StreamMessage message) {
    if (message instanceof StreamMessage.Data(ByteBuf payload)) {
      payload.release();
    }
  }
}
