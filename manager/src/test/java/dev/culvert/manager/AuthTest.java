package dev.culvert.manager;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.tunnel.ConnectFailure;
import dev.culvert.core.tunnel.ConnectSettings;
import dev.culvert.core.tunnel.ConnectSettings.Credentials;
import dev.culvert.core.tunnel.ManagerSession;
import dev.culvert.core.tunnel.grpc.GrpcConnector;
import dev.culvert.core.tunnel.grpc.TunnelMethods;
import dev.culvert.manager.tls.ServerAuthority;
import dev.culvert.proto.manager.v1.JoinSessionRequest;
import dev.culvert.proto.manager.v1.ManagerGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who gets a session, and who gets nothing. */
class AuthTest {
  private final ManagerFixture manager;

  AuthTest() throws Exception {
    manager = new ManagerFixture();
  }

  @AfterEach
  void stop() throws Exception {
    manager.close();
  }

  private ConnectFailure refused(ConnectSettings settings) throws Exception {
    try {
      manager.connect(settings, new ManagerFixture.SessionListener());
      throw new AssertionError("connected, though it may not");
    } catch (ExecutionException e) {
      return (ConnectFailure) java.util.Objects.requireNonNull(e.getCause());
    }
  }

  private ConnectSettings as(Credentials credentials) {
    return manager.settings(manager.direct(), credentials);
  }

  private ConnectSettings resuming(String secret, String token) {
    return new ConnectSettings(
        manager.direct(),
        manager.authority.authorityPem(),
        ServerAuthority.NAME,
        ManagerFixture.token(token),
        "mara@test",
        Optional.of(secret));
  }

  @Test
  void aGoodTokenOpensASession() throws Exception {
    ManagerSession session =
        manager.connect(
            as(ManagerFixture.token(ManagerFixture.GOOD_TOKEN)),
            new ManagerFixture.SessionListener());
    assertThat(session.info().identity()).isEqualTo("mara");
    assertThat(session.info().resumed()).isFalse();
    assertThat(session.info().managerPod()).isEqualTo("culvert-manager-0");
    session.close().toCompletableFuture().get(5, TimeUnit.SECONDS);
    assertThat(manager.sessions.count()).isZero();
  }

  @Test
  void aWrongTokenGetsNothing() throws Exception {
    ConnectFailure failure = refused(as(ManagerFixture.token("stolen")));
    assertThat(failure.kind()).isEqualTo(ConnectFailure.Kind.MANAGER_UNAUTHENTICATED);
    assertThat(failure.getMessage()).doesNotContain("stolen");
    assertThat(manager.sessions.count()).isZero();
  }

  @Test
  void anAccountWithoutTheRightGetsNothing() throws Exception {
    ConnectFailure failure = refused(as(ManagerFixture.token(ManagerFixture.RIGHTLESS_TOKEN)));
    assertThat(failure.kind()).isEqualTo(ConnectFailure.Kind.MANAGER_FORBIDDEN);
    assertThat(failure).hasMessageContaining("pods/portforward");
    assertThat(manager.sessions.count()).isZero();
  }

  @Test
  void aCertificateOfTheClustersAuthorityOpensASession() throws Exception {
    TestCertificates cluster = new TestCertificates();
    manager.clients.replace(List.of(cluster.authority));
    ManagerSession session =
        manager.connect(
            as(cluster.client("O=developers,CN=mara")), new ManagerFixture.SessionListener());
    assertThat(session.info().identity()).isEqualTo("mara");
    session.close().toCompletableFuture().get(5, TimeUnit.SECONDS);
  }

  @Test
  void aCertificateOfAnotherAuthorityGetsNothing() throws Exception {
    manager.clients.replace(List.of(new TestCertificates().authority));
    ConnectFailure failure = refused(as(new TestCertificates().client("CN=mara")));
    assertThat(failure.kind()).isEqualTo(ConnectFailure.Kind.MANAGER_UNAUTHENTICATED);
    assertThat(manager.sessions.count()).isZero();
  }

  @Test
  void noCertificateIsGoodWhileNoAuthorityIsKnown() throws Exception {
    ConnectFailure failure = refused(as(new TestCertificates().client("CN=mara")));
    assertThat(failure.kind()).isEqualTo(ConnectFailure.Kind.MANAGER_UNAUTHENTICATED);
  }

  @Test
  void aManagerOfAnotherAuthorityIsNotTrusted() throws Exception {
    ConnectSettings settings =
        new ConnectSettings(
            manager.direct(),
            ServerAuthority.create(Instant.now(), List.of()).authorityPem(),
            ServerAuthority.NAME,
            ManagerFixture.token(ManagerFixture.GOOD_TOKEN),
            "mara@test",
            Optional.empty());
    assertThat(refused(settings).kind()).isEqualTo(ConnectFailure.Kind.MANAGER_UNTRUSTED);
  }

