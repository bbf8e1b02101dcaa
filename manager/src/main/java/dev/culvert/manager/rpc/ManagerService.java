package dev.culvert.manager.rpc;

import com.google.protobuf.ByteString;
import dev.culvert.manager.auth.Authorizer;
import dev.culvert.manager.auth.Identity;
import dev.culvert.manager.auth.TokenVerifier;
import dev.culvert.manager.cluster.ClusterFacts;
import dev.culvert.manager.session.Session;
import dev.culvert.manager.session.Sessions;
import dev.culvert.proto.manager.v1.Beat;
import dev.culvert.proto.manager.v1.ClusterNetwork;
import dev.culvert.proto.manager.v1.JoinSessionRequest;
import dev.culvert.proto.manager.v1.LookupRequest;
import dev.culvert.proto.manager.v1.LookupResponse;
import dev.culvert.proto.manager.v1.ManagerGrpc;
import dev.culvert.proto.manager.v1.OpenSessionRequest;
import dev.culvert.proto.manager.v1.WatchClusterRequest;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code culvert.manager.v1.Manager}. */
final class ManagerService extends ManagerGrpc.ManagerImplBase {
  private static final Logger LOG = LoggerFactory.getLogger(ManagerService.class);
  private static final int LONGEST_NAME = 128;

  private final Sessions sessions;
  private final TokenVerifier tokens;
  private final Authorizer authorizer;
  private final ClusterFacts cluster;
  private final Names names;
  private final Place place;

  /** For asking the cluster, which blocks. */
  private final Executor blocking;

  /** Which manager this is, as clients are told. */
  record Place(String version, String namespace, String pod) {}

  ManagerService(
      Sessions sessions,
      TokenVerifier tokens,
      Authorizer authorizer,
      ClusterFacts cluster,
      Names names,
      Place place,
      Executor blocking) {
    this.sessions = sessions;
    this.tokens = tokens;
    this.authorizer = authorizer;
    this.cluster = cluster;
    this.names = names;
    this.place = place;
    this.blocking = blocking;
  }

  @Override
  public void openSession(
      OpenSessionRequest request, StreamObserver<dev.culvert.proto.manager.v1.Session> answer) {
    CallGuard.Caller caller = CallGuard.CALLER.get();
    if (request.getClientName().length() > LONGEST_NAME) {
      answer.onError(
          Status.INVALID_ARGUMENT
              .withDescription(
                  "client_name has "
                      + request.getClientName().length()
                      + " characters; at most "
                      + LONGEST_NAME)
              .asException());
      return;
    }
    answer(
        answer,
        () -> {
          Identity identity = authenticate(caller);
          authorize(identity);
          Sessions.Opened opened =
              sessions.open(
                  identity,
                  request.getClientName(),
                  caller.connection(),
                  request.hasResumeSecret() ? request.getResumeSecret() : null);
          return describe(opened.session())
              .setSecret(opened.secret())
              .setResumed(opened.resumed())
              .build();
        });
  }

  @Override
  public void joinSession(
      JoinSessionRequest request, StreamObserver<dev.culvert.proto.manager.v1.Session> answer) {
    CallGuard.Caller caller = CallGuard.CALLER.get();
    answer(
        answer,
        () -> {
          Identity identity = authenticate(caller);
          return sessions
              .join(request.getSecret(), identity, caller.connection())
              .map(session -> describe(session).build())
              .orElseThrow(() ->
                  Status.NOT_FOUND
                      .withDescription("you have no open session with this secret")
                      .asException());
        });
  }

  /** What takes questions to the cluster. */
  private interface Slow<T> {
    T answer() throws StatusException;
  }

  private <T> void answer(StreamObserver<T> answer, Slow<T> slow) {
    blocking.execute(() -> {
      try {
        answer.onNext(slow.answer());
        answer.onCompleted();
      } catch (StatusException e) {
        answer.onError(e);
      } catch (RuntimeException e) {
        LOG.error("a call failed", e);
        answer.onError(
            Status.INTERNAL.withDescription("the manager failed; its log says more").asException());
      }
    });
  }

