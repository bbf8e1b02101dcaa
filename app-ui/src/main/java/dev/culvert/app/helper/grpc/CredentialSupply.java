package dev.culvert.app.helper.grpc;

import dev.culvert.app.kubeconfig.ConnectRequestSource;
import dev.culvert.app.kubeconfig.CredentialException;
import dev.culvert.proto.helper.v1.CredentialsReply;
import dev.culvert.proto.helper.v1.CredentialsRequest;
import dev.culvert.proto.helper.v1.HelperGrpc.HelperStub;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the helper's requests for fresh credentials, each on a thread of its own because plug-ins
 * may take their time. State lives on the client's thread.
 */
final class CredentialSupply {
  private static final Logger LOG = LoggerFactory.getLogger(CredentialSupply.class);

  private final HelperStub stub;
  private final ScheduledExecutorService thread;
  private final ConnectRequestSource source;
  private final StandingCall<CredentialsReply, CredentialsRequest> call;
  private @Nullable StreamObserver<CredentialsReply> replies;
  private int stream;
  private boolean begun;

  CredentialSupply(
      HelperStub stub,
      HelperSocket socket,
      ScheduledExecutorService thread,
      ConnectRequestSource source) {
    this.stub = stub;
    this.thread = thread;
    this.source = source;
    this.call =
        new StandingCall<>(
            socket,
            thread,
            this::start,
            this::answer,
            why -> {
              replies = null;
              LOG.debug("Supplying credentials: {}", why.getMessage());
            });
  }

  /** From now on; more than once is fine. On the client's thread. */
  void begin() {
    if (!begun) {
      begun = true;
      call.begin();
    }
  }

  void close() {
    call.close();
  }

  private void start(ClientResponseObserver<CredentialsReply, CredentialsRequest> observer) {
    StreamObserver<CredentialsReply> opened = stub.supplyCredentials(observer);
    opened.onNext(CredentialsReply.getDefaultInstance());
    replies = opened;
    stream++;
  }

  private void answer(CredentialsRequest request) {
    int askedOn = stream;
    Thread.ofVirtual()
        .name("culvert-credentials")
        .start(() -> {
          CredentialsReply reply = reply(request);
          thread.execute(() -> {
            // The stream the request came on; on another one its number means nothing.
            StreamObserver<CredentialsReply> to = replies;
            if (to != null && stream == askedOn) {
              to.onNext(reply);
            }
          });
        });
  }

  private CredentialsReply reply(CredentialsRequest request) {
    CredentialsReply.Builder reply = CredentialsReply.newBuilder().setNumber(request.getNumber());
    try {
      reply.setCredentials(source.freshCredentials(request.getContext()));
    } catch (CredentialException e) {
      LOG.warn("No fresh credentials for {}: {}", request.getContext(), e.getMessage());
      reply.setError(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("Fetching credentials for {} failed", request.getContext(), e);
      reply.setError("Fetching credentials failed: " + e);
    }
    return reply.build();
  }
}