  @Test
  void aManagerOfAnotherNameIsNotTrusted() throws Exception {
    ConnectSettings settings =
        new ConnectSettings(
            manager.direct(),
            manager.authority.authorityPem(),
            "someone-else",
            ManagerFixture.token(ManagerFixture.GOOD_TOKEN),
            "mara@test",
            Optional.empty());
    assertThat(refused(settings).kind()).isEqualTo(ConnectFailure.Kind.MANAGER_UNTRUSTED);
  }

  @Test
  void aSessionIsResumedByItsOwnIdentityOnly() throws Exception {
    ManagerSession first =
        manager.connect(
            as(ManagerFixture.token(ManagerFixture.GOOD_TOKEN)),
            new ManagerFixture.SessionListener());
    first.abandon();
    String secret = first.info().secret();
    ManagerSession other =
        manager.connect(
            resuming(secret, ManagerFixture.OTHER_TOKEN), new ManagerFixture.SessionListener());
    assertThat(other.info().resumed()).isFalse();
    assertThat(other.info().id()).isNotEqualTo(first.info().id());
    ManagerSession again =
        manager.connect(
            resuming(secret, ManagerFixture.GOOD_TOKEN), new ManagerFixture.SessionListener());
    assertThat(again.info().resumed()).isTrue();
    assertThat(again.info().id()).isEqualTo(first.info().id());
  }

  @Test
  void aManagerThatStopsIsNoticedAtOnce() throws Exception {
    ManagerFixture.SessionListener listener = new ManagerFixture.SessionListener();
    manager.connect(as(ManagerFixture.token(ManagerFixture.GOOD_TOKEN)), listener);
    assertThat(listener.roundTrips.poll(10, TimeUnit.SECONDS)).isNotNull();
    manager.server.close();
    assertThat(listener.lost.get(10, TimeUnit.SECONDS).kind())
        .isEqualTo(ConnectFailure.Kind.CONNECTION_LOST);
  }

  @Test
  void givingUpAConnectionAttemptIsAllowed() {
    var attempt =
        new GrpcConnector("test")
            .connect(
                as(ManagerFixture.token(ManagerFixture.GOOD_TOKEN)),
                manager.loop,
                new ManagerFixture.SessionListener());
    assertThat(attempt.cancel(true)).isTrue();
  }

  @Test
  void aSessionIsJoinedByNobodyButWhoeverOpenedIt() throws Exception {
    ManagerSession session =
        manager.connect(
            as(ManagerFixture.token(ManagerFixture.GOOD_TOKEN)),
            new ManagerFixture.SessionListener());
    String secret = session.info().secret();
    ManagedChannel connection =
        NettyChannelBuilder.forAddress("127.0.0.1", manager.server.port())
            .sslContext(
                GrpcSslContexts.forClient()
                    .trustManager(
                        new ByteArrayInputStream(
                            manager.authority.authorityPem().getBytes(US_ASCII)))
                    .build())
            .overrideAuthority(ServerAuthority.NAME)
            .build();
    try {
      assertThat(joining(connection, "", secret)).isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(joining(connection, "made-up", secret)).isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(joining(connection, ManagerFixture.OTHER_TOKEN, secret))
          .isEqualTo(Status.Code.NOT_FOUND);
      assertThat(joining(connection, ManagerFixture.GOOD_TOKEN, "guessed"))
          .isEqualTo(Status.Code.NOT_FOUND);
      assertThat(joining(connection, ManagerFixture.GOOD_TOKEN, secret)).isEqualTo(Status.Code.OK);
      session.close().toCompletableFuture().get(20, TimeUnit.SECONDS);
      assertThat(joining(connection, ManagerFixture.GOOD_TOKEN, secret))
          .isEqualTo(Status.Code.NOT_FOUND);
    } finally {
      connection.shutdownNow();
    }
  }

  private static Status.Code joining(ManagedChannel connection, String token, String secret) {
    Metadata identity = new Metadata();
    if (!token.isEmpty()) {
      identity.put(TunnelMethods.AUTHORIZATION, "Bearer " + token);
    }
    try {
      var answer =
          ManagerGrpc.newBlockingStub(connection)
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(identity))
              .joinSession(JoinSessionRequest.newBuilder().setSecret(secret).build());
      assertThat(answer.getSecret()).as("told to nobody twice").isEmpty();
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }
}
