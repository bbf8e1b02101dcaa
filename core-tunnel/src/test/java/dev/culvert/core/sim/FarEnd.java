package dev.culvert.core.sim;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.time.VirtualScheduler;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.DatagramFlow;
import dev.culvert.core.tunnel.Dialer;
import dev.culvert.core.tunnel.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Random;

/** The cluster's side of one connection: sends one pattern as it is asked to, checks the other. */
final class FarEnd implements Dialer, ByteStream {
  private static final int ROOM = 100_000;

  private final VirtualScheduler scheduler;
  private final Scenario scenario;
  private final Pattern expected;
  private final Pattern sent;
  private final Random random;
  private Listener listener = new NoListener();
  private long credit;
  private long sentBytes;
  private boolean endSent;
  private boolean sending;
  private boolean connected;
  private int held;
  private boolean full;
  private boolean draining;
  long received;
  boolean inputEnded;
  boolean wasReset;

  FarEnd(VirtualScheduler scheduler, Scenario scenario, Pattern expected, Pattern sent) {
    this.scheduler = scheduler;
    this.scenario = scenario;
    this.expected = expected;
    this.sent = sent;
    random = new Random(scenario.seed() + 1);
  }

  boolean done() {
    return inputEnded && endSent;
  }

  @Override
  public ByteStream dialTcp(Endpoint source, Endpoint destination, Listener listener) {
    this.listener = listener;
    scheduler.schedule(
        () -> {
          connected = true;
          listener.onConnected(1);
          wake();
        },
        3_000_000);
    return this;
  }

  @Override
  public DatagramFlow openUdp(
      Endpoint source, Endpoint destination, DatagramFlow.Listener listener) {
    throw new AssertionError("no UDP here");
  }

  @Override
  public void write(ByteBuf payload) {
    byte[] bytes = ByteBufUtil.getBytes(payload);
    payload.release();
    if (inputEnded) {
      throw new AssertionError("payload after the end");
    }
    expected.check("the far end", received, bytes);
    received += bytes.length;
    held += bytes.length;
    full = held >= ROOM;
    if (!draining) {
      draining = true;
      drainLater();
    }
  }

  private void drainLater() {
    long pause = random.nextDouble() < scenario.readerPause() ? 2_000_000_000L : 200_000;
    scheduler.schedule(
        () -> {
          held = Math.max(0, held - 60_000);
          if (full && held < ROOM) {
            full = false;
            listener.onWritable();
          }
          if (held > 0) {
            drainLater();
          } else {
            draining = false;
          }
        },
        pause);
  }

  @Override
  public void flush() {}

  @Override
  public boolean isWritable() {
    return !full;
  }

  @Override
  public void request(int bytes) {
    credit += bytes;
    wake();
  }

  private void wake() {
    if (connected && !sending && !endSent && !wasReset) {
      sending = true;
      scheduler.schedule(this::sendSome, random.nextInt(300_000));
    }
  }

  private void sendSome() {
    sending = false;
    if (wasReset) {
      return;
    }
    int chunk = 1 + random.nextInt(random.nextInt(4) == 0 ? 50 : 32_768);
    // The last frame may be larger than what is left of the credit, which is then a debt.
    int length = credit <= 0 ? 0 : (int) Math.min(chunk, sent.length() - sentBytes);
    if (length > 0) {
      listener.onData(Unpooled.wrappedBuffer(sent.bytes(sentBytes, length)));
      sentBytes += length;
      credit -= length;
    }
    // One side waits for the other's end, so that both orders of closing are seen.
    boolean mayEnd = !scenario.programClosesFirst() || inputEnded;
    if (sentBytes == sent.length() && mayEnd) {
      endSent = true;
      listener.onEnd();
    } else if (credit > 0 && sentBytes < sent.length()) {
      wake();
    } else if (sentBytes < sent.length()) {
      listener.onStarved();
    }
  }

  @Override
  public void shutdownOutput() {
    if (inputEnded) {
      throw new AssertionError("a second end");
    }
    inputEnded = true;
    wake();
  }

  @Override
  public void reset() {
    wasReset = true;
  }

  private static final class NoListener implements Listener {
    @Override
    public void onConnected(long dialNanos) {}

    @Override
    public void onFailed(Failure failure) {}

    @Override
    public void onData(ByteBuf payload) {
      payload.release();
    }

    @Override
    public void onEnd() {}

    @Override
    public void onReset(Failure failure) {}

    @Override
    public void onWritable() {}
  }
}
