package dev.culvert.core.tunnel;

import dev.culvert.core.net.Endpoint;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A far side in memory: destinations are programs of the test's, listening here. Not thread-safe:
 * belongs to the executor's one thread, as a dialer belongs to its loop. Nobody listening is
 * REFUSED; more can be said with {@link #failing} and {@link #silent}.
 */
public final class MemoryDialer implements Dialer {
  /** Bytes on the way in one direction before the sender is told to stop. */
  public static final int WINDOW = 64 << 10;

  private static final int PER_TURN = 16;

  private final Executor loop;
  private final Map<Endpoint, Function<Peer, ByteStream.Listener>> services = new HashMap<>();
  private final Map<Endpoint, Function<DatagramFlow, DatagramFlow.Listener>> datagramServices =
      new HashMap<>();
  private final Map<Endpoint, Failure> failures = new HashMap<>();
  private final Set<Endpoint> silent = new LinkedHashSet<>();
  private final Set<Pipe> open = new LinkedHashSet<>();
  private @Nullable Failure down;

  /**
   * @param loop runs a task later, in order, never inside {@code execute}: an event loop, or a
   *     test's queue
   */
  public MemoryDialer(Executor loop) {
    this.loop = loop;
  }

  /** The service's end of a connection: the same as the program's. */
  public interface Peer extends ByteStream {
    /** The program's address. */
    Endpoint source();
  }

  /** A service that accepts; the function is given its end and says who listens to it. */
  public void listen(Endpoint endpoint, Function<Peer, ByteStream.Listener> service) {
    services.put(endpoint, service);
  }

  /** A UDP service; the function is given its end of each flow. */
  public void listenUdp(Endpoint endpoint, Function<DatagramFlow, DatagramFlow.Listener> service) {
    datagramServices.put(endpoint, service);
  }

  /** Dialling this fails so. */
  public void failing(Endpoint endpoint, Failure failure) {
    failures.put(endpoint, failure);
  }

  /** Dialling this is never answered. */
  public void silent(Endpoint endpoint) {
    silent.add(endpoint);
  }

  /** The tunnel breaks: everything open fails, and everything that would be opened. */
  public void tunnelDown(Failure failure) {
    down = failure;
    for (Pipe pipe : Set.copyOf(open)) {
      pipe.program.fail(failure);
      pipe.service.fail(failure);
    }
    open.clear();
  }

  /** Connections open now. */
  public int openStreams() {
    return open.size();
  }

  @Override
  public ByteStream dialTcp(Endpoint source, Endpoint destination, ByteStream.Listener listener) {
    Pipe pipe = new Pipe(source);
    pipe.program.listener = listener;
    open.add(pipe);
    if (down != null) {
      pipe.refuse(down);
    } else if (failures.containsKey(destination)) {
      pipe.refuse(Objects.requireNonNull(failures.get(destination)));
    } else if (!silent.contains(destination)) {
      Function<Peer, ByteStream.Listener> service = services.get(destination);
      if (service == null) {
        pipe.refuse(new Failure(Failure.Cause.REFUSED, destination + ": connection refused"));
      } else {
        loop.execute(() -> pipe.connect(service));
      }
    }
    return pipe.program;
  }

  @Override
  public DatagramFlow openUdp(
      Endpoint source, Endpoint destination, DatagramFlow.Listener listener) {
    FlowEnd program = new FlowEnd();
    FlowEnd service = new FlowEnd();
    program.peer = service;
    service.peer = program;
    program.listener = listener;
    Function<DatagramFlow, DatagramFlow.Listener> there = datagramServices.get(destination);
    if (down != null) {
      loop.execute(program::ended);
    } else if (there != null) {
      service.listener = there.apply(service);
    } else {
      program.refusal =
          failures.getOrDefault(
              destination, new Failure(Failure.Cause.REFUSED, destination + ": port unreachable"));
    }
    return program;
  }

  /** Both ends of a connection. */
  private final class Pipe {
    final End program;
    final End service;

    Pipe(Endpoint source) {
      program = new End(this, source);
      service = new End(this, source);
      program.peer = service;
      service.peer = program;
    }

    void refuse(Failure failure) {
      program.fail(failure);
      service.over = true;
      open.remove(this);
    }

    void connect(Function<Peer, ByteStream.Listener> accept) {
      if (program.over) {
        return;
      }
      service.connected = true;
      service.listener = accept.apply(service);
      program.connected = true;
      program.told().onConnected(0);
      program.later();
      service.later();
    }
  }

  private final class End implements Peer {
    private final Pipe pipe;
    private final Endpoint source;
    private final ArrayDeque<ByteBuf> inbox = new ArrayDeque<>();
    private ByteStream.@Nullable Listener listener;
    private @Nullable End peer;
    private @Nullable Failure failure;
    private long inboxBytes;
    private long credit;
    private boolean connected;
    private boolean outputShut;
    private boolean inputEnded;
    private boolean endTold;
    private boolean stopped;
    private boolean starved;
    private boolean over;
    private boolean scheduled;

    End(Pipe pipe, Endpoint source) {
      this.pipe = pipe;
      this.source = source;
    }

    @Override
    public Endpoint source() {
      return source;
    }

    @Override
    public void write(ByteBuf payload) {
      if (over || outputShut || peer().over || !payload.isReadable()) {
        payload.release();
        return;
      }
      peer().inbox.add(payload);
      peer().inboxBytes += payload.readableBytes();
      peer().later();
    }

    @Override
    public void flush() {}

    @Override
    public boolean isWritable() {
      boolean writable = !over && peer().inboxBytes < WINDOW;
      stopped |= !writable;
      return writable;
    }

    @Override
    public void request(int bytes) {
      credit += bytes;
      starved = false;
      later();
    }

    @Override
    public void shutdownOutput() {
      if (!outputShut && !over) {
        outputShut = true;
        peer().inputEnded = true;
        peer().later();
      }
    }

    @Override
    public void reset() {
      if (!over) {
        end();
        peer().fail(new Failure(Failure.Cause.RESET, "the other end reset the connection"));
        open.remove(pipe);
      }
    }

    void fail(Failure why) {
      if (!over && failure == null) {
        failure = why;
        later();
      }
    }

    void later() {
      if (!scheduled) {
        scheduled = true;
        loop.execute(() -> {
          scheduled = false;
          tell();
        });
      }
    }

    private void tell() {
      // A few in each turn of the loop: two ends that only feed each other must not keep it.
      for (int i = 0; i < PER_TURN && !over && connected && credit > 0 && !inbox.isEmpty(); i++) {
        ByteBuf next = upTo(credit);
        credit -= next.readableBytes();
        inboxBytes -= next.readableBytes();
        told().onData(next);
        if (peer().stopped && inboxBytes < WINDOW / 2) {
          peer().stopped = false;
          peer().told().onWritable();
        }
      }
      if (!over && connected && !inbox.isEmpty()) {
        if (credit > 0) {
          later();
        } else if (!starved) {
          starved = true;
          told().onStarved();
        }
      }
      if (!over && connected && inputEnded && !endTold && inbox.isEmpty()) {
        endTold = true;
        told().onEnd();
      }
      if (!over && failure != null) {
        Failure why = failure;
        boolean was = connected;
        end();
        if (was) {
          told().onReset(why);
        } else {
          told().onFailed(why);
        }
      } else if (!over && endTold && outputShut) {
        end();
        if (peer().over) {
          open.remove(pipe);
        }
      }
    }

    private ByteBuf upTo(long most) {
      ByteBuf first = inbox.element();
      return first.readableBytes() > most ? first.readRetainedSlice((int) most) : inbox.remove();
    }

    private void end() {
      over = true;
      inbox.forEach(ByteBuf::release);
      inbox.clear();
    }

    private End peer() {
      if (peer == null) {
        throw new IllegalStateException("an end without the other");
      }
      return peer;
    }

    private ByteStream.Listener told() {
      if (listener == null) {
        throw new IllegalStateException("nobody listens at this end yet");
      }
      return listener;
    }
  }

  private final class FlowEnd implements DatagramFlow {
    private DatagramFlow.@Nullable Listener listener;
    private @Nullable FlowEnd peer;
    private @Nullable Failure refusal;
    private boolean closed;

    @Override
    public boolean send(ByteBuf payload) {
      FlowEnd to = peer;
      if (closed || to == null) {
        payload.release();
        return false;
      }
      if (refusal != null) {
        payload.release();
        Failure why = refusal;
        loop.execute(() -> {
          if (!closed && listener != null) {
            listener.onError(why);
          }
        });
        return true;
      }
      loop.execute(() -> {
        if (to.closed || to.listener == null) {
          payload.release();
        } else {
          to.listener.onDatagram(payload);
        }
      });
      return true;
    }

    @Override
    public void close() {
      closed = true;
      if (peer != null) {
        peer.ended();
      }
    }

    void ended() {
      if (!closed) {
        closed = true;
        if (listener != null) {
          loop.execute(listener::onClosed);
        }
      }
    }
  }
}
