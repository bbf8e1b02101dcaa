package dev.culvert.helper.mount;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With another program in sshfs' place: one that says what it hears. */
@Timeout(60)
final class SshfsMountTest {
  private static final List<String> CAT = List.of("/bin/cat");
  private static final Failure GONE =
      new Failure(Failure.Cause.UNREACHABLE, "no pod of a7 has an agent now");

  private final ExecutorService loop = Executors.newSingleThreadExecutor();
  private final CompletableFuture<String> ended = new CompletableFuture<>();

  @AfterEach
  void end() {
    loop.shutdownNow();
  }

  @Test
  void carriesBothWaysAndEndsTheProgramWithTheStream() throws Exception {
    Far far = new Far();
    CompletableFuture<ByteStream.Listener> opened = new CompletableFuture<>();
    SshfsMount mount =
        new SshfsMount(
            CAT,
            loop,
            listener -> {
              opened.complete(listener);
              return far;
            },
            ended::complete);
    mount.begin();
    ByteStream.Listener listener = opened.get();
    loop.execute(() -> listener.onData(Unpooled.copiedBuffer("hello", StandardCharsets.UTF_8)));
    assertThat(far.said.poll(30, TimeUnit.SECONDS)).isEqualTo("hello");
    loop.execute(() -> listener.onReset(GONE));
    assertThat(ended.get()).isEqualTo(GONE.detail());
    mount.awaitEnd();
    assertThat(far.reset.get()).isTrue();
  }

  /** The session's loop may want the lock of whoever starts a mount. */
  @Test
  void waitsForNobody() throws Exception {
    BlockingQueue<Runnable> later = new LinkedBlockingQueue<>();
    SshfsMount mount = new SshfsMount(CAT, later::add, listener -> new Far(), ended::complete);
    mount.begin();
    mount.stop();
    assertThat(ended.get()).isEqualTo("stopped");
    mount.awaitEnd();
    // What it has asked of the loop finds that it is over.
    later.forEach(Runnable::run);
  }

  @Test
  void aStreamThatFailsWhileItIsOpenedIsAnEnd() throws Exception {
    Far far = new Far();
    SshfsMount mount =
        new SshfsMount(
            CAT,
            loop,
            listener -> {
              listener.onFailed(GONE);
              return far;
            },
            ended::complete);
    mount.begin();
    assertThat(ended.get()).isEqualTo(GONE.detail());
    assertThat(far.reset.get()).isTrue();
    mount.awaitEnd();
  }

  @Test
  void aSessionThatHasEndedIsAnEnd() throws Exception {
    SshfsMount mount =
        new SshfsMount(
            CAT,
            task -> {
              throw new RejectedExecutionException("ended");
            },
            listener -> new Far(),
            ended::complete);
    mount.begin();
    assertThat(ended.get()).isEqualTo("the session has ended");
    mount.awaitEnd();
  }

  @Test
  void aMountThatIsStoppedBeforeItBeginsStartsNothing() throws IOException {
    SshfsMount mount =
        new SshfsMount(List.of("/bin/false"), loop, listener -> new Far(), ended::complete);
    mount.stop();
    mount.begin();
    assertThat(ended).isCompletedWithValue("stopped");
  }

  /** The agent's end. */
  private static final class Far implements ByteStream {
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final CompletableFuture<Boolean> reset = new CompletableFuture<>();

    @Override
    public void write(ByteBuf payload) {
      said.add(payload.toString(StandardCharsets.UTF_8));
      payload.release();
    }

    @Override
    public void flush() {}

    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public void request(int bytes) {
      assertThat(bytes).isPositive();
    }

    @Override
    public void shutdownOutput() {}

    @Override
    public void reset() {
      reset.complete(true);
    }
  }
}
