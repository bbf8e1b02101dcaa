package dev.culvert.core.tunnel.grpc;

import dev.culvert.core.tunnel.MemoryBudget;
import dev.culvert.core.tunnel.SendCredit;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;

/**
 * Payload on its way out of one call: it waits for credit, then goes to gRPC, which keeps it until
 * the socket has taken it. Both count against the memory budget. On the event loop only.
 *
 * <p>gRPC is filled up to a bound and then left alone until it says that it is empty: it tells only
 * when it crosses a threshold, so with the threshold at one byte "ready" means that nothing of this
 * call is in memory any more. The socket's own buffer in the kernel keeps the line busy meanwhile.
 */
public abstract class Outbox {
  private final SendCredit credit;
  private final MemoryBudget budget;
  private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>(0);

  /** Bytes with gRPC. */
  private int unsent;

  private boolean ending;
  private boolean finished;
  private boolean closed;

  /**
   * @param credit that the far side has given already
   */
  protected Outbox(SendCredit credit, MemoryBudget budget) {
    this.credit = credit;
    this.budget = budget;
  }

  /** {@code isReady} of the call. */
  protected abstract boolean ready();

  /** {@code sendMessage} of the call. */
  protected abstract void send(StreamMessage message);

  /** Whether something could be sent at once. */
  public boolean hasRoom() {
    return room() > 0 && waiting.isEmpty();
  }

  /** How much could be sent at once. */
  public int room() {
    if (closed || ending) {
      return 0;
    }
    return allowed();
  }

  /** Sends, or keeps until it can be sent. Takes over the buffer. */
  public void add(ByteBuf payload) {
    budget.hold(payload.readableBytes());
    waiting.add(payload);
    pump();
  }

  /** Sends what can be sent. */
  public void pump() {
    while (!closed && !waiting.isEmpty()) {
      int room = allowed();
      if (room <= 0) {
        starve();
        return;
      }
      ByteBuf first = waiting.element();
      int part = Math.min(room, Math.min(first.readableBytes(), TunnelMethods.PAYLOAD));
      ByteBuf message =
          part == first.readableBytes() ? waiting.remove() : first.readRetainedSlice(part);
      credit.spend(part);
      unsent += part;
      send(new StreamMessage.Data(message));
    }
    if (ending && !finished && !closed) {
      finished = true;
      send(Frames.FIN);
    }
  }

  private int allowed() {
    int mayQueue = Math.min(TunnelMethods.QUEUE, budget.share());
    return Math.min(credit.available(), mayQueue - unsent);
  }

  /** Tells the far side once when credit is all that is missing. */
  public void starve() {
    if (!closed && unsent < TunnelMethods.QUEUE && credit.starves()) {
      send(Frames.STARVED);
    }
  }

  /** gRPC has nothing more of this call. */
  public void drained() {
    if (unsent > 0 && ready()) {
      budget.hold(-unsent);
      unsent = 0;
      pump();
    }
  }

  /** The far side lets more come. */
  public void granted(int bytes) {
    credit.granted(bytes);
    pump();
  }

  /** The FIN is sent after all that waits. Nothing may be added any more. */
  public void end() {
    ending = true;
    pump();
  }

  /** Whether the FIN has been sent. */
  public boolean finished() {
    return finished;
  }

  /** The call is over. */
  public void close() {
    if (!closed) {
      closed = true;
      int held = unsent;
      for (ByteBuf each : waiting) {
        held += each.readableBytes();
        each.release();
      }
      waiting.clear();
      budget.hold(-held);
    }
  }
}
