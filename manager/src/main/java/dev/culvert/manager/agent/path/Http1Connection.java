package dev.culvert.manager.agent.path;

import dev.culvert.core.net.Endpoint;
import dev.culvert.manager.agent.rules.PortRules;
import dev.culvert.manager.agent.rules.RequestFilter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection, split by request. Requests are seen to one after the other, as the
 * protocol wants the answers (RFC 9112 section 9.3.2); each goes to who takes it by the rules of
 * that moment. To the application there is one connection for this one, so that what closes it
 * closes both.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter implements Http1Upstream.Owner {
  private static final Set<HttpMethod> IDEMPOTENT =
      Set.of(
          HttpMethod.GET,
          HttpMethod.HEAD,
          HttpMethod.OPTIONS,
          HttpMethod.TRACE,
          HttpMethod.PUT,
          HttpMethod.DELETE);

  private final PortListener owner;
  private final Channel client;
  private final Endpoint source;
  private final Map<Optional<String>, Http1Upstream> upstreams = new HashMap<>();
  private final Map<String, Http1Copy> copies = new HashMap<>();
  private final ArrayDeque<HttpObject> waiting = new ArrayDeque<>();
  private List<Http1Copy> copiesNow = new ArrayList<>();
  private @Nullable Http1Upstream current;

  /**
   * The request that is being seen to, when it may be sent again; nothing of an answer has come.
   */
  private @Nullable HttpRequest repeatable;

  private boolean requestDone;
  private boolean responseDone;
  private boolean closeAfterResponse;
  private boolean clientEnded;
  private boolean raw;

  private Http1Connection(PortListener owner, Channel client, Endpoint source) {
    this.owner = owner;
    this.client = client;
    this.source = source;
  }

  static HttpDecoderConfig limits() {
    // The application's limits are what counts: ours are only against endless heads.
    return new HttpDecoderConfig()
        .setMaxInitialLineLength(256 << 10)
        .setMaxHeaderSize(1 << 20)
        .setMaxChunkSize(64 << 10)
        .setValidateHeaders(false);
  }

  static void begin(PortListener owner, Channel client, Endpoint source, ByteBuf first) {
    Http1Connection connection = new Http1Connection(owner, client, source);
    client.pipeline().addLast("http", new HttpServerCodec(limits()));
    client.pipeline().addLast("split", connection);
    client.pipeline().fireChannelRead(first);
    client.pipeline().fireChannelReadComplete();
  }

  private record Asked(HttpRequest request) implements RequestFilter.Request {
    @Override
    public String method() {
      return request.method().name();
    }

    @Override
    public String target() {
      return request.uri();
    }

    @Override
    public List<String> header(String name) {
      return request.headers().getAll(name);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    waiting.add((HttpObject) message);
    proceed();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    for (Http1Upstream each : upstreams.values()) {
      each.flush();
    }
    copiesNow.forEach(Http1Copy::flush);
    readMore();
  }

  private void readMore() {
    if (waiting.isEmpty() && !raw && !clientEnded && (current == null || current.takes())) {
      client.read();
    }
  }

  /** Sees to what has come, as far as it is its turn. */
  private void proceed() {
    while (!waiting.isEmpty()) {
      HttpObject next = waiting.peek();
      if (next.decoderResult().isFailure()) {
        bad();
        return;
      }
      if (next instanceof HttpRequest request) {
        if (current != null) {
          return;
        }
        choose(request);
      }
      Http1Upstream to = current;
      if (to == null || requestDone) {
        if (to == null) {
          ReferenceCountUtil.release(waiting.remove());
          continue;
        }
        return;
      }
      waiting.remove();
      copiesNow.forEach(copy -> copy.write(next));
      boolean last = next instanceof LastHttpContent;
      to.write(next);
      if (last) {
        requestDone = true;
        to.flush();
        copiesNow.forEach(Http1Copy::flush);
      }
    }
  }

  private void choose(HttpRequest request) {
    PortRules rules = owner.rules();
    Asked asked = new Asked(request);
    Optional<String> taker = rules.taker(asked);
    taker.ifPresent(owner::taken);
    requestDone = false;
    responseDone = false;
    closeAfterResponse = false;
    copiesNow = new ArrayList<>();
    for (String attachment : rules.copies(asked)) {
      owner.taken(attachment);
      copiesNow.add(
          copies.compute(
              attachment,
              (id, known) ->
                  known != null && known.usable()
                      ? known
                      : new Http1Copy(owner.upstreams(), id, source)));
    }
    Http1Upstream known = upstreams.get(taker);
    if (known == null || !known.usable()) {
      known = new Http1Upstream(owner.upstreams(), taker, source, this);
      upstreams.put(taker, known);
    }
    current = known;
    repeatable = taker.isPresent() && isRepeatable(request) ? copy(request) : null;
    known.begin(request);
  }

  /** RFC 9110 section 9.2.2; without a body, because bodies are not kept. */
  private static boolean isRepeatable(HttpRequest request) {
    return IDEMPOTENT.contains(request.method())
        && !HttpUtil.isTransferEncodingChunked(request)
        && HttpUtil.getContentLength(request, 0L) == 0
        && !request.headers().contains(HttpHeaderNames.UPGRADE);
  }

  private static HttpRequest copy(HttpRequest request) {
    return new DefaultHttpRequest(
        request.protocolVersion(), request.method(), request.uri(), request.headers().copy());
  }

  /** The laptop is out of reach: the application has the request that was meant for it. */
  private void toApplication(HttpRequest request, List<HttpObject> objects) {
    Http1Upstream to = upstreams.get(Optional.<String>empty());
    if (to == null || !to.usable()) {
      to = new Http1Upstream(owner.upstreams(), Optional.empty(), source, this);
      upstreams.put(Optional.empty(), to);
    }
    current = to;
    repeatable = null;
    to.begin(request);
    objects.forEach(to::write);
    to.flush();
    readMore();
  }

  private void bad() {
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
    answerAndClose(HttpResponseStatus.BAD_REQUEST, "culvert: this is not HTTP/1.1\n");
  }

  // From the upstreams.

  @Override
  public void onResponse(Http1Upstream from, HttpObject object) {
    if (from != current || raw) {
      ReferenceCountUtil.release(object);
      return;
    }
    repeatable = null;
    if (object instanceof HttpResponse response) {
      boolean interim =
          response.status().codeClass()
              == io.netty.handler.codec.http.HttpStatusClass.INFORMATIONAL;
      if (response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
        upgrade(from, object);
        return;
      }
      if (!interim) {
        responseDone = false;
        closeAfterResponse = !HttpUtil.isKeepAlive(response);
      }
      from.interim(interim);
    }
    boolean last = object instanceof LastHttpContent && !from.interim();
    var _ = client.write(object);
    if (last) {
      responseDone = true;
      client.flush();
      finishExchange();
    }
  }

  @Override
  public void onResponseRead(Http1Upstream from) {
    client.flush();
    if (client.isWritable()) {
      from.read();
    }
  }

  @Override
  public void onWritable(Http1Upstream from) {
    if (from == current) {
      readMore();
    }
  }

  @Override
  public void onClosed(Http1Upstream from, boolean inExchange, boolean broken) {
    upstreams.remove(from.taker(), from);
    if (raw) {
      return;
    }
    HttpRequest again = repeatable;
    if (from == current && broken && requestDone && again != null) {
      owner.upstreams().passedOn(from.taker().orElse(""), "the connection broke before an answer");
      toApplication(again, List.of(again, LastHttpContent.EMPTY_LAST_CONTENT));
      return;
    }
    if (from == current && inExchange) {
      // As without us: the answer ends where the server ended it.
      closeClient();
    } else if (from.taker().isEmpty() && current == null) {
      closeClient();
    }
  }

  @Override
  public void onUnreachable(Http1Upstream from, Throwable cause, List<HttpObject> unsent) {
    upstreams.remove(from.taker(), from);
    if (from == current
        && from.taker().isPresent()
        && StreamChannel.isAway(cause)
        && !unsent.isEmpty()
        && unsent.getFirst() instanceof HttpRequest request) {
      owner.upstreams().passedOn(from.taker().orElseThrow(), String.valueOf(cause.getMessage()));
      toApplication(request, unsent);
      return;
    }
    unsent.forEach(ReferenceCountUtil::release);
    if (from != current) {
      return;
    }
    if (from.taker().isEmpty()) {
      // The application does not listen: as without us, the connection ends.
      Relay.abort(client);
      return;
    }
    answerAndClose(
        HttpResponseStatus.BAD_GATEWAY,
        "culvert: this request is intercepted, and the local program does not take it: "
            + cause.getMessage()
            + "\n");
  }

  private void answerAndClose(HttpResponseStatus status, String text) {
    ByteBuf body = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    DefaultFullHttpResponse answer =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
    answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
    answer.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
    answer.headers().set(HttpHeaderNames.CONNECTION, "close");
    var _ = client.writeAndFlush(answer).addListener(done -> closeClient());
  }

  private void finishExchange() {
    if (!responseDone) {
      return;
    }
    if (closeAfterResponse || !requestDone) {
      closeClient();
      return;
    }
    current = null;
    if (clientEnded && waiting.isEmpty()) {
      closeClient();
      return;
    }
    proceed();
    readMore();
  }

  /** 101: from here on bytes, both ways. */
  private void upgrade(Http1Upstream from, HttpObject response) {
    raw = true;
    var _ = client.write(response);
    client.flush();
    client
        .eventLoop()
        .execute(() -> {
          Channel upstream = from.detach();
          client.pipeline().remove("split");
          Relay.join(client, upstream, List.of());
          // Codecs hand on what they have not decoded.
          client.pipeline().remove("http");
          from.removeCodec();
          client.flush();
          upstream.flush();
        });
  }

  // From the client.

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (client.isWritable() && current != null) {
      current.read();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent && !raw) {
      clientEnded = true;
      if (current == null) {
        closeClient();
      }
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (!raw) {
      waiting.forEach(ReferenceCountUtil::release);
      waiting.clear();
      List.copyOf(upstreams.values()).forEach(Http1Upstream::close);
      copies.values().forEach(Http1Copy::close);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Relay.abort(client);
  }

  private void closeClient() {
    var _ =
        client
            .writeAndFlush(Unpooled.EMPTY_BUFFER)
            .addListener(done -> {
              var _ = client.close();
            });
  }
}
