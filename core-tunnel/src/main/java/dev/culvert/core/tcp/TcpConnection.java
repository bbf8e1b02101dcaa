package dev.culvert.core.tcp;

import dev.culvert.core.demux.Counter;
import dev.culvert.core.demux.Flow;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.wire.TcpHeader;
import dev.culvert.core.words.Reason;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One connection with a program of this computer, from its SYN to the end of TIME-WAIT: the
 * transmission control block (RFC 9293 section 3.3.1) and the user's calls (section 3.10). Runs on
 * the loop. What is to be sent because of a call is sent at the end of the turn.
 */
public final class TcpConnection extends Flow {
  final TcpStack stack;
  final Sender sender;
  final Receiver receiver;
  final TcpTimers timers;
  final boolean v6;

  TcpState state = TcpState.LISTEN;
  TcpUser user = NoUser.INSTANCE;

  /** Both sides sent the timestamps option in their SYN (RFC 7323 section 3.2). */
  boolean timestamps;

  /** Both sides permit selective acknowledgments (RFC 2018 section 2). */
  boolean sack;

  /** TS.Recent (RFC 7323 section 4.3), and when it was set. */
  int tsRecent;

  long tsRecentAt;

  /** Makes our timestamps unlike another connection's. */
  int tsOffset;

  /** In the stack's list of connections with something to send. */
  boolean ready;

  /** Challenge and duplicate acknowledgments sent in the second that began then. */
  int limitedAcks;

  long limitedSince;

  int retransmits;

  TcpConnection(TcpStack stack, Endpoint source, Endpoint destination) {
    super(source, destination);
    this.stack = stack;
    v6 = source.address().v6();
    sender = new Sender(this);
    receiver = new Receiver(this);
    timers = new TcpTimers(this);
  }

  /** The state now. */
  public TcpState state() {
    return state;
  }

  /** Segments sent more than once so far. */
  public int retransmits() {
    return retransmits;
  }

  /** Bytes given to {@link #send} that the program has not acknowledged. */
  public int unacknowledged() {
    return sender.buffer.size();
  }

  /** The sequence number of the SYN, for a quotation of it. */
  public int initialSequence() {
    return receiver.irs;
  }

  /** The far side is connected: answers the SYN. In LISTEN only. */
  public void accept() {
    requireListen();
    state = TcpState.SYN_RECEIVED;
    sender.open(stack.initialSequence.next(source, destination, stack.now()));
    stack.writer.synAck(this);
    sender.synSent();
  }

  /** The far side has refused: answers the SYN with RST. In LISTEN only. */
  public void refuse() {
    requireListen();
    stack.writer.resetFor(this);
    discard();
  }

  /** Forgets the SYN without an answer; the kernel's next one is a new attempt. */
  public void forget() {
    requireListen();
    discard();
  }

  /** Forgets the SYN without an answer, and ignores the attempt's further ones. */
  public void silence() {
    requireListen();
    stack.silenced.add(source, destination, receiver.irs, stack.now());
    discard();
  }

  /** SEND: queues payload for the program. Takes over the buffer. */
  public void send(ByteBuf payload) {
    if (!state.sends() || sender.finQueued) {
      payload.release();
      return;
    }
    sender.buffer.add(payload);
    stack.ready(this);
  }

  /** CLOSE of our direction: a FIN after everything that was queued. */
  public void shutdown() {
    if (state.sends() && !sender.finQueued) {
      sender.finQueued = true;
      stack.ready(this);
    }
  }

  /** ABORT: RST, and everything is let go. The user hears nothing more. */
  public void abort() {
    switch (state) {
      case CLOSED, TIME_WAIT -> {}
      case LISTEN -> refuse();
      default -> {
        stack.writer.reset(this);
        discard();
      }
    }
  }

  /**
   * From now on no more than so many bytes may wait for the user. The window as advertised does not
   * move back: what has been let come still may.
   */
  public void limitWindow(int bytes) {
    receiver.cap = bytes;
  }

  /** Bytes that the program may still send as it was told: RCV.WND. */
  public int receiveWindow() {
    return receiver.window();
  }

  /** The user has passed on so many bytes of payload: there is room for as many. */
  public void consumed(int bytes) {
    receiver.consumed(bytes);
  }

  /** Ends the connection here and tells the user. */
  void over(@Nullable Reason reason) {
    TcpUser hears = user;
    discard();
    hears.onOver(reason);
  }

  /** Enters TIME-WAIT: the user is done, only segments that come late are answered. */
  void timeWait() {
    state = TcpState.TIME_WAIT;
    TcpUser hears = user;
    user = NoUser.INSTANCE;
    sender.release();
    receiver.release();
    timers.enterTimeWait();
    hears.onOver(null);
  }

  /** The program does not answer any more. */
  void giveUp(Reason what) {
    stack.counters.count(Counter.TCP_GIVEN_UP);
    stack.writer.reset(this);
    over(what);
  }

  /** The handshake is over, well or not. */
  void leaveHalfOpen() {
    if (state == TcpState.LISTEN || state == TcpState.SYN_RECEIVED) {
      stack.leaveHalfOpen();
    }
  }

  /** Takes the connection out of everything. */
  void discard() {
    if (state == TcpState.CLOSED) {
      return;
    }
    leaveHalfOpen();
    state = TcpState.CLOSED;
    user = NoUser.INSTANCE;
    sender.release();
    receiver.release();
    timers.cancel();
    stack.remove(this);
  }

  /** The options of a SYN, which may come again with others before the connection is accepted. */
  void negotiate(TcpHeader syn) {
    receiver.irs = syn.seq;
    timestamps = syn.timestamps;
    sack = syn.sackPermitted;
    tsRecent = syn.tsValue;
    tsRecentAt = stack.now();
    receiver.open(syn.windowScale >= 0);
    sender.negotiate(syn);
  }

  /** Our clock for the timestamps option, in milliseconds (RFC 7323 section 5.4). */
  int tsNow() {
    return (int) (stack.now() / 1_000_000) + tsOffset;
  }

  private void requireListen() {
    if (state != TcpState.LISTEN) {
      throw new IllegalStateException("the SYN has been answered: " + this);
    }
  }

  @Override
  public String toString() {
    return super.toString() + " " + state;
  }

  /** Hears what nobody cares for any more. */
  private enum NoUser implements TcpUser {
    INSTANCE;

    @Override
    public void onEstablished() {}

    @Override
    public void onReceived(ByteBuf payload) {
      payload.release();
    }

    @Override
    public void onFin() {}

    @Override
    public void onAcknowledged(int bytes) {}

    @Override
    public void onOver(@Nullable Reason reason) {}
  }
}
