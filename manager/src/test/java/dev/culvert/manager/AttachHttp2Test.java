package dev.culvert.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.proto.attach.v1.Kind;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** gRPC with prior knowledge (h2c): requests of one connection go to whom they belong. */
final class AttachHttp2Test {
  private static final Metadata.Key<String> USER =
      Metadata.Key.of("x-user", Metadata.ASCII_STRING_MARSHALLER);
  private static final MethodDescriptor<String, String> WHO =
      MethodDescriptor.<String, String>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("shop.Orders/Who")
          .setRequestMarshaller(new Text())
          .setResponseMarshaller(new Text())
          .build();
  private static final MethodDescriptor<String, String> ECHO =
      WHO.toBuilder()
          .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
          .setFullMethodName("shop.Orders/Echo")
          .build();

  private Server pod;
  private Server laptops;
  private AttachFixture fixture;

  // Set before each test.
  @SuppressWarnings("NullAway.Init")
  AttachHttp2Test() {}

  private static final class Text implements MethodDescriptor.Marshaller<String> {
    @Override
    public InputStream stream(String value) {
      return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String parse(InputStream stream) {
      try {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static Server serve(String name) throws IOException {
    return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .addService(
            ServerServiceDefinition.builder("shop.Orders")
                .addMethod(
                    WHO,
                    ServerCalls.asyncUnaryCall((request, to) -> {
                      to.onNext(name + " " + request.length());
                      to.onCompleted();
                    }))
                .addMethod(
                    ECHO,
                    ServerCalls.asyncBidiStreamingCall(to ->
                        new io.grpc.stub.StreamObserver<String>() {
                          @Override
                          public void onNext(String each) {
                            to.onNext(name + " " + each);
                          }

                          @Override
                          public void onError(Throwable thrown) {
                            to.onError(thrown);
                          }

                          @Override
                          public void onCompleted() {
                            to.onCompleted();
                          }
                        }))
                .build())
        .build()
        .start();
  }

  @BeforeEach
  void start() throws IOException {
    pod = serve("pod");
    laptops = serve("laptop");
    fixture = new AttachFixture(pod.getPort());
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
    for (Server each : List.of(pod, laptops)) {
      each.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }
  }

  private static Channel as(String user, Channel channel) {
    Metadata metadata = new Metadata();
    metadata.put(USER, user);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(metadata));
  }

  private static CallOptions within() {
    return CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  @Test
  void requestsOfOneConnectionAreSplitByHeader() throws Exception {
    try (AttachFixture.Laptop laptop = fixture.laptop(ManagerFixture.GOOD_TOKEN)) {
      laptop.attach(
          fixture
              .spec(Kind.KIND_INTERCEPT, laptops.getPort())
              .setFilter(AttachFixture.header("X-User", "mara"))
              .build());
      ManagedChannel one =
          NettyChannelBuilder.forAddress("127.0.0.1", fixture.leadsTo()).usePlaintext().build();
      try {
        // All at the same time, on the one connection that a channel has.
        List<Future<String>> maras = new ArrayList<>();
        List<Future<String>> others = new ArrayList<>();
        String large = "x".repeat(300_000);
        for (int i = 0; i < 40; i++) {
          String text = i % 4 == 0 ? large : "small";
          maras.add(ClientCalls.futureUnaryCall(as("mara", one).newCall(WHO, within()), text));
          others.add(ClientCalls.futureUnaryCall(as("noor", one).newCall(WHO, within()), text));
        }
        for (int i = 0; i < 40; i++) {
          String length = i % 4 == 0 ? "300000" : "5";
          assertThat(maras.get(i).get()).isEqualTo("laptop " + length);
          assertThat(others.get(i).get()).isEqualTo("pod " + length);
        }
        // Streams that stay open beside each other.
        assertThat(streamed(as("mara", one))).containsExactly("laptop 1", "laptop 2");
        assertThat(streamed(as("noor", one))).containsExactly("pod 1", "pod 2");
        assertThatThrownBy(() ->
                ClientCalls.blockingUnaryCall(
                    as("mara", one),
                    WHO.toBuilder().setFullMethodName("shop.Orders/Missing").build(),
                    within(),
                    ""))
            .isInstanceOf(StatusRuntimeException.class)
            .hasMessageContaining("UNIMPLEMENTED");
      } finally {
        one.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
      }
    }
  }

  private static List<String> streamed(Channel channel) throws Exception {
    var call = ClientCalls.blockingBidiStreamingCall(channel, ECHO, within());
    List<String> heard = new ArrayList<>();
    call.write("1");
    heard.add(call.read());
    call.write("2");
    heard.add(call.read());
    call.halfClose();
    return heard;
  }

  @Test
  void whatCannotReachTheLaptopIsThePods() throws Exception {
    AttachFixture.Laptop laptop = fixture.laptop(ManagerFixture.GOOD_TOKEN);
    laptop.attach(
        fixture
            .spec(Kind.KIND_INTERCEPT, laptops.getPort())
            .setFilter(AttachFixture.header("X-User", "mara"))
            .build());
    ManagedChannel one =
        NettyChannelBuilder.forAddress("127.0.0.1", fixture.leadsTo()).usePlaintext().build();
    try {
      assertThat(ClientCalls.blockingUnaryCall(as("noor", one), WHO, within(), ""))
          .isEqualTo("pod 0");
      laptop.vanish();
      for (int i = 0; i < 20; i++) {
        assertThat(ClientCalls.blockingUnaryCall(as("mara", one), WHO, within(), ""))
            .isEqualTo("pod 0");
      }
    } finally {
      one.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }
  }
}
