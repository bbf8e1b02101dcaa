package dev.culvert.core;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.DatagramFlow;
import dev.culvert.core.tunnel.Dialer;
import dev.culvert.core.tunnel.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** A far side that remembers what it was asked for and does what the test says. */
public final class MemoryDialer implements Dialer {
  public final List<Stream> streams = new ArrayList<>();
  public final List<Datagrams> flows = new ArrayList<>();
  public final List<Datagrams> echoes = new ArrayList<>();

  @Override
  public Stream dialTcp(Endpoint source, Endpoint destination, ByteStream.Listener listener) {
    Stream stream = new Stream(source, destination, listener);
    streams.add(stream);
    return stream;
  }

  @Override
  public Datagrams openUdp(Endpoint source, Endpoint destination, DatagramFlow.Listener listener) {
    Datagrams flow = new Datagrams(source, destination, listener);
    flows.add(flow);
    return flow;
  }

  @Override
  public Datagrams openEcho(
      IpAddress source, IpAddress destination, DatagramFlow.Listener listener) {
    Datagrams flow = new Datagrams(new Endpoint(source, 0), new Endpoint(destination, 0), listener);
    echoes.add(flow);
    return flow;
  }

  /** A stream whose far side is the test. */
  public static final class Stream implements ByteStream {
    public final Endpoint source;
    public final Endpoint destination;
    public final ByteStream.Listener far;
    public final ByteArrayOutputStream written = new ByteArrayOutputStream();
    public boolean writable = true;
    public boolean outputShut;
    public boolean reset;
    public long requested;

    Stream(Endpoint source, Endpoint destination, ByteStream.Listener far) {
      this.source = source;
      this.destination = destination;
      this.far = far;
    }

    private boolean connected;
    private boolean ended;

    /** Whether it is connected and neither side has ended it. */
    public boolean takesPayload() {
      return connected && !ended && !reset;
    }

    /** Does one of six things that a far side can do, if it is a thing it may do now. */
    public void act(int what, int size, Failure failure) {
      if (reset) {
        return;
      }
      if (!connected) {
        connected = true;
        if (what == 0) {
          reset = true;
          far.onFailed(failure);
        } else {
          far.onConnected(1);
        }
        return;
      }
      switch (what) {
        case 0 -> {
          reset = true;
          far.onReset(failure);
        }
        case 1 -> {
          if (!ended) {
            ended = true;
            far.onEnd();
          }
        }
        case 2 -> {
          if (!ended) {
            data(new byte[size]);
          }
        }
        default -> {
          writable = what != 3;
          if (writable) {
            far.onWritable();
          }
        }
      }
    }

    /** The far side sends payload, as much as has been asked for or not. */
    public void data(byte[] payload) {
      requested -= payload.length;
      far.onData(Unpooled.copiedBuffer(payload));
    }

    @Override
    public void write(ByteBuf payload) {
      written.writeBytes(ByteBufUtil.getBytes(payload));
      payload.release();
    }

    @Override
    public void flush() {}

    @Override
    public boolean isWritable() {
      return writable;
    }

    @Override
    public void request(int bytes) {
      requested += bytes;
    }

    @Override
    public void shutdownOutput() {
      outputShut = true;
    }

    @Override
    public void reset() {
      reset = true;
    }
  }

  /** A datagram flow whose far side is the test. */
  public static final class Datagrams implements DatagramFlow {
    public final Endpoint source;
    public final Endpoint destination;
    public final DatagramFlow.Listener far;
    public final List<byte[]> sent = new ArrayList<>();
    public boolean closed;

    Datagrams(Endpoint source, Endpoint destination, DatagramFlow.Listener far) {
      this.source = source;
      this.destination = destination;
      this.far = far;
    }

    @Override
    public boolean send(ByteBuf payload) {
      sent.add(ByteBufUtil.getBytes(payload));
      payload.release();
      return true;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
