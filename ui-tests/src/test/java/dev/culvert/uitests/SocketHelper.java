package dev.culvert.uitests;

import dev.culvert.proto.attach.v1.AttachEvent;
import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.attach.v1.Conflict;
import dev.culvert.proto.attach.v1.DetachRequest;
import dev.culvert.proto.attach.v1.DetachResponse;
import dev.culvert.proto.attach.v1.Environment;
import dev.culvert.proto.attach.v1.Kind;
import dev.culvert.proto.attach.v1.Owner;
import dev.culvert.proto.attach.v1.Plan;
import dev.culvert.proto.attach.v1.Port;
import dev.culvert.proto.attach.v1.PrepareRequest;
import dev.culvert.proto.attach.v1.Ready;
import dev.culvert.proto.attach.v1.Rung;
import dev.culvert.proto.attach.v1.WatchAttachmentsRequest;
import dev.culvert.proto.helper.v1.AttachingGrpc;
import dev.culvert.proto.helper.v1.HelperGrpc;
import dev.culvert.proto.helper.v1.LocalAttachRequest;
import dev.culvert.proto.helper.v1.LocalAttachments;
import dev.culvert.proto.helper.v1.State;
import dev.culvert.proto.helper.v1.StateEvent;
import dev.culvert.proto.helper.v1.WatchStateRequest;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A helper on a real Unix domain socket that keeps attachments in a list. */
final class SocketHelper implements AutoCloseable {
  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final List<AttachSpec> asked = new CopyOnWriteArrayList<>();
  private final List<Attachment> attached = new CopyOnWriteArrayList<>();
  private final List<StreamObserver<LocalAttachments>> watchers = new CopyOnWriteArrayList<>();
  private final Server server;

  SocketHelper(Path socket, State state) throws IOException {
    server =
        NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
            .bossEventLoopGroup(loop)
            .workerEventLoopGroup(loop)
            .channelType(EpollServerDomainSocketChannel.class)
            .addService(new States(state))
            .addService(new Attachments())
            .build()
            .start();
  }

  /** What was asked to be attached. */
  List<AttachSpec> asked() {
    return asked;
  }

  private void tell() {
    LocalAttachments all = LocalAttachments.newBuilder().addAllAttachments(attached).build();
    watchers.forEach(each -> each.onNext(all));
  }

  @Override
  public void close() throws InterruptedException {
    server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  private static final class States extends HelperGrpc.HelperImplBase {
    private final State state;

    States(State state) {
      this.state = state;
    }

    @Override
    public void watchState(WatchStateRequest request, StreamObserver<StateEvent> to) {
      to.onNext(StateEvent.newBuilder().setSnapshot(state).build());
    }
  }

  private final class Attachments extends AttachingGrpc.AttachingImplBase {
    @Override
    public void prepare(PrepareRequest request, StreamObserver<Plan> to) {
      Plan.Builder plan =
          Plan.newBuilder().setRung(Rung.RUNG_REDIRECT).setAnnouncement("No pod restarts.");
      AttachSpec spec = request.getSpec();
      if (spec.getKind() == Kind.KIND_INTERCEPT && !spec.hasFilter()) {
        plan.addConflicts(
            Conflict.newBuilder().setText("port 8080 is intercepted by jonas (jonas@mac)"));
      }
      to.onNext(plan.build());
      to.onCompleted();
    }

    @Override
    public void attach(LocalAttachRequest request, StreamObserver<AttachEvent> to) {
      AttachSpec spec = request.getAttach().getSpec();
      asked.add(spec);
      Attachment attachment =
          Attachment.newBuilder()
              .setId("a1")
              .setSpec(spec)
              .addPorts(Port.newBuilder().setLocal(3000).setRemote("8080"))
              .setOwner(Owner.newBuilder().setUser("mara").setClient("mara@thinkpad"))
              .setPhase(Attachment.Phase.PHASE_ACTIVE)
              .setMine(true)
              .build();
      attached.add(attachment);
      to.onNext(AttachEvent.newBuilder().setStep("waiting for the agent").build());
      to.onNext(
          AttachEvent.newBuilder()
              .setReady(
                  Ready.newBuilder()
                      .setAttachment(attachment)
                      .setEnvironment(Environment.newBuilder().putVariables("REGION", "eu")))
              .build());
      to.onCompleted();
      tell();
    }

    @Override
    public void watchAttachments(
        WatchAttachmentsRequest request, StreamObserver<LocalAttachments> to) {
      watchers.add(to);
      tell();
    }

    @Override
    public void detach(DetachRequest request, StreamObserver<DetachResponse> to) {
      attached.removeIf(each -> each.getId().equals(request.getId()));
      to.onNext(DetachResponse.getDefaultInstance());
      to.onCompleted();
      tell();
    }
  }
}
