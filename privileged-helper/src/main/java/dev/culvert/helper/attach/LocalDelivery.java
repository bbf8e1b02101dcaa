package dev.culvert.helper.attach;

import dev.culvert.core.tunnel.AttachmentCalls;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.proto.attach.v1.IncomingConnection;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One TCP connection from the cluster to a local program. On the session's event loop. */
final class LocalDelivery {
  private static final Logger LOG = LoggerFactory.getLogger(LocalDelivery.class);

  private LocalDelivery() {}

  /**
   * Dials the local program, then takes the connection or says why not.
   *
   * @param program where it listens: loopback
   * @param account told of all that is said
   */
  static void begin(
      AttachmentCalls calls,
      IncomingConnection told,
      EventLoop loop,
      InetSocketAddress program,
      Account account) {
    long began = System.nanoTime();
    Splice splice = new Splice(account);
    var _ =
        ProgramDial.dial(loop, program, splice)
            .whenComplete((made, cause) -> {
              if (cause == null) {
                splice.join(
                    made, calls.accept(told.getStream(), System.nanoTime() - began, splice), true);
              } else {
                LOG.debug("{} was not reached", program, cause);
                Failure failure = ProgramDial.failure(cause, program);
                account.failed(failure);
                calls.refuse(told.getStream(), failure);
              }
            });
  }
}
