package dev.culvert.app.helper.grpc;

import dev.culvert.proto.helper.v1.ConnectRequest;
import dev.culvert.proto.helper.v1.ConnectResponse;
import dev.culvert.proto.helper.v1.CredentialsReply;
import dev.culvert.proto.helper.v1.CredentialsRequest;
import dev.culvert.proto.helper.v1.DisconnectRequest;
import dev.culvert.proto.helper.v1.DisconnectResponse;
import dev.culvert.proto.helper.v1.HelperGrpc;
import dev.culvert.proto.helper.v1.StateEvent;
import dev.culvert.proto.helper.v1.WatchStateRequest;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A helper on a real Unix domain socket that does what the test says. */
public final class ScriptedHelper implements AutoCloseable {
  /** What was asked. */
  public final BlockingQueue<ConnectRequest> connects = new LinkedBlockingQueue<>();

  /** What applications said about credentials. */
  public final BlockingQueue<CredentialsReply> replies = new LinkedBlockingQueue<>();

  private final List<StreamObserver<CredentialsRequest>> suppliers = new CopyOnWriteArrayList<>();
  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final Path socket;
  private final HelperGrpc.HelperImplBase service;
  private @Nullable Server server;

  /** States for those who watch, whole or changes; {@code refuse} fails connecting. */
  public ScriptedHelper(Path socket, List<StateEvent> states, @Nullable Status refuse) {
    this(socket, null, states, refuse);
  }

  /** With a service of the test's own. */
  public ScriptedHelper(Path socket, HelperGrpc.HelperImplBase service) {
    this(socket, service, List.of(), null);
  }

  private ScriptedHelper(
      Path socket,
      HelperGrpc.@Nullable HelperImplBase own,
      List<StateEvent> states,
      @Nullable Status refuse) {
    this.socket = socket;
    this.service = own != null ? own : new Scripted(states, refuse);
    start();
  }

  /** Begins, or begins again. */
  public void start() {
    try {
      Files.deleteIfExists(socket);
      server =
          NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
              .bossEventLoopGroup(loop)
              .workerEventLoopGroup(loop)
              .channelType(EpollServerDomainSocketChannel.class)
              .addService(service)
              .build()
              .start();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As if killed; the socket's file stays, as it would. */
  public void kill() throws InterruptedException {
    if (server != null) {
      server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }
  }

  /** Asks every application for credentials. */
  public void ask(long number) {
    CredentialsRequest request =
        CredentialsRequest.newBuilder().setNumber(number).setContext("dev").build();
    suppliers.forEach(supplier -> supplier.onNext(request));
  }

  @Override
  public void close() throws Exception {
    kill();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  private final class Scripted extends HelperGrpc.HelperImplBase {
    private final List<StateEvent> states;
    private final @Nullable Status refuse;

    Scripted(List<StateEvent> states, @Nullable Status refuse) {
      this.states = states;
      this.refuse = refuse;
    }

    @Override
    public void watchState(WatchStateRequest request, StreamObserver<StateEvent> to) {
      states.forEach(to::onNext);
    }

    @Override
    public void connect(ConnectRequest request, StreamObserver<ConnectResponse> to) {
      connects.add(request);
      if (refuse != null) {
        to.onError(refuse.asRuntimeException());
      } else {
        to.onNext(ConnectResponse.getDefaultInstance());
        to.onCompleted();
      }
    }

    @Override
    public void disconnect(DisconnectRequest request, StreamObserver<DisconnectResponse> to) {
      to.onNext(DisconnectResponse.getDefaultInstance());
      to.onCompleted();
    }

    @Override
    public StreamObserver<CredentialsReply> supplyCredentials(
        StreamObserver<CredentialsRequest> to) {
      return new StreamObserver<>() {
        @Override
        public void onNext(CredentialsReply reply) {
          if (reply.getNumber() == 0) {
            suppliers.add(to);
          }
          replies.add(reply);
        }

        @Override
        public void onError(Throwable failure) {
          suppliers.remove(to);
        }

        @Override
        public void onCompleted() {
          suppliers.remove(to);
          to.onCompleted();
        }
      };
    }
  }
}
