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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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
  private static final int PATIENCE_SECONDS = 3;

  private final List<String> command;
  private final Executor loop;
  private final Function<ByteStream.Listener, ByteStream> opener;
  private final Consumer<String> ended;
  private final Semaphore room = new Semaphore(0);
  private final BlockingQueue<ByteBuf> toSshfs = new LinkedBlockingQueue<>();

  /** The loop's; null before it is opened, and when it could not be. */
  private @Nullable ByteStream stream;

  private @Nullable Process sshfs;
  private volatile @Nullable String lastError;
  private boolean over;

  /**
   * Nothing is started yet.
   *
   * @param command starts sshfs as the user
   * @param opener of the stream to the agent; called on the loop
   * @param ended is told once, in words, by the loop or by any other thread
   */
  SshfsMount(
      List<String> command,
      Executor loop,
      Function<ByteStream.Listener, ByteStream> opener,
      Consumer<String> ended) {
    this.command = command;
    this.loop = loop;
    this.opener = opener;
    this.ended = ended;
  }

  /**
   * Starts sshfs. Waits for nobody: the loop may be waiting for whoever calls this.
   *
   * @throws IOException when it cannot be started; then nothing is told
   */
  void begin() throws IOException {
    Process started;
    synchronized (this) {
      if (over) {
        return;
      }
      started = Processes.converse(command);
      sshfs = started;
    }
    long pid = started.pid();
    var _ = Thread.ofVirtual().name("culvert-sshfs-in-" + pid).start(() -> toSshfs(started));
    var _ = Thread.ofVirtual().name("culvert-sshfs-err-" + pid).start(() -> errors(started));
    var _ = started.onExit().thenAccept(process -> end("sshfs ended with " + process.exitValue()));
    onLoop(() -> open(started));
  }

  /** A loop that has ended has taken the stream with it. */
  private void onLoop(Runnable what) {
    try {
      loop.execute(what);
    } catch (RejectedExecutionException e) {
      LOG.debug("the session has ended before its mount", e);
      end("the session has ended");
    }
  }

  private void open(Process started) {
    ByteStream opened = opener.apply(this);
    stream = opened;
    if (over()) {
      reset();
      return;
    }
    opened.request(WINDOW);
    var _ =
        Thread.ofVirtual()
            .name("culvert-sshfs-out-" + started.pid())
            .start(() -> fromSshfs(started, opened));
  }

  private void reset() {
    ByteStream opened = stream;
    stream = null;
    if (opened != null) {
      opened.reset();
    }
  }

  private synchronized boolean over() {
    return over;
  }

  private void fromSshfs(Process from, ByteStream to) {
    byte[] bytes = new byte[CHUNK];
    try (InputStream in = from.getInputStream()) {
      for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
        ByteBuf payload = Unpooled.copiedBuffer(bytes, 0, n);
        onLoop(() -> {
          to.write(payload);
          to.flush();
          if (to.isWritable()) {
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
    onLoop(to::shutdownOutput);
  }

  /** Until the empty buffer that {@link #end} adds. Its input's end is sshfs's. */
  private void toSshfs(Process to) {
    boolean takes = true;
    try (OutputStream out = to.getOutputStream()) {
      while (true) {
        ByteBuf payload = toSshfs.take();
        int size = payload.readableBytes();
        if (size == 0) {
          return;
        }
        takes = takes && write(payload, out);
        payload.release();
        onLoop(() -> request(size));
      }
    } catch (IOException e) {
      LOG.debug("sshfs takes no more", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean write(ByteBuf payload, OutputStream out) {
    try {
      payload.readBytes(out, payload.readableBytes());
      if (toSshfs.isEmpty()) {
        out.flush();
      }
      return true;
    } catch (IOException e) {
      LOG.debug("sshfs takes no more", e);
      return false;
    }
  }

  private void request(int size) {
    ByteStream from = stream;
    if (from != null && !over()) {
      from.request(size);
    }
  }

  private void errors(Process from) {
    try (InputStream in = from.getErrorStream()) {
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

  /** Waits until it has ended, and ends it when it does not. */
  void awaitEnd() throws InterruptedException {
    Process started;
    synchronized (this) {
      started = sshfs;
    }
    if (started != null && !started.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      started.destroyForcibly();
    }
  }

  private void end(String why) {
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      toSshfs.add(Unpooled.EMPTY_BUFFER);
    }
    room.release();
    onLoop(this::reset);
    String said = lastError;
    ended.accept(said == null ? why : why + ": " + said);
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
  public synchronized void onData(ByteBuf payload) {
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
