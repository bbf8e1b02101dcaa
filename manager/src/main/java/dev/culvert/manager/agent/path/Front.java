package dev.culvert.manager.agent.path;

import dev.culvert.core.net.Endpoint;
import dev.culvert.manager.agent.path.Sniff.Protocol;
import dev.culvert.manager.agent.rules.PortRules;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A new connection: decides who sees to it, by the rules and, if they need it, its first bytes. */
final class Front {
  /** Protocols in which the server speaks first are not HTTP: then it is the application's turn. */
  private static final int SILENCE_MILLIS = 300;

  private final PortListener owner;
  private final Channel client;
  private final Endpoint source;

  Front(PortListener owner, Channel client, Endpoint source) {
    this.owner = owner;
    this.client = client;
    this.source = source;
  }

  void begin() {
    PortRules rules = owner.rules();
    Optional<String> whole = rules.wholePort();
    if (whole.isPresent()) {
      owner.taken(whole.orElseThrow());
      raw(whole, rules.wholeCopies());
    } else if (rules.needRequests()) {
      client.pipeline().addLast("sniff", new Sniffer());
      client.eventLoop().execute(client::read);
    } else {
      raw(Optional.empty(), rules.wholeCopies());
    }
  }

  private void raw(Optional<String> attachment, List<String> wiretaps) {
    raw(attachment, wiretaps, Unpooled.EMPTY_BUFFER, false);
  }

  /** Passes the whole connection on, beginning with what has been read already. */
  private void raw(
      Optional<String> attachment, List<String> wiretaps, ByteBuf first, boolean clientEnded) {
    Held held = new Held(first, clientEnded);
    client.pipeline().addLast(held);
    connect(attachment, wiretaps, held);
  }

  private void connect(Optional<String> attachment, List<String> wiretaps, Held held) {
    ChannelFuture connecting =
        owner.upstreams().connect(attachment, source, new ChannelInboundHandlerAdapter());
    var _ =
        connecting.addListener(done -> {
          Channel upstream = connecting.channel();
          if (attachment.isPresent() && client.isActive() && isAway(done.cause())) {
            connect(Optional.empty(), wiretaps, held);
            return;
          }
          if (!done.isSuccess() || !client.isActive()) {
            held.drop();
            // As the application itself, or the laptop's program, would: refused.
            Relay.abort(client);
            Relay.abort(upstream);
            return;
          }
          List<Copy> copies =
              wiretaps.stream()
                  .map(each -> {
                    owner.taken(each);
                    return new Copy(owner.upstreams(), each, source);
                  })
                  .toList();
          Relay.join(client, upstream, copies);
          held.handOn();
        });
  }

  private static boolean isAway(@Nullable Throwable cause) {
    return cause != null && StreamChannel.isAway(cause);
  }

  private final class Sniffer extends ChannelInboundHandlerAdapter {
    private ByteBuf seen = Unpooled.EMPTY_BUFFER;
    private @Nullable ScheduledFuture<?> silence;
    private boolean decided;

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      silence =
          client
              .eventLoop()
              .schedule(() -> decide(Protocol.OTHER, false), SILENCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (decided) {
        ctx.fireChannelRead(message);
        return;
      }
      seen =
          seen.isReadable() ? Unpooled.wrappedBuffer(seen, (ByteBuf) message) : (ByteBuf) message;
      Protocol protocol = Sniff.of(seen);
      if (protocol != Protocol.UNDECIDED) {
        decide(protocol, false);
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      if (decided) {
        ctx.fireChannelReadComplete();
      } else {
        ctx.read();
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (!decided && event instanceof ChannelInputShutdownEvent) {
        decide(Protocol.OTHER, true);
      } else {
        ctx.fireUserEventTriggered(event);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      if (!decided) {
        finish();
        seen.release();
      }
      ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      if (decided) {
        ctx.fireExceptionCaught(cause);
      } else {
        Relay.abort(ctx.channel());
      }
    }

    private void finish() {
      decided = true;
      if (silence != null) {
        silence.cancel(false);
      }
    }

    private void decide(Protocol protocol, boolean clientEnded) {
      if (decided) {
        return;
      }
      finish();
      ByteBuf first = seen;
      if (Sniff.isTls(first)) {
        owner.encrypted();
      }
      seen = Unpooled.EMPTY_BUFFER;
      if (client.pipeline().get("sniff") != null) {
        client.pipeline().remove("sniff");
      }
      switch (protocol) {
        case HTTP1 -> Http1Connection.begin(owner, client, source, first);
        case HTTP2 -> Http2Connection.begin(owner, client, source, first);
        case OTHER, UNDECIDED ->
            raw(Optional.empty(), owner.rules().wholeCopies(), first, clientEnded);
      }
    }
  }
}
