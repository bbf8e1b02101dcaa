package dev.culvert.helper.local.grpc;

import dev.culvert.core.net.AddressMap;
import dev.culvert.core.tunnel.AttachmentCalls;
import dev.culvert.helper.attach.AttachmentDesk;
import dev.culvert.helper.attach.DirectWays;
import dev.culvert.helper.attach.PodPorts;
import dev.culvert.helper.local.Access;
import dev.culvert.helper.local.Caller;
import dev.culvert.helper.mount.Mounts;
import dev.culvert.helper.state.Board;
import dev.culvert.proto.attach.v1.AttachEvent;
import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.attach.v1.AttachmentList;
import dev.culvert.proto.attach.v1.DetachRequest;
import dev.culvert.proto.attach.v1.DetachResponse;
import dev.culvert.proto.attach.v1.Environment;
import dev.culvert.proto.attach.v1.EnvironmentRequest;
import dev.culvert.proto.attach.v1.MatchRequest;
import dev.culvert.proto.attach.v1.MatchVerdict;
import dev.culvert.proto.attach.v1.Plan;
import dev.culvert.proto.attach.v1.PrepareRequest;
import dev.culvert.proto.attach.v1.RevokeRequest;
import dev.culvert.proto.attach.v1.WatchAttachmentsRequest;
import dev.culvert.proto.helper.v1.AttachingGrpc;
import dev.culvert.proto.helper.v1.FileBytes;
import dev.culvert.proto.helper.v1.LocalAttachRequest;
import dev.culvert.proto.helper.v1.LocalAttachments;
import dev.culvert.proto.helper.v1.MountRequest;
import dev.culvert.proto.helper.v1.MountState;
import dev.culvert.proto.helper.v1.UnmountRequest;
import dev.culvert.proto.helper.v1.UnmountResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Attachments, for the window and the command line; the contract is in {@code attaching.proto}. */
public final class AttachingService extends AttachingGrpc.AttachingImplBase {
  private final Access access;
  private final Board board;
  private final AttachmentDesk desk;
  private final DirectWays directly;
  private final Mounts mounts;
  private final Supplier<AddressMap> addresses;

  /**
   * Serves these.
   *
   * @param addresses which of this computer's addresses stand for the cluster's
   */
  public AttachingService(
      Access access,
      Board board,
      AttachmentDesk desk,
      DirectWays directly,
      Mounts mounts,
      Supplier<AddressMap> addresses) {
    this.access = access;
    this.board = board;
    this.desk = desk;
    this.directly = directly;
    this.mounts = mounts;
    this.addresses = addresses;
    var _ = desk.watch(this::keepMounts);
  }

  /** Mounts end with their attachments. */
  private void keepMounts(AttachmentList list) {
    if (desk.calls().isPresent() && !mounts.states().isEmpty()) {
      Thread.ofVirtual()
          .name("culvert-unmount")
          .start(() ->
              mounts.keepOnly(
                  list.getAttachmentsList().stream()
                      .map(Attachment::getId)
                      .collect(Collectors.toSet())));
    }
  }

  /** The session's calls, for who may change things. */
  private AttachmentCalls calls() {
    Caller caller = CallerInterceptor.caller();
    if (!access.mayChange(caller)) {
      throw CredentialsBroker.denied(access.whoMayChange()).asRuntimeException();
    }
    return desk.calls()
        .orElseThrow(() ->
            Status.FAILED_PRECONDITION
                .withDescription(
                    "attaching needs a connection, and this computer is "
                        + board.view().state().inWords()
                        + ": connect first")
                .asRuntimeException());
  }

  private static StatusRuntimeException status(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return switch (cause) {
      case StatusRuntimeException ours -> ours;
      case AttachmentCalls.Refused refused ->
          Status.fromCode(Status.Code.valueOf(refused.status()))
              .withDescription(refused.getMessage())
              .asRuntimeException();
      case Mounts.Missing missing ->
          Status.NOT_FOUND.withDescription(missing.getMessage()).asRuntimeException();
      case IOException e ->
          Status.FAILED_PRECONDITION.withDescription(e.getMessage()).asRuntimeException();
      default -> Status.INTERNAL.withDescription(String.valueOf(cause)).asRuntimeException();
    };
  }

  private interface Asking<R> {
    CompletionStage<R> ask(AttachmentCalls calls);
  }

  private <R> void answer(StreamObserver<R> to, Asking<R> asking) {
    CompletionStage<R> stage;
    try {
      stage = asking.ask(calls());
    } catch (StatusRuntimeException e) {
      to.onError(e);
      return;
    }
    var _ =
        stage.whenComplete((answer, failure) -> {
          if (failure == null) {
            to.onNext(answer);
            to.onCompleted();
          } else {
            to.onError(status(failure));
          }
        });
  }

  @Override
  public void prepare(PrepareRequest request, StreamObserver<Plan> to) {
    answer(to, calls -> calls.prepare(request));
  }

  @Override
  public void attach(LocalAttachRequest request, StreamObserver<AttachEvent> to) {
    ServerCallStreamObserver<AttachEvent> call = (ServerCallStreamObserver<AttachEvent>) to;
    try {
      AttachmentCalls calls = calls();
      AttachSpec spec = request.getAttach().getSpec();
      PodPorts.check(spec);
      desk.named().asked(spec);
      AttachmentCalls.Standing standing =
          calls.attach(
              request.getAttach(),
              event -> {
                desk.named().told(spec, event);
                if (!call.isCancelled()) {
                  call.onNext(MappedEnvironment.of(event, addresses.get()));
                }
              },
              end -> {
                if (call.isCancelled()) {
                  return;
                }
                end.ifPresentOrElse(refused -> call.onError(status(refused)), call::onCompleted);
              });
      call.setOnCancelHandler(standing::stop);
    } catch (IOException | StatusRuntimeException e) {
      to.onError(status(e));
    }
  }

