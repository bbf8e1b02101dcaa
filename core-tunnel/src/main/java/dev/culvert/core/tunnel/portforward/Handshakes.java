package dev.culvert.core.tunnel.portforward;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import javax.net.ssl.SSLEngine;

/** Puts TLS into a pipeline. */
public final class Handshakes {
  private Handshakes() {}

  /**
   * Adds TLS just below a handler and begins the handshake.
   *
   * @param above the handler that TLS is put below
   * @param name the server's name, for SNI and for the check of its certificate
   */
  public static SslHandler add(
      ChannelHandlerContext above, SslContext context, String name, int port) {
    SslHandler tls = context.newHandler(above.alloc(), name, port);
    // The attempt's own deadline ends a silent handshake, with a better text.
    tls.setHandshakeTimeoutMillis(0);
    above.pipeline().addBefore(above.name(), null, tls);
    return tls;
  }

  /** What went wrong, down to the text that says it. */
  public static String reason(Future<?> handshake) {
    Throwable at = handshake.cause();
    String text = at == null ? "unknown" : String.valueOf(at.getMessage());
    while (at != null) {
      if (at.getMessage() != null) {
        text = at.getMessage();
      }
      at = at.getCause();
    }
    return text;
  }

  /** The engine's protocol and cipher, for logs. */
  public static String describe(SslHandler tls) {
    SSLEngine engine = tls.engine();
    return engine.getSession().getProtocol() + " " + engine.getSession().getCipherSuite();
  }
}
