package dev.culvert.core.tcp;

import dev.culvert.core.words.Reason;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Who uses a connection, RFC 9293 section 3.9.1's TCP-to-user messages: hears what the program
 * does. Called on the loop, in the middle of handling a segment; may call the connection back.
 */
public interface TcpUser {
  /** The program's acknowledgment of our SYN-ACK has come. */
  void onEstablished();

  /**
   * Payload from the program, given away. Room for it stays taken until {@link
   * TcpConnection#consumed}.
   */
  void onReceived(ByteBuf payload);

  /** The program's FIN, after all its payload. */
  void onFin();

  /** The program has acknowledged so many bytes, which made room for as many. */
  void onAcknowledged(int bytes);

  /**
   * Both sides have ended and everything is acknowledged, or the connection broke. Nothing comes
   * after it, and the connection must not be used any more.
   *
   * @param reason null when it ended as both sides wished; otherwise in plain words
   */
  void onOver(@Nullable Reason reason);
}
