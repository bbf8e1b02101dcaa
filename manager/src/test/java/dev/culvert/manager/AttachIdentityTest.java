package dev.culvert.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.tunnel.grpc.TunnelMethods;
import dev.culvert.manager.auth.Identity;
import dev.culvert.manager.tls.ServerAuthority;
import dev.culvert.proto.attach.v1.AttachmentsGrpc;
import dev.culvert.proto.attach.v1.DetachRequest;
import dev.culvert.proto.attach.v1.IncomingConnection;
import dev.culvert.proto.attach.v1.Kind;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What belongs to somebody is not given to somebody else, whatever he knows. */
final class AttachIdentityTest {
  private static final long OTHER_CONNECTION = 4711;

  @Test
  void theSecretOfAForeignSessionOpensNothing() throws Exception {
    try (AttachFixture fixture = new AttachFixture();
        AttachFixture.Laptop mara = fixture.laptop(ManagerFixture.GOOD_TOKEN)) {
      String id = mara.attach(fixture.spec(Kind.KIND_INTERCEPT, 1).build()).getAttachment().getId();
      Identity her = new Identity("mara", List.of(), "", Optional.empty());
      String secret =
          fixture.manager.sessions.open(her, "mara@thinkpad", OTHER_CONNECTION, null).secret();
      Metadata metadata = new Metadata();
      metadata.put(TunnelMethods.SESSION, secret);
      ManagedChannel channel =
          NettyChannelBuilder.forAddress(
                  new InetSocketAddress(
                      InetAddress.getLoopbackAddress(), fixture.manager.server.port()))
              .overrideAuthority(ServerAuthority.NAME)
              .sslContext(
                  GrpcSslContexts.forClient()
                      .trustManager(
                          new ByteArrayInputStream(
                              fixture
                                  .manager
                                  .authority
                                  .authorityPem()
                                  .getBytes(StandardCharsets.US_ASCII)))
                      .build())
              .build();
      try {
        assertThatThrownBy(() ->
                AttachmentsGrpc.newBlockingStub(channel)
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
                    .detach(DetachRequest.newBuilder().setId(id).build()))
            .isInstanceOfSatisfying(
                StatusRuntimeException.class,
                refused ->
                    assertThat(refused.getStatus().getCode())
                        .isEqualTo(Status.Code.UNAUTHENTICATED));
        assertThat(mara.calls.environment(id).toCompletableFuture().get(10, TimeUnit.SECONDS))
            .isNotNull();
      } finally {
        channel.shutdownNow();
      }
    }
  }

  @Test
  void aConnectionOfSomebodyElsesIsNotHandedOver() throws Exception {
    try (AttachFixture fixture = new AttachFixture();
        AttachFixture.Laptop mara = fixture.laptop(ManagerFixture.GOOD_TOKEN);
        AttachFixture.Laptop noor = fixture.laptop(ManagerFixture.OTHER_TOKEN)) {
      CompletableFuture<IncomingConnection> told = new CompletableFuture<>();
      var standing = mara.calls.incoming(told::complete);
      mara.attach(fixture.spec(Kind.KIND_INTERCEPT, 1).build());
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), fixture.leadsTo())) {
        String stream = told.get(20, TimeUnit.SECONDS).getStream();
        CompletableFuture<Failure> refused = new CompletableFuture<>();
        noor.calls.loop().execute(() -> noor.calls.accept(stream, 0, new Refused(refused)));
        assertThat(refused.get(20, TimeUnit.SECONDS)).isNotNull();
        assertThat(client.isConnected()).isTrue();
      }
      standing.stop();
    }
  }

  private record Refused(CompletableFuture<Failure> failure) implements ByteStream.Listener {
    @Override
    public void onConnected(long dialNanos) {}

    @Override
    public void onFailed(Failure why) {
      failure.complete(why);
    }

    @Override
    public void onReset(Failure why) {
      failure.complete(why);
    }

    @Override
    public void onData(ByteBuf payload) {
      payload.release();
      failure.completeExceptionally(new AssertionError("somebody else's bytes"));
    }

    @Override
    public void onEnd() {
      failure.completeExceptionally(new AssertionError("somebody else's end"));
    }

    @Override
    public void onWritable() {}
  }
}
