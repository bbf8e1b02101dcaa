package dev.culvert.app.helper.grpc;

import com.google.protobuf.ByteString;
import dev.culvert.app.helper.AttachClient;
import dev.culvert.proto.helper.v1.AttachingGrpc;
import dev.culvert.proto.helper.v1.FileBytes;
import dev.culvert.proto.helper.v1.OpenFiles;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A stream of bytes with an agent's SFTP server, for a thread that waits. */
final class GrpcFiles implements AttachClient.Files, ClientResponseObserver<FileBytes, FileBytes> {
  private static final int AT_ONCE = 64 << 10;

  private final HelperSocket socket;
  private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
  private @Nullable ClientCallStreamObserver<FileBytes> call;

  private GrpcFiles(HelperSocket socket) {
    this.socket = socket;
  }

  static GrpcFiles open(
      ManagedChannel channel, HelperSocket socket, String attachment, boolean readOnly) {
    GrpcFiles files = new GrpcFiles(socket);
    var _ = AttachingGrpc.newStub(channel).withWaitForReady().files(files);
    files
        .call()
        .onNext(
            FileBytes.newBuilder()
                .setOpen(OpenFiles.newBuilder().setAttachment(attachment).setReadOnly(readOnly))
                .build());
    return files;
  }

  private ClientCallStreamObserver<FileBytes> call() {
    if (call == null) {
      throw new IllegalStateException("not started");
    }
    return call;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<FileBytes> started) {
    call = started;
  }

  @Override
  public void onNext(FileBytes bytes) {
    heard.add(bytes.getData());
  }

  @Override
  public void onError(Throwable failure) {
    heard.add(new IOException(HelperErrors.of(failure, socket.path()).getMessage()));
  }

  @Override
  public void onCompleted() {
    heard.add(new IOException("the helper ended the files"));
  }

  @Override
  public InputStream input() {
    return new InputStream() {
      private ByteString current = ByteString.EMPTY;
      private int at;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int from, int length) throws IOException {
        if (length == 0) {
          return 0;
        }
        while (at == current.size()) {
          current = next();
          at = 0;
        }
        int count = Math.min(length, current.size() - at);
        current.substring(at, at + count).copyTo(bytes, from);
        at += count;
        return count;
      }
    };
  }

  private ByteString next() throws IOException {
    try {
      Object next = heard.take();
      if (next instanceof IOException failure) {
        throw new IOException(failure.getMessage(), failure);
      }
      return (ByteString) next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public OutputStream output() {
    return new OutputStream() {
      @Override
      public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int from, int length) {
        for (int at = from; at < from + length; at += AT_ONCE) {
          int count = Math.min(AT_ONCE, from + length - at);
          call()
              .onNext(
                  FileBytes.newBuilder().setData(ByteString.copyFrom(bytes, at, count)).build());
        }
      }
    };
  }

  @Override
  public void close() {
    call().cancel("done", null);
  }
}
