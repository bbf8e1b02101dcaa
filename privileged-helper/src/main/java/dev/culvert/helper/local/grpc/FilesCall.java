package dev.culvert.helper.local.grpc;

import com.google.protobuf.ByteString;
import dev.culvert.core.tunnel.AttachmentCalls;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.proto.helper.v1.FileBytes;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** SFTP bytes between an application here and an agent. */
final class FilesCall implements StreamObserver<FileBytes>, ByteStream.Listener {
  private static final int WINDOW = 512 << 10;

  private final ServerCallStreamObserver<FileBytes> to;
  private final Supplier<Optional<AttachmentCalls>> calls;
  private Optional<AttachmentCalls> session = Optional.empty();

  /** Of the session's loop. */
  private @Nullable ByteStream stream;

  private volatile boolean over;

  FilesCall(ServerCallStreamObserver<FileBytes> to, Supplier<Optional<AttachmentCalls>> calls) {
    this.to = to;
    this.calls = calls;
  }

  @Override
  public void onNext(FileBytes message) {
    switch (message.getContentCase()) {
      case OPEN -> {
        if (session.isEmpty()) {
          session = calls.get();
          onLoop(each -> {
            ByteStream made =
                each.files(
                    message.getOpen().getAttachment(), message.getOpen().getReadOnly(), this);
            made.request(WINDOW);
            stream = made;
          });
        }
      }
      case DATA ->
          onLoop(each -> {
            ByteStream open = stream;
            if (open != null && !over) {
              open.write(Unpooled.wrappedBuffer(message.getData().asReadOnlyByteBuffer()));
              open.flush();
            }
          });
      case CONTENT_NOT_SET -> {}
    }
  }

  private void onLoop(Consumer<AttachmentCalls> work) {
    session.ifPresent(each -> each.loop().execute(() -> work.accept(each)));
  }

  @Override
  public void onError(Throwable thrown) {
    finish();
  }

  @Override
  public void onCompleted() {
    finish();
    synchronized (to) {
      to.onCompleted();
    }
  }

  private void finish() {
    over = true;
    onLoop(each -> {
      if (stream != null) {
        stream.reset();
      }
    });
  }

  @Override
  public void onConnected(long dialNanos) {}

  @Override
  public void onFailed(Failure failure) {
    end(failure);
  }

  @Override
  public void onData(ByteBuf payload) {
    int size = payload.readableBytes();
    ByteString bytes = ByteString.copyFrom(payload.nioBuffer());
    payload.release();
    synchronized (to) {
      if (!to.isCancelled() && !over) {
        to.onNext(FileBytes.newBuilder().setData(bytes).build());
      }
    }
    ByteStream open = stream;
    if (open != null) {
      open.request(size);
    }
  }

  @Override
  public void onEnd() {
    end(new Failure(Failure.Cause.RESET, "the pod ended it"));
  }

  @Override
  public void onReset(Failure failure) {
    end(failure);
  }

  private void end(Failure failure) {
    synchronized (to) {
      if (!over && !to.isCancelled()) {
        over = true;
        to.onError(Status.UNAVAILABLE.withDescription(failure.detail()).asRuntimeException());
      }
    }
  }

  @Override
  public void onWritable() {}
}
