package dev.culvert.core.dns;

import dev.culvert.core.time.Scheduler;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.words.Phrase;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayDeque;

/**
 * Queries and answers over one TCP connection (RFC 7766): each message behind two bytes of length,
 * several at work at the same time, answers in the order in which they are known, closed when idle.
 * When the program does not read, or asks too much at once, no more of its bytes are taken in.
 */
final class DnsByteStream implements ByteStream {
  private static final long IDLE_NANOS = Duration.ofSeconds(30).toNanos();

  /** For the program's FIN after ours. */
  private static final long LINGER_NANOS = Duration.ofSeconds(5).toNanos();

  private static final int MOST_AT_WORK = 64;
  private static final int MOST_UNREAD_BYTES = 256 * 1_024;

  private final Scheduler scheduler;
  private final DnsService.Asker asker;
  private final Listener listener;

  private final ByteBuf received = Unpooled.buffer();
  private final ArrayDeque<ByteBuf> answers = new ArrayDeque<>();
  private Scheduler.Timer idle;
  private int unreadBytes;
  private int atWork;
  private long credit;
  private boolean connected;
  private boolean turnScheduled;
  private boolean askedToWait;
  private boolean programEnded;
  private boolean weEnded;
  private boolean endTold;
  private boolean over;

  DnsByteStream(Scheduler scheduler, DnsService.Asker asker, Listener listener) {
    this.scheduler = scheduler;
    this.asker = asker;
    this.listener = listener;
    this.idle = scheduler.schedule(this::idled, IDLE_NANOS);
    scheduleTurn();
  }

  @Override
  public void write(ByteBuf payload) {
    if (!over && !weEnded) {
      received.writeBytes(payload);
      takeQueries();
    }
    payload.release();
  }

  @Override
  public void flush() {}

  @Override
  public boolean isWritable() {
    boolean writable = !isBusy();
    askedToWait |= !writable;
    return writable;
  }

  @Override
  public void request(int bytes) {
    credit += bytes;
    scheduleTurn();
  }

  @Override
  public void shutdownOutput() {
    programEnded = true;
    scheduleTurn();
  }

  @Override
  public void reset() {
    finish();
  }

  private boolean isBusy() {
    return atWork >= MOST_AT_WORK || unreadBytes >= MOST_UNREAD_BYTES;
  }

  private void takeQueries() {
    while (!over && !isBusy() && received.readableBytes() >= 2) {
      int length = received.getUnsignedShort(received.readerIndex());
      if (received.readableBytes() < 2 + length) {
        break;
      }
      byte[] query = new byte[length];
      received.skipBytes(2).readBytes(query);
      restartIdle(IDLE_NANOS);
      atWork++;
      if (!asker.serve(query, this::answered)) {
        // What is no message cannot be answered, and what follows it cannot be trusted.
        atWork--;
        received.clear();
        endOurs();
      }
    }
    received.discardSomeReadBytes();
  }

  private void answered(byte[] answer) {
    atWork--;
    if (over || weEnded) {
      return;
    }
    restartIdle(IDLE_NANOS);
    ByteBuf framed = Unpooled.buffer(2 + answer.length);
    framed.writeShort(answer.length).writeBytes(answer);
    unreadBytes += framed.readableBytes();
    answers.add(framed);
    scheduleTurn();
  }

  /** The listener is only ever called from a turn of its own, never inside the engine's calls. */
  private void scheduleTurn() {
    if (!turnScheduled && !over) {
      turnScheduled = true;
      scheduler.schedule(this::turn, 0);
    }
  }

  private void turn() {
    turnScheduled = false;
    if (over) {
      return;
    }
    if (!connected) {
      connected = true;
      listener.onConnected(0);
    }
    while (!over && credit > 0 && !answers.isEmpty()) {
      ByteBuf answer = answers.remove();
      unreadBytes -= answer.readableBytes();
      credit -= answer.readableBytes();
      listener.onData(answer);
    }
    takeQueries();
    if (!over && askedToWait && !isBusy()) {
      askedToWait = false;
      listener.onWritable();
    }
    boolean nothingToCome = atWork == 0 && answers.isEmpty();
    if (!over && nothingToCome && programEnded) {
      endOurs();
    }
    if (!over && weEnded && !endTold && answers.isEmpty()) {
      endTold = true;
      listener.onEnd();
    }
    if (!over && endTold && programEnded) {
      finish();
    }
  }

  private void idled() {
    if (over) {
      return;
    }
    if (weEnded || !answers.isEmpty()) {
      finish();
      listener.onReset(new Failure(Failure.Cause.RESET, Phrase.DNS_IDLE.of()));
    } else if (atWork > 0) {
      restartIdle(IDLE_NANOS);
    } else {
      endOurs();
    }
  }

  private void endOurs() {
    if (weEnded || over) {
      return;
    }
    weEnded = true;
    restartIdle(LINGER_NANOS);
    scheduleTurn();
  }

  private void restartIdle(long nanos) {
    idle.cancel();
    idle = scheduler.schedule(this::idled, nanos);
  }

  private void finish() {
    if (!over) {
      over = true;
      idle.cancel();
      received.release();
      answers.forEach(ByteBuf::release);
      answers.clear();
    }
  }
}
