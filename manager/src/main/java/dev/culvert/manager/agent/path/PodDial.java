package dev.culvert.manager.agent.path;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.words.Phrase;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.net.ConnectException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** A laptop's connection to the application, at a port of the pod's loopback. */
public final class PodDial {
  private static final Endpoint NOBODY = new Endpoint(IpAddress.v4(0), 1);

  private PodDial() {}

  /**
   * Dials, and then takes the stream or refuses it. On the loop.
   *
   * @param take opens the stream, which is connected at once
   */
  public static void begin(
      EventLoop loop,
      int port,
      Function<ByteStream.Listener, ByteStream> take,
      Consumer<Failure> refuse) {
    Upstreams upstreams =
        new Upstreams(loop, PodDial::nobody, InetAddress.getLoopbackAddress(), port);
    ChannelFuture dialling =
        upstreams.connect(Optional.empty(), NOBODY, new ChannelInboundHandlerAdapter());
    var _ =
        dialling.addListener(done -> {
          if (!done.isSuccess()) {
            refuse.accept(failure(port, done.cause()));
            return;
          }
          Channel stream = upstreams.taken(take);
          Relay.join(dialling.channel(), stream, List.of());
        });
  }

  private static Failure failure(int port, Throwable cause) {
    return cause instanceof ConnectException
        ? new Failure(Failure.Cause.REFUSED, Phrase.POD_NOBODY_LISTENS.of("127.0.0.1:" + port))
        : new Failure(Failure.Cause.UNREACHABLE, String.valueOf(cause.getMessage()));
  }

  private static ByteStream nobody(
      String attachment,
      Endpoint source,
      dev.culvert.manager.agent.redirect.Redirect.Port port,
      ByteStream.Listener listener) {
    throw new IllegalStateException("nothing here is for a laptop");
  }
}
