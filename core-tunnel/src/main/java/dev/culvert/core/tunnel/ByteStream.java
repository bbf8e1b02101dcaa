package dev.culvert.core.tunnel;

import io.netty.buffer.ByteBuf;

/**
 * The far half of a TCP connection. Runs on one event loop; see {@link Dialer}.
 *
 * <p>Backpressure both ways. Out: when {@link #isWritable} turns false, stop writing until {@code
 * onWritable}; what is written all the same is kept, not lost. In: the far side sends no more than
 * has been asked for with {@link #request}, so this is also what a stream may hold in memory.
 */
public interface ByteStream {

  /**
   * Sends payload. Takes over the buffer. Allowed before {@code onConnected}: it goes out once
   * connected.
   */
  void write(ByteBuf payload);

  /** What was written goes out now; without it, at the end of the loop's turn. */
  void flush();

  /** Whether the window to the far side has room. */
  boolean isWritable();

  /**
   * Lets this many more payload bytes come. They may be on their way at once: whoever asks has room
   * for them.
   */
  void request(int bytes);

  /** No more payload from here: the far side sees a FIN after all that was written. */
  void shutdownOutput();

  /** Ends both directions at once and lets go of everything. The listener hears nothing more. */
  void reset();

  /** What the far side says. */
  interface Listener {
    /**
     * It does not go to the cluster but to a program of this computer. Comes before {@code
     * onConnected} or {@code onFailed}, or not at all.
     *
     * @param attachment because of which
     */
    default void onDirect(String attachment) {}

    /**
     * The far side is connected.
     *
     * @param dialNanos how long the manager's dial took
     */
    void onConnected(long dialNanos);

    /** The dial failed; the stream is over. */
    void onFailed(Failure failure);

    /** Payload; the buffer is given to the listener. */
    void onData(ByteBuf payload);

    /** The far side's FIN: no more payload from there. The other direction goes on. */
    void onEnd();

    /** The connection broke after {@code onConnected}; the stream is over. */
    void onReset(Failure failure);

    /**
     * The far side has sent all that was asked for and could send more: what is asked for at a time
     * is what limits the flow. For one that keeps up with what comes, a reason to ask for more.
     */
    default void onStarved() {}

    /** There is room again after {@link ByteStream#isWritable} had turned false. */
    void onWritable();
  }
}
