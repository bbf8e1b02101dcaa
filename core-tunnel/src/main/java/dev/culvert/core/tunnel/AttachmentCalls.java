package dev.culvert.core.tunnel;

import dev.culvert.proto.attach.v1.AttachEvent;
import dev.culvert.proto.attach.v1.AttachRequest;
import dev.culvert.proto.attach.v1.AttachmentList;
import dev.culvert.proto.attach.v1.Environment;
import dev.culvert.proto.attach.v1.IncomingConnection;
import dev.culvert.proto.attach.v1.MatchRequest;
import dev.culvert.proto.attach.v1.MatchVerdict;
import dev.culvert.proto.attach.v1.Plan;
import dev.culvert.proto.attach.v1.PrepareRequest;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What a session asks of the manager about attachments; the contract is {@code
 * culvert.attach.v1.Attachments}. Safe from any thread, except for streams, which belong to the
 * session's event loop. Stages complete on that loop, exceptionally with a {@link Refused}.
 */
public interface AttachmentCalls {

  /** The manager did not do it. */
  final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final String status;

    /**
     * @param status the gRPC status code's name: "PERMISSION_DENIED"
     * @param text the manager's words
     */
    public Refused(String status, String text) {
      super(text);
      this.status = status;
    }

    /** The gRPC status code's name. */
    public String status() {
      return status;
    }
  }

  /** A call that goes on until it is stopped. */
  interface Standing {
    void stop();
  }

  /** The session's event loop: streams are opened and used on it. */
  Executor loop();

  /** What attaching would do. */
  CompletionStage<Plan> prepare(PrepareRequest request);

  /**
   * Attaches; stopping it before it has ended takes it back.
   *
   * @param end told once: empty when it is in place
   */
  Standing attach(
      AttachRequest request, Consumer<AttachEvent> events, Consumer<Optional<Refused>> end);

  /** All attachments that may be seen. */
  Standing watch(Consumer<AttachmentList> lists);

  /** Ends an own attachment. */
  CompletionStage<Void> detach(String id);

  /** Ends somebody else's. */
  CompletionStage<Void> revoke(String id);

  /** Which attachment would take a request. */
  CompletionStage<MatchVerdict> match(MatchRequest request);

  /** The target's variables. */
  CompletionStage<Environment> environment(String id);

  /** Connections for this session, on the event loop. */
  Standing incoming(Consumer<IncomingConnection> connections);

  /** Takes a connection for which the local program has been dialled; connected at once. */
  ByteStream accept(String stream, long dialNanos, ByteStream.Listener listener);

  /** Tells why a connection could not be taken. */
  void refuse(String stream, Failure failure);

  /** SFTP with a pod of the attachment. */
  ByteStream files(String attachment, boolean readOnly, ByteStream.Listener listener);

  /** The meter of the agent in a pod of the attachment; as {@link ManagerSession#openMeter}. */
  ByteStream meter(String attachment, ByteStream.Listener listener);

  /** A port of the loopback of a pod of the attachment, which it asked for. */
  ByteStream toPod(String attachment, int port, ByteStream.Listener listener);
}