  @Override
  public void watchAttachments(
      WatchAttachmentsRequest request, StreamObserver<LocalAttachments> to) {
    ServerCallStreamObserver<LocalAttachments> call =
        (ServerCallStreamObserver<LocalAttachments>) to;
    Runnable stop =
        desk.watch(list -> {
          synchronized (call) {
            if (!call.isCancelled()) {
              call.onNext(
                  LocalAttachments.newBuilder()
                      .addAllAttachments(list.getAttachmentsList())
                      .addAllMounts(states())
                      .build());
            }
          }
        });
    call.setOnCancelHandler(stop);
  }

  private List<MountState> states() {
    return mounts.states().stream().map(AttachingService::state).toList();
  }

  private static MountState state(Mounts.State state) {
    return MountState.newBuilder()
        .setAttachment(state.request().attachment())
        .setDirectory(state.request().directory().toString())
        .setReadOnly(state.request().readOnly())
        .setMounted(state.mounted())
        .setDetail(state.detail())
        .build();
  }

  @Override
  public void detach(DetachRequest request, StreamObserver<DetachResponse> to) {
    unmountOf(request.getId());
    answer(
        to,
        calls -> {
          directly.leaves(request.getId());
          return calls
              .detach(request.getId())
              .thenApply(_ -> DetachResponse.getDefaultInstance())
              .whenComplete((_, failure) -> {
                if (failure != null) {
                  directly.stays(request.getId());
                }
              });
        });
  }

  private void unmountOf(String attachment) {
    if (access.mayChange(CallerInterceptor.caller())) {
      for (Mounts.State each : mounts.states()) {
        if (each.request().attachment().equals(attachment)) {
          try {
            mounts.unmount(each.request().directory());
          } catch (IOException e) {
            throw status(e);
          }
        }
      }
    }
  }

  @Override
  public void revoke(RevokeRequest request, StreamObserver<DetachResponse> to) {
    answer(
        to,
        calls -> calls.revoke(request.getId()).thenApply(_ -> DetachResponse.getDefaultInstance()));
  }

  @Override
  public void match(MatchRequest request, StreamObserver<MatchVerdict> to) {
    answer(to, calls -> calls.match(request));
  }

  @Override
  public void getEnvironment(EnvironmentRequest request, StreamObserver<Environment> to) {
    answer(
        to,
        calls ->
            calls
                .environment(request.getId())
                .thenApply(found -> MappedEnvironment.of(found, addresses.get())));
  }

  @Override
  public void mount(MountRequest request, StreamObserver<MountState> to) {
    Caller caller = CallerInterceptor.caller();
    try {
      // Refuses who may not, and a computer that is not connected.
      AttachmentCalls _ = calls();
      Mounts.State made =
          mounts.mount(
              new Mounts.Request(
                  request.getAttachment(),
                  directory(request, caller),
                  request.getReadOnly(),
                  request.getRemote(),
                  caller.uid(),
                  caller.gid()));
      to.onNext(state(made));
      to.onCompleted();
    } catch (IOException | StatusRuntimeException e) {
      to.onError(status(e));
    }
  }

  private static Path directory(MountRequest request, Caller caller) {
    // It becomes a part of a path and of sshfs' options.
    if (!request.getAttachment().matches("[A-Za-z0-9-]{1,64}")) {
      throw Status.INVALID_ARGUMENT
          .withDescription("attachment: an attachment's id is wanted")
          .asRuntimeException();
    }
    if (request.getDirectory().isEmpty()) {
      Path own = Path.of("/run/user", Long.toString(caller.uid()));
      return (Files.isDirectory(own, LinkOption.NOFOLLOW_LINKS) ? own : Path.of("/tmp"))
          .resolve("culvert-" + caller.uid() + "-" + request.getAttachment());
    }
    Path path = Path.of(request.getDirectory()).normalize();
    if (!path.isAbsolute()
        || path.getNameCount() == 0
        || path.toString().chars().anyMatch(c -> c < ' ')
        || request.getRemote().chars().anyMatch(c -> c < ' ')) {
      throw Status.INVALID_ARGUMENT
          .withDescription("directory: an absolute path is wanted, not " + request.getDirectory())
          .asRuntimeException();
    }
    return path;
  }

  @Override
  public void unmount(UnmountRequest request, StreamObserver<UnmountResponse> to) {
    try {
      if (!access.mayChange(CallerInterceptor.caller())) {
        throw CredentialsBroker.denied(access.whoMayChange()).asRuntimeException();
      }
      mounts.unmount(Path.of(request.getDirectory()).normalize());
      to.onNext(UnmountResponse.getDefaultInstance());
      to.onCompleted();
    } catch (IOException | StatusRuntimeException e) {
      to.onError(status(e));
    }
  }

  @Override
  public StreamObserver<FileBytes> files(StreamObserver<FileBytes> to) {
    return new FilesCall(
        (ServerCallStreamObserver<FileBytes>) to,
        () -> {
          try {
            return Optional.of(calls());
          } catch (StatusRuntimeException e) {
            to.onError(e);
            return Optional.empty();
          }
        });
  }
}
