package dev.culvert.core.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every {@link Dialer} does. A subclass brings the dialer and the services behind it. */
public abstract class DialerContract {
  protected static final Endpoint SOURCE = new Endpoint(IpAddress.parse("10.99.0.1"), 40_000);
  private static final int PATIENCE = 20;

  /** The loop that the dialer belongs to. */
  protected abstract EventLoop loop();

  protected abstract Dialer dialer();

  /** A TCP service that sends back what it gets, and its FIN after ours. */
  protected abstract Endpoint echo() throws Exception;

  /** A TCP service that accepts and resets at the first byte. */
  protected abstract Endpoint resetter() throws Exception;

  /** A TCP service that accepts and never reads. */
  protected abstract Endpoint neverReads() throws Exception;

  /** A TCP service that sends without end. */
  protected abstract Endpoint source() throws Exception;

  /** A TCP port, or UDP port, where nobody listens. */
  protected abstract Endpoint nobody() throws Exception;

  /** A UDP service that sends back what it gets. */
  protected abstract Endpoint udpEcho() throws Exception;

  protected final <T> T onLoop(Callable<T> task) throws Exception {
    return loop().submit(task).get(PATIENCE, TimeUnit.SECONDS);
  }

  protected final ByteStream dial(Endpoint destination, Collected listener) throws Exception {
    return onLoop(() -> listener.attach(dialer().dialTcp(SOURCE, destination, listener)));
  }

  protected final void run(Runnable task) throws Exception {
    onLoop(() -> {
      task.run();
      return true;
    });
  }

  protected static ByteBuf ascii(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
  }

  protected static <T> T await(CompletableFuture<T> future) throws Exception {
    return future.get(PATIENCE, TimeUnit.SECONDS);
  }

  @Test
  void carriesBytesBothWaysAndBothHalfCloses() throws Exception {
    Collected heard = new Collected(true);
    ByteStream stream = dial(echo(), heard);
    await(heard.connected);
    run(() -> stream.write(ascii("hello, ")));
    run(() -> {
      stream.write(ascii("world"));
      stream.shutdownOutput();
    });
    await(heard.ended);
    assertThat(heard.text()).isEqualTo("hello, world");
    assertThat(heard.reset).isNotDone();
  }

  @Test
  void sendsWhatWasWrittenBeforeTheConnection() throws Exception {
    Collected heard = new Collected(true);
    Endpoint echo = echo();
    onLoop(() -> {
      ByteStream stream = heard.attach(dialer().dialTcp(SOURCE, echo, heard));
      stream.write(ascii("early"));
      stream.shutdownOutput();
      return stream;
    });
    await(heard.ended);
    assertThat(heard.text()).isEqualTo("early");
  }

  @Test
  void saysThatAPortRefuses() throws Exception {
    Collected heard = new Collected(true);
    dial(nobody(), heard);
    assertThat(await(heard.failed).cause()).isEqualTo(Failure.Cause.REFUSED);
  }

  @Test
  void neverCallsBackInsideTheCallThatCausesIt() throws Exception {
    Endpoint nobody = nobody();
    Collected heard = new Collected(true);
    boolean inside =
        onLoop(() -> {
          heard.attach(dialer().dialTcp(SOURCE, nobody, heard));
          return heard.failed.isDone();
        });
    assertThat(inside).isFalse();
    await(heard.failed);
  }

  @Test
  void passesAResetOn() throws Exception {
    Collected heard = new Collected(true);
    ByteStream stream = dial(resetter(), heard);
    await(heard.connected);
    run(() -> stream.write(ascii("x")));
    assertThat(await(heard.reset).cause()).isEqualTo(Failure.Cause.RESET);
  }

  @Test
  void deliversNoMoreThanWasAskedForAndSaysThatThereIsMore() throws Exception {
    Collected heard = new Collected(false);
    ByteStream stream = dial(source(), heard);
    await(heard.starved);
    assertThat(heard.count()).isZero();
    heard.starved = new CompletableFuture<>();
    run(() -> stream.request(1));
    await(heard.starved);
    assertThat(heard.count()).isEqualTo(1);
    heard.starved = new CompletableFuture<>();
    run(() -> stream.request(3_000_000));
    await(heard.starved);
    assertThat(heard.count()).isEqualTo(3_000_001);
    run(stream::reset);
  }

  @Test
  void saysWhenThereIsNoMoreRoomAndKeepsWhatIsWrittenAllTheSame() throws Exception {
    Collected heard = new Collected(true);
    ByteStream stream = dial(neverReads(), heard);
    await(heard.connected);
    long written = 0;
    while (onLoop(stream::isWritable) && written < 1L << 30) {
      run(() -> stream.write(Unpooled.wrappedBuffer(new byte[64 << 10])));
      written += 64 << 10;
    }
    assertThat(written).isLessThan(1L << 30);
    run(() -> stream.write(ascii("one more")));
    run(stream::reset);
  }

  @Test
  void tellsWhenThereIsRoomAgain() throws Exception {
    Collected heard = new Collected(false);
    ByteStream stream = dial(echo(), heard);
    await(heard.connected);
    while (onLoop(stream::isWritable)) {
      run(() -> stream.write(Unpooled.wrappedBuffer(new byte[64 << 10])));
    }
    run(() -> stream.request(Integer.MAX_VALUE));
    await(heard.writable);
    run(stream::reset);
  }

  @Test
  void hearsNothingAfterItsOwnReset() throws Exception {
    Collected heard = new Collected(true);
    ByteStream stream = dial(source(), heard);
    heard.awaitBytes(1);
    run(stream::reset);
    long count = heard.count();
    run(() -> {});
    assertThat(heard.count()).isEqualTo(count);
    assertThat(heard.reset).isNotDone();
  }

  @Test
  void carriesDatagramsAndKeepsTheirBoundaries() throws Exception {
    Datagrams heard = new Datagrams();
    Endpoint echo = udpEcho();
    DatagramFlow flow = onLoop(() -> dialer().openUdp(SOURCE, echo, heard));
    for (String text : new String[] {"one", "two", "three"}) {
      run(() -> flow.send(ascii(text)));
      assertThat(heard.datagrams.poll(PATIENCE, TimeUnit.SECONDS)).isEqualTo(text);
    }
    run(flow::close);
  }

  @Test
  void saysThatAUdpPortIsUnreachable() throws Exception {
    Datagrams heard = new Datagrams();
    Endpoint nobody = nobody();
    DatagramFlow flow = onLoop(() -> dialer().openUdp(SOURCE, nobody, heard));
    run(() -> flow.send(ascii("anyone?")));
    Failure failure = heard.errors.poll(PATIENCE, TimeUnit.SECONDS);
    assertThat(failure).isNotNull();
    assertThat(failure.cause()).isEqualTo(Failure.Cause.REFUSED);
    run(flow::close);
  }

  /** A flow's listener that remembers. */
  protected static final class Datagrams implements DatagramFlow.Listener {
    public final BlockingQueue<String> datagrams = new LinkedBlockingQueue<>();
    public final BlockingQueue<Failure> errors = new LinkedBlockingQueue<>();
    public final CompletableFuture<Boolean> closed = new CompletableFuture<>();

    @Override
    public void onDatagram(ByteBuf payload) {
      datagrams.add(payload.toString(StandardCharsets.US_ASCII));
      payload.release();
    }

    @Override
    public void onError(Failure failure) {
      errors.add(failure);
    }

    @Override
    public void onClosed() {
      closed.complete(true);
    }
  }
}
