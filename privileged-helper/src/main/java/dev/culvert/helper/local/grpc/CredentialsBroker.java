package dev.culvert.helper.local.grpc;

import dev.culvert.helper.local.Caller;
import dev.culvert.helper.session.CredentialSource;
import dev.culvert.helper.session.Credentials;
import dev.culvert.helper.state.Target;
import dev.culvert.proto.helper.v1.CredentialsReply;
import dev.culvert.proto.helper.v1.CredentialsRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The applications that are there to be asked for fresh credentials. Only one of the user who
 * connected is asked; of several, the one that came last. Safe from any thread.
 */
public final class CredentialsBroker implements CredentialSource {
  private final List<Application> applications = new CopyOnWriteArrayList<>();
  private final AtomicLong numbers = new AtomicLong();

  /** An application's stream is open. */
  StreamObserver<CredentialsReply> open(
      Caller caller, ServerCallStreamObserver<CredentialsRequest> to) {
    Application application = new Application(caller.uid(), to);
    applications.addFirst(application);
    to.setOnCancelHandler(() -> gone(application));
    return application;
  }

  @Override
  public boolean available(Target target) {
    return applicationOf(target).isPresent();
  }

  @Override
  public CompletableFuture<Credentials> ask(Target target, String reason) {
    Optional<Application> application = applicationOf(target);
    if (application.isEmpty()) {
      return CompletableFuture.failedFuture(
          new IllegalStateException(
              "no application of " + target.user().name() + " is running that could be asked"));
    }
    return application
        .orElseThrow()
        .ask(
            CredentialsRequest.newBuilder()
                .setNumber(numbers.incrementAndGet())
                .setContext(target.context())
                .setReason(reason)
                .build());
  }

  private Optional<Application> applicationOf(Target target) {
    return applications.stream().filter(a -> a.uid == target.user().uid()).findFirst();
  }

  private void gone(Application application) {
    applications.remove(application);
    application.failAll("the application has gone before it answered");
  }

  private final class Application implements StreamObserver<CredentialsReply> {
    private final long uid;
    private final ServerCallStreamObserver<CredentialsRequest> to;
    private final Map<Long, CompletableFuture<Credentials>> asked = new ConcurrentHashMap<>();

    Application(long uid, ServerCallStreamObserver<CredentialsRequest> to) {
      this.uid = uid;
      this.to = to;
    }

    CompletableFuture<Credentials> ask(CredentialsRequest request) {
      CompletableFuture<Credentials> answer = new CompletableFuture<>();
      asked.put(request.getNumber(), answer);
      var _ = answer.whenComplete((_, _) -> asked.remove(request.getNumber()));
      synchronized (to) {
        if (!to.isCancelled()) {
          to.onNext(request);
        }
      }
      return answer;
    }

    @Override
    public void onNext(CredentialsReply reply) {
      CompletableFuture<Credentials> answer = asked.get(reply.getNumber());
      if (answer == null) {
        // The first message, which only announces the application, or an answer that came too late.
        return;
      }
      switch (reply.getReplyCase()) {
        case CREDENTIALS -> {
          try {
            answer.complete(Requests.credentials(reply.getCredentials()));
          } catch (StatusRuntimeException e) {
            answer.completeExceptionally(
                new IllegalArgumentException(String.valueOf(e.getStatus().getDescription()), e));
          }
        }
        case ERROR -> answer.completeExceptionally(new IllegalStateException(reply.getError()));
        case REPLY_NOT_SET ->
            answer.completeExceptionally(
                new IllegalStateException("the application answered without credentials"));
      }
    }

    @Override
    public void onError(Throwable t) {
      gone(this);
    }

    @Override
    public void onCompleted() {
      gone(this);
      synchronized (to) {
        if (!to.isCancelled()) {
          to.onCompleted();
        }
      }
    }

    void failAll(String why) {
      asked.values().forEach(a -> a.completeExceptionally(new IllegalStateException(why)));
    }
  }

  /** For callers that may not. */
  static Status denied(String who) {
    return Status.PERMISSION_DENIED.withDescription(
        "this user may look and not change; who may: " + who);
  }
}