  private Identity authenticate(CallGuard.Caller caller) throws StatusException {
    if (caller.certificate().isPresent()) {
      return caller.certificate().orElseThrow();
    }
    if (caller.token().isEmpty()) {
      throw Status.UNAUTHENTICATED
          .withDescription(
              "no credentials: send a bearer token, or a client certificate of the cluster's client"
                  + " authority")
          .asException();
    }
    try {
      return tokens
          .verify(caller.token().orElseThrow())
          .orElseThrow(() ->
              Status.UNAUTHENTICATED
                  .withDescription("the cluster does not accept the bearer token")
                  .asException());
    } catch (IOException e) {
      throw unavailable("the token could not be checked", e);
    }
  }

  private void authorize(Identity identity) throws StatusException {
    try {
      Optional<String> missing = authorizer.missingRight(identity);
      if (missing.isPresent()) {
        throw Status.PERMISSION_DENIED.withDescription(missing.orElseThrow()).asException();
      }
    } catch (IOException e) {
      throw unavailable("the caller's rights could not be checked", e);
    }
  }

  private static StatusException unavailable(String what, IOException cause) {
    LOG.warn("{}: {}", what, cause.getMessage());
    return Status.UNAVAILABLE.withDescription(what + ": " + cause.getMessage()).asException();
  }

  private dev.culvert.proto.manager.v1.Session.Builder describe(Session session) {
    Identity identity = session.identity();
    return dev.culvert.proto.manager.v1.Session.newBuilder()
        .setId(session.id())
        .setHeartbeatInterval(wire(sessions.timing().interval()))
        .setHeartbeatTimeout(wire(sessions.timing().timeout()))
        .setGrace(wire(sessions.timing().grace()))
        .setManagerVersion(place.version())
        .setManagerNamespace(place.namespace())
        .setManagerPod(place.pod())
        .setIdentity(
            dev.culvert.proto.manager.v1.Identity.newBuilder()
                .setUser(identity.user())
                .addAllGroups(identity.groups()));
  }

  private static com.google.protobuf.Duration wire(Duration duration) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }

  @Override
  public StreamObserver<Beat> heartbeat(StreamObserver<Beat> answers) {
    Session session = CallGuard.SESSION.get();
    AutoCloseable release =
        () ->
            answers.onError(
                Status.UNAUTHENTICATED.withDescription("the session is over").asException());
    session.own(release);
    return new StreamObserver<>() {
      @Override
      public void onNext(Beat beat) {
        sessions.heard(session);
        answers.onNext(beat);
      }

      @Override
      public void onError(Throwable thrown) {
        // The connection broke; its end starts the grace period.
        session.disown(release);
      }

      @Override
      public void onCompleted() {
        session.disown(release);
        sessions.close(session);
        answers.onCompleted();
      }
    };
  }

  @Override
  public void watchCluster(WatchClusterRequest request, StreamObserver<ClusterNetwork> answers) {
    ServerCallStreamObserver<ClusterNetwork> call =
        (ServerCallStreamObserver<ClusterNetwork>) answers;
    AutoCloseable watch =
        cluster.watch(network -> {
          // Facts come from the Kubernetes client's threads, one at a time.
          synchronized (call) {
            if (!call.isCancelled()) {
              call.onNext(network);
            }
          }
        });
    Session session = CallGuard.SESSION.get();
    session.own(watch);
    call.setOnCancelHandler(() -> {
      session.disown(watch);
      try {
        watch.close();
      } catch (Exception e) {
        LOG.warn("a watch of the cluster did not close", e);
      }
    });
  }

  @Override
  public void lookup(LookupRequest request, StreamObserver<LookupResponse> answer) {
    byte[] query = request.getQuery().toByteArray();
    if (query.length < 12) {
      answer.onError(
          Status.INVALID_ARGUMENT
              .withDescription("query has " + query.length + " bytes; a DNS message has 12 or more")
              .asException());
      return;
    }
    var _ =
        names
            .resolve(CallGuard.SESSION.get(), query)
            .whenComplete((given, failed) -> {
              if (failed != null) {
                answer.onError(Status.INTERNAL.withDescription(failed.getMessage()).asException());
              } else {
                answer.onNext(
                    LookupResponse.newBuilder()
                        .setAnswer(ByteString.copyFrom(given.message()))
                        .setAnsweredBy(given.by())
                        .build());
                answer.onCompleted();
              }
            });
  }
}
