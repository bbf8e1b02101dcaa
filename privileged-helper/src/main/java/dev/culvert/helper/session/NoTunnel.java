package dev.culvert.helper.session;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.DatagramFlow;
import dev.culvert.core.tunnel.Dialer;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.words.Phrase;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Where new flows go while there is no tunnel. A TCP flow waits for the tunnel and is dialled as
 * soon as that is there ({@link #goOn}): the program's own kernel asks again at ever longer
 * intervals, which may be half a minute after the road is back. A flow that has waited for long, or
 * one too many, fails with TUNNEL_DOWN, which the engine answers with silence, so that the kernel's
 * next SYN begins anew. A UDP flow ends at once, and the next datagram opens a new one.
 *
 * <p>Belongs to the event loop.
 */
final class NoTunnel implements Dialer {
  /** From then on most programs have given up by themselves. */
  private static final long WAIT_SECONDS = 30;

  private static final int MOST = 512;

  private static final Failure DOWN =
      new Failure(Failure.Cause.TUNNEL_DOWN, Phrase.TUNNEL_ANEW.of());

  private final EventLoop loop;
  private final Set<Stream> waiting = new LinkedHashSet<>();

  NoTunnel(EventLoop loop) {
    this.loop = loop;
  }

  @Override
  public ByteStream dialTcp(Endpoint source, Endpoint destination, ByteStream.Listener listener) {
    Stream stream = new Stream(source, destination, listener);
    if (waiting.size() < MOST) {
      waiting.add(stream);
      stream.patience = Optional.of(loop.schedule(stream::fail, WAIT_SECONDS, TimeUnit.SECONDS));
    } else {
      loop.execute(stream::fail);
    }
    return stream;
  }

  /** The tunnel is there: who waits is dialled. */
  void goOn(Dialer dialer) {
    List<Stream> all = List.copyOf(waiting);
    waiting.clear();
    all.forEach(stream -> stream.goOn(dialer));
  }

  @Override
  public DatagramFlow openUdp(
      Endpoint source, Endpoint destination, DatagramFlow.Listener listener) {
    Flow flow = new Flow();
    loop.execute(() -> {
      if (!flow.over) {
        flow.over = true;
        listener.onClosed();
      }
    });
    return flow;
  }

  private final class Stream implements ByteStream {
    private final Endpoint source;
    private final Endpoint destination;
    private final Listener listener;
    private final Queue<ByteBuf> early = new ArrayDeque<>();
    private Optional<Future<?>> patience = Optional.empty();
    private Optional<ByteStream> dialled = Optional.empty();
    private int requested;
    private boolean ended;
    private boolean over;

    Stream(Endpoint source, Endpoint destination, Listener listener) {
      this.source = source;
      this.destination = destination;
      this.listener = listener;
    }

    void goOn(Dialer dialer) {
      patience.ifPresent(timer -> timer.cancel(false));
      ByteStream stream = dialer.dialTcp(source, destination, listener);
      dialled = Optional.of(stream);
      if (requested > 0) {
        stream.request(requested);
      }
      while (!early.isEmpty()) {
        stream.write(early.remove());
      }
      if (ended) {
        stream.shutdownOutput();
      }
    }

    void fail() {
      if (!over && dialled.isEmpty()) {
        letGo();
        listener.onFailed(DOWN);
      }
    }

    private void letGo() {
      over = true;
      waiting.remove(this);
      patience.ifPresent(timer -> timer.cancel(false));
      early.forEach(ByteBuf::release);
      early.clear();
    }

    @Override
    public void write(ByteBuf payload) {
      if (dialled.isPresent()) {
        dialled.orElseThrow().write(payload);
      } else if (over) {
        payload.release();
      } else {
        early.add(payload);
      }
    }

    @Override
    public void flush() {
      dialled.ifPresent(ByteStream::flush);
    }

    @Override
    public boolean isWritable() {
      return dialled.map(ByteStream::isWritable).orElse(true);
    }

    @Override
    public void request(int bytes) {
      if (dialled.isPresent()) {
        dialled.orElseThrow().request(bytes);
      } else {
        requested += bytes;
      }
    }

    @Override
    public void shutdownOutput() {
      ended = true;
      dialled.ifPresent(ByteStream::shutdownOutput);
    }

    @Override
    public void reset() {
      if (dialled.isPresent()) {
        dialled.orElseThrow().reset();
      } else {
        letGo();
      }
    }
  }

  private static final class Flow implements DatagramFlow {
    private boolean over;

    @Override
    public boolean send(ByteBuf payload) {
      payload.release();
      return false;
    }

    @Override
    public void close() {
      over = true;
    }
  }
}
