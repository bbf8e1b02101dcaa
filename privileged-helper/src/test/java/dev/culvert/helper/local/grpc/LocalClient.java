package dev.culvert.helper.local.grpc;

import com.google.protobuf.ByteString;
import dev.culvert.proto.helper.v1.ApiServer;
import dev.culvert.proto.helper.v1.BearerToken;
import dev.culvert.proto.helper.v1.ConnectRequest;
import dev.culvert.proto.helper.v1.Credentials;
import dev.culvert.proto.helper.v1.HelperGrpc;
import dev.culvert.proto.helper.v1.InspectGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A caller of a helper's socket. */
final class LocalClient implements AutoCloseable {
  private final MultiThreadIoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final ManagedChannel channel;

  LocalClient(Path socket) {
    channel =
        NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
            .channelType(EpollDomainSocketChannel.class)
            .eventLoopGroup(loop)
            .usePlaintext()
            .build();
  }

  HelperGrpc.HelperBlockingStub calls() {
    return HelperGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  InspectGrpc.InspectBlockingStub inspect() {
    return InspectGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  HelperGrpc.HelperStub streams() {
    return HelperGrpc.newStub(channel);
  }

  static ConnectRequest request(String context) {
    return ConnectRequest.newBuilder()
        .setContext(context)
        .setNamespace("shop")
        .setApiServer(
            ApiServer.newBuilder()
                .setUrl("https://192.0.2.10:6443")
                .addAddresses(ByteString.copyFrom(new byte[] {(byte) 192, 0, 2, 10})))
        .setCredentials(Credentials.newBuilder().setToken(BearerToken.newBuilder().setToken("t-1")))
        .build();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
