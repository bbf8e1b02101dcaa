package dev.culvert.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.tunnel.ConnectFailure;
import dev.culvert.core.tunnel.ConnectSettings;
import dev.culvert.core.tunnel.ConnectSettings.ApiServer;
import dev.culvert.core.tunnel.grpc.GrpcConnector;
import dev.culvert.manager.tls.ServerAuthority;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The same contract through a port-forward inside TLS, for each kind that there is, and what can go
 * wrong there.
 */
abstract class PortForwardContract extends DirectTunnelTest {
  private final PortForwardServer.Kind kind;
  private final ServerAuthority apiAuthority =
      ServerAuthority.create(Instant.now(), List.of("kubernetes"));
  private @Nullable PortForwardServer api;
  private @Nullable ManagerFixture fixture;

  PortForwardContract(PortForwardServer.Kind kind) throws Exception {
    this.kind = kind;
  }

  @Override
  ConnectSettings.Road road(ManagerFixture to) throws Exception {
    fixture = to;
    api =
        new PortForwardServer(
            kind,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), to.server.port()),
            SslContextBuilder.forServer(apiAuthority.key(), apiAuthority.certificate()).build());
    return road("culvert-manager-0", api.url(), PortForwardServer.TOKEN);
  }

  private ConnectSettings.Road road(String pod, URI url, String token) {
    return new ConnectSettings.PortForward(
        new ApiServer(
            url,
            Optional.of(apiAuthority.authorityPem()),
            Optional.of("kubernetes"),
            false,
            Optional.empty(),
            ManagerFixture.token(token)),
        "culvert",
        pod,
        ConnectSettings.MANAGER_PORT);
  }

  @AfterEach
  void stopApi() throws Exception {
    if (api != null) {
      api.close();
    }
  }

  private PortForwardServer api() {
    return java.util.Objects.requireNonNull(api);
  }

  private ConnectFailure failure(ConnectSettings.Road road) throws Exception {
    return failure(road, ManagerFixture.token(ManagerFixture.GOOD_TOKEN));
  }

  private ConnectFailure failure(ConnectSettings.Road road, ConnectSettings.Credentials credentials)
      throws Exception {
    ManagerFixture to = java.util.Objects.requireNonNull(fixture);
    try {
      new GrpcConnector("test")
          .connect(to.settings(road, credentials), to.loop, new ManagerFixture.SessionListener())
          .get(20, TimeUnit.SECONDS);
      throw new AssertionError("connected, though it could not");
    } catch (ExecutionException e) {
      return (ConnectFailure) java.util.Objects.requireNonNull(e.getCause());
    }
  }

  @Test
  void asksForTheManagersPort() {
    String path = " /api/v1/namespaces/culvert/pods/culvert-manager-0/portforward?ports=8443";
    assertThat(api().requests)
        .isEqualTo(
            kind == PortForwardServer.Kind.SPDY
                ? List.of("GET" + path, "POST" + path)
                : List.of("GET" + path));
  }

  @Test
  void namesBadCredentials() throws Exception {
    ConnectFailure failure = failure(road("culvert-manager-0", api().url(), "wrong"));
    assertThat(failure.kind()).isEqualTo(ConnectFailure.Kind.API_UNAUTHENTICATED);
  }

  @Test
  void namesAMissingRightWithTheApiServersOwnText() throws Exception {
    ConnectFailure failure = failure(road("forbidden", api().url(), PortForwardServer.TOKEN));
    assertThat(failure.kind()).isEqualTo(ConnectFailure.Kind.API_FORBIDDEN);
    assertThat(failure)
        .hasMessageContaining("User \"mara\" cannot create resource \"pods/portforward\"");
  }

  /** The verdict comes through the forward, not as 10 s of silence. */
  @Test
  void aCertificateOfAnotherAuthorityIsToldSo() throws Exception {
    for (int i = 0; i < 5; i++) {
      ConnectFailure failure =
          failure(
              road("culvert-manager-0", api().url(), PortForwardServer.TOKEN),
              new TestCertificates().client("CN=mara"));
      assertThat(failure.kind()).isEqualTo(ConnectFailure.Kind.MANAGER_UNAUTHENTICATED);
      assertThat(failure).hasMessageContaining("client certificate: alert \"unknown ca\"");
    }
  }

  @Test
  void namesAMissingPod() throws Exception {
    ConnectFailure failure = failure(road("absent", api().url(), PortForwardServer.TOKEN));
    assertThat(failure.kind()).isEqualTo(ConnectFailure.Kind.MANAGER_MISSING);
  }

  @Test
  void saysWhoWasSilent() throws Exception {
    ConnectFailure failure = failure(road("silent", api().url(), PortForwardServer.TOKEN));
    assertThat(failure.kind()).isEqualTo(ConnectFailure.Kind.API_UNREACHABLE);
    assertThat(failure).hasMessageContaining("to open a port-forward to pod culvert/silent");
  }

  @Test
  void namesAnApiServerThatRefuses() throws Exception {
    URI closed = api().url();
    api().close();
    ConnectFailure failure = failure(road("culvert-manager-0", closed, PortForwardServer.TOKEN));
    assertThat(failure.kind()).isEqualTo(ConnectFailure.Kind.API_UNREACHABLE);
    assertThat(failure).hasMessageContaining("refused the connection");
  }

  @Test
  void namesAnApiServerOfAnotherAuthority() throws Exception {
    ApiServer stranger =
        new ApiServer(
            api().url(),
            Optional.of(ServerAuthority.create(Instant.now(), List.of()).authorityPem()),
            Optional.of("kubernetes"),
            false,
            Optional.empty(),
            ManagerFixture.token(PortForwardServer.TOKEN));
    ConnectFailure failure =
        failure(new ConnectSettings.PortForward(stranger, "culvert", "culvert-manager-0", 8443));
    assertThat(failure.kind()).isEqualTo(ConnectFailure.Kind.API_UNTRUSTED);
  }

  @Test
  void saysWhyThePodsPortDoesNotAnswer() throws Exception {
    InetSocketAddress nobody =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), nobody().port());
    try (PortForwardServer other = new PortForwardServer(kind, nobody, null)) {
      ConnectFailure failure =
          failure(road("culvert-manager-0", other.url(), PortForwardServer.TOKEN));
      assertThat(failure.kind()).isEqualTo(ConnectFailure.Kind.MANAGER_UNREACHABLE);
      assertThat(failure).hasMessageContaining("Connection refused");
    }
  }

  @Test
  void losesTheSessionWithTheConnection() throws Exception {
    for (var connection : api().connections) {
      var _ = connection.close();
    }
    ConnectFailure failure = await(listener().lost);
    assertThat(failure.kind()).isEqualTo(ConnectFailure.Kind.CONNECTION_LOST);
  }
}
