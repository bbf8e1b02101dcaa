package dev.culvert.core.tunnel.grpc;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.tunnel.DatagramFlow;
import dev.culvert.proto.tunnel.v1.CloseFlow;
import dev.culvert.proto.tunnel.v1.DatagramFrame;
import dev.culvert.proto.tunnel.v1.FlowKind;
import dev.culvert.proto.tunnel.v1.OpenFlow;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one call that carries all UDP flows of a session. On the event loop only. Read as fast as it
 * comes: what a program does not take, the link drops, as on any network.
 */
final class DatagramCall extends ClientCall.Listener<DatagramMessage> {
  private static final Logger LOG = LoggerFactory.getLogger(DatagramCall.class);

  /** Messages asked of gRPC at once; topped up as they come. */
  private static final int AHEAD = 64;

  /** Datagrams that may wait for the transport to take up the call. */
  private static final int EARLY = 64;

  private final EventLoop loop;
  private final ClientCall<DatagramMessage, DatagramMessage> call;
  private final Map<Long, Flow> flows = new HashMap<>();
  private long nextFlow = 1;
  private int early;
  private boolean transportReady;
  private boolean over;

  DatagramCall(EventLoop loop, ClientCall<DatagramMessage, DatagramMessage> call) {
    this.loop = loop;
    this.call = call;
  }

  void start() {
    call.start(this, new Metadata());
    call.request(AHEAD);
  }

  boolean over() {
    return over;
  }

  DatagramFlow open(
      FlowKind kind, Endpoint source, Endpoint destination, DatagramFlow.Listener listener) {
    Flow flow = new Flow(nextFlow++, listener);
    flows.put(flow.number, flow);
    control(
        DatagramFrame.newBuilder()
            .setFlow(flow.number)
            .setOpen(
                OpenFlow.newBuilder()
                    .setKind(kind)
                    .setDestination(Translation.toWire(destination))
                    .setSource(Translation.toWire(source))));
    return flow;
  }

  /** Every flow is over; told to their listeners in a later turn of the loop. */
  void end() {
    if (!over) {
      finish();
      call.cancel("the connection to the manager is gone", null);
    }
  }

  @Override
  public void onMessage(DatagramMessage message) {
    if (!over) {
      call.request(1);
    }
    switch (message) {
      case DatagramMessage.Data(long number, ByteBuf payload) -> {
        Flow flow = flows.get(number);
        if (flow == null) {
          payload.release();
        } else {
          flow.listener.onDatagram(payload);
        }
      }
      case DatagramMessage.Control(DatagramFrame frame) -> {
        Flow flow = flows.get(frame.getFlow());
        if (flow != null) {
          flow.onControl(frame);
        }
      }
    }
  }

  @Override
  public void onReady() {
    transportReady = true;
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    if (!over) {
      LOG.debug("the datagram call ended: {}", status);
      finish();
    }
  }

  private void finish() {
    over = true;
    List<Flow> ended = List.copyOf(flows.values());
    flows.clear();
    for (Flow flow : ended) {
      loop.execute(flow::ended);
    }
  }

  private void control(DatagramFrame.Builder frame) {
    call.sendMessage(new DatagramMessage.Control(frame.build()));
  }

  private boolean room() {
    return call.isReady() || !transportReady && early++ < EARLY;
  }

  private final class Flow implements DatagramFlow {
    final long number;
    final DatagramFlow.Listener listener;
    private boolean closed;

    Flow(long number, DatagramFlow.Listener listener) {
      this.number = number;
      this.listener = listener;
    }

    @Override
    public boolean send(ByteBuf payload) {
      if (closed || over || !room()) {
        payload.release();
        return false;
      }
      call.sendMessage(new DatagramMessage.Data(number, payload));
      return true;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        flows.remove(number);
        if (!over) {
          control(
              DatagramFrame.newBuilder().setFlow(number).setClose(CloseFlow.getDefaultInstance()));
        }
      }
    }

    void onControl(DatagramFrame frame) {
      switch (frame.getFrameCase()) {
        case FAILED -> listener.onError(Translation.fromWire(frame.getFailed()));
        case CLOSE -> {
          flows.remove(number);
          ended();
        }
        case DROPPED ->
            LOG.debug("the manager dropped {} datagrams of flow {}", frame.getDropped(), number);
        // Not for the client, or newer than this client: nothing follows from it.
        case OPEN, DATA, FRAME_NOT_SET -> {}
      }
    }

    void ended() {
      if (!closed) {
        closed = true;
        listener.onClosed();
      }
    }
  }
}
