package dev.culvert.helper.engine;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.DatagramFlow;
import dev.culvert.core.tunnel.Dialer;
import dev.culvert.core.tunnel.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** A cluster on the event loop: what is at the other end depends on the port. */
final class LocalServices implements Dialer {
  /** Sends back what it gets. */
  static final int ECHO = 7;

  /** Takes everything; at the end it tells the checksum and ends. */
  static final int SINK = 9;

  /** Reads a size of 8 bytes, sends as much and ends; the checksum of what follows is not told. */
  static final int SOURCE = 19;

  /** Takes a few bytes and then nothing more. */
  static final int STUCK = 20;

  static final int REFUSED = 81;
  static final int UNREACHABLE = 82;
  static final int BLACK_HOLE = 83;
  static final int FORBIDDEN = 84;

  static final byte[] BLOCK = new byte[1 << 16];

  static {
    new SplittableRandom(7).nextBytes(BLOCK);
  }

  final AtomicInteger dials = new AtomicInteger();
  final AtomicInteger resets = new AtomicInteger();
  private final EventLoop loop;

  LocalServices(EventLoop loop) {
    this.loop = loop;
  }

  @Override
  public ByteStream dialTcp(Endpoint source, Endpoint destination, ByteStream.Listener listener) {
    dials.incrementAndGet();
    Failure.Cause failure =
        switch (destination.port()) {
          case REFUSED -> Failure.Cause.REFUSED;
          case UNREACHABLE -> Failure.Cause.UNREACHABLE;
          case BLACK_HOLE -> Failure.Cause.TIMED_OUT;
          case FORBIDDEN -> Failure.Cause.FORBIDDEN;
          default -> null;
        };
    Service service = new Service(destination.port(), listener);
    loop.execute(() -> {
      if (failure != null) {
        listener.onFailed(new Failure(failure, destination + ": " + failure));
      } else {
        listener.onConnected(1);
      }
    });
    return service;
  }

  @Override
  public DatagramFlow openUdp(
      Endpoint source, Endpoint destination, DatagramFlow.Listener listener) {
    return new DatagramFlow() {
      @Override
      public boolean send(ByteBuf payload) {
        loop.execute(() -> {
          if (destination.port() == REFUSED) {
            payload.release();
            listener.onError(new Failure(Failure.Cause.REFUSED, destination + ": refused"));
          } else {
            listener.onDatagram(payload);
          }
        });
        return true;
      }

      @Override
      public void close() {}
    };
  }

  private final class Service implements ByteStream {
    private static final int ROOM = 1 << 20;

    private final int port;
    private final Listener listener;
    private final CRC32 sum = new CRC32();
    private final ArrayDeque<ByteBuf> out = new ArrayDeque<>();
    private final ByteBuf size = Unpooled.buffer(8);
    private long queued;
    private long credit;
    private long toSend;
    private boolean inputEnded;
    private boolean endSent;
    private boolean wasFull;
    private boolean scheduled;
    private boolean over;

    Service(int port, Listener listener) {
      this.port = port;
      this.listener = listener;
    }

    @Override
    public void write(ByteBuf payload) {
      switch (port) {
        case ECHO -> {
          queued += payload.readableBytes();
          out.add(payload);
        }
        case SOURCE -> {
          size.writeBytes(payload, Math.min(8 - size.writerIndex(), payload.readableBytes()));
          payload.release();
          if (size.readableBytes() == 8) {
            toSend = size.readLong();
          }
        }
        case STUCK -> {
          queued += payload.readableBytes();
          payload.release();
        }
        default -> {
          sum.update(payload.nioBuffer());
          payload.release();
        }
      }
      wake();
    }

    @Override
    public boolean isWritable() {
      boolean room = queued < ROOM;
      wasFull |= !room;
      return room;
    }

    @Override
    public void request(int bytes) {
      credit += bytes;
      wake();
    }

    @Override
    public void flush() {}

    private void wake() {
      if (!scheduled && !over) {
        scheduled = true;
        loop.execute(this::turn);
      }
    }

    private void turn() {
      scheduled = false;
      // A bounded turn, as a tunnel's: the loop has others.
      for (int i = 0; i < 16 && credit > 0 && !over; i++) {
        ByteBuf payload = next();
        if (payload == null) {
          break;
        }
        credit -= payload.readableBytes();
        listener.onData(payload);
      }
      if (over) {
        return;
      }
      if (wasFull && queued < ROOM / 2 && port != STUCK) {
        wasFull = false;
        listener.onWritable();
      }
      boolean nothingLeft = out.isEmpty() && toSend == 0;
      boolean mayEnd = port == SOURCE ? size.writerIndex() == 8 : inputEnded;
      if (nothingLeft && mayEnd && !endSent) {
        endSent = true;
        listener.onEnd();
      } else if (credit > 0 && !nothingLeft) {
        wake();
      }
    }

    private @Nullable ByteBuf next() {
      if (!out.isEmpty()) {
        ByteBuf payload = out.remove();
        queued -= payload.readableBytes();
        return payload;
      }
      if (toSend > 0) {
        int length = (int) Math.min(toSend, BLOCK.length);
        toSend -= length;
        return Unpooled.wrappedBuffer(BLOCK, 0, length);
      }
      return null;
    }

    @Override
    public void shutdownOutput() {
      inputEnded = true;
      if (port == SINK) {
        out.add(Unpooled.buffer(8).writeLong(sum.getValue()));
        queued += 8;
      }
      wake();
    }

    @Override
    public void reset() {
      resets.incrementAndGet();
      over = true;
      out.forEach(ByteBuf::release);
      out.clear();
    }
  }
}
