package dev.culvert.helper.mount;

import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.helper.process.Processes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sshfs and the stream that it speaks SFTP over. sshfs ends when its input ends, and its mount
 * with it: so does everything when this process is killed.
 */
final class SshfsMount implements ByteStream.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(SshfsMount.class);
  private static final int WINDOW = 1 << 20;
  private static final int CHUNK = 64 << 10;

  private final Process sshfs;
  private final Executor loop;
  private final Consumer<String> ended;
  private final ByteStream stream;
  private final Semaphore room = new Semaphore(0);
  private final java.util.concurrent.BlockingQueue<ByteBuf> toSshfs =
      new java.util.concurrent.LinkedBlockingQueue<>();
  private volatile boolean over;

  /**
   * @param command starts sshfs as the user
   * @param opener of the stream to the agent; called on the loop
   * @param ended is told once, in words
   */
  SshfsMount(
      List<String> command,
      Executor loop,
      Function<ByteStream.Listener, ByteStream> opener,
      Consumer<String> ended)
      throws IOException {
    this.sshfs = Processes.converse(command);
    this.loop = loop;
    this.ended = ended;
    java.util.concurrent.CompletableFuture<ByteStream> opened =
        new java.util.concurrent.CompletableFuture<>();
    loop.execute(() -> {
      ByteStream made = opener.apply(this);
      made.request(WINDOW);
      opened.complete(made);
    });
    this.stream = opened.join();
    var _ = Thread.ofVirtual().name("culvert-sshfs-out-" + sshfs.pid()).start(this::fromSshfs);
    var _ = Thread.ofVirtual().name("culvert-sshfs-in-" + sshfs.pid()).start(this::toSshfs);
    var _ = Thread.ofVirtual().name("culvert-sshfs-err-" + sshfs.pid()).start(this::errors);
    var _ = sshfs.onExit().thenAccept(process -> end("sshfs ended with " + process.exitValue()));
  }

  private void fromSshfs() {
    byte[] bytes = new byte[CHUNK];
    try (InputStream in = sshfs.getInputStream()) {
      for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
        ByteBuf payload = Unpooled.copiedBuffer(bytes, 0, n);
        loop.execute(() -> {
          stream.write(payload);
          stream.flush();
          if (stream.isWritable()) {
            room.release();
          }
        });
        // One chunk at a time is on its way to the loop; the stream says when it takes more.
        room.acquire();
      }
    } catch (IOException e) {
      LOG.debug("sshfs says no more", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    loop.execute(stream::shutdownOutput);
  }

  private void toSshfs() {
    try (OutputStream out = sshfs.getOutputStream()) {
      while (!over) {
        ByteBuf payload = toSshfs.take();
        int size = payload.readableBytes();
        if (size == 0) {
          return;
        }
        payload.readBytes(out, size);
        payload.release();
        if (toSshfs.isEmpty()) {
          out.flush();
        }
        loop.execute(() -> stream.request(size));
      }
    } catch (IOException e) {
      LOG.debug("sshfs takes no more", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable String lastError;

  private void errors() {
    try (InputStream in = sshfs.getErrorStream()) {
      String text = new String(in.readNBytes(4096), StandardCharsets.UTF_8).strip();
      if (!text.isEmpty()) {
        lastError = text;
        LOG.info("sshfs: {}", text);
      }
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      LOG.debug("sshfs has no more errors", e);
    }
  }

  /** Lets sshfs end by itself: its input ends. */
  void stop() {
    end("stopped");
  }

  boolean alive() {
    return sshfs.isAlive();
  }

  Process process() {
    return sshfs;
  }

  private void end(String why) {
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
    }
    toSshfs.add(Unpooled.EMPTY_BUFFER);
    room.release();
    loop.execute(stream::reset);
    ended.accept(lastError == null ? why : why + ": " + lastError);
  }

  @Override
  public void onConnected(long dialNanos) {
    LOG.debug("files are served");
  }

  @Override
  public void onFailed(Failure failure) {
    end(failure.detail());
  }

  @Override
  public void onData(ByteBuf payload) {
    if (over) {
      payload.release();
    } else {
      toSshfs.add(payload);
    }
  }

  @Override
  public void onEnd() {
    end("the pod ended it");
  }

  @Override
  public void onReset(Failure failure) {
    end(failure.detail());
  }

  @Override
  public void onWritable() {
    room.release();
  }
}
