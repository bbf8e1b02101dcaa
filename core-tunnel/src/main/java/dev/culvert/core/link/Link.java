package dev.culvert.core.link;

import java.io.IOException;
import java.util.Set;

/**
 * A layer 3 link: IP packets in, IP packets out. A TUN device is one, {@link MemoryLink} is the
 * other.
 *
 * <p>One event loop owns a link: every method except {@link #close} is called on it, and the
 * receiver is called on it.
 *
 * <p>Ownership: a received packet's bytes are borrowed for the duration of the call; whoever keeps
 * them retains them. A transmitted packet's bytes are given away, whatever becomes of the packet.
 */
public interface Link extends AutoCloseable {

  /**
   * Room that a transmitted packet leaves before its reader index, so that a link can put its own
   * header there without a copy. (A virtio-net header has 10 or 12 bytes.)
   */
  int HEADROOM = 16;

  /** The largest IP packet in bytes, superpackets aside. */
  int mtu();

  /**
   * What the link does for packets that are transmitted; superpackets of other kinds are not
   * allowed.
   */
  Set<Offload> offloads();

  /** Begins to deliver packets. Called once. */
  void start(Receiver receiver);

  /**
   * Sends one packet. May be held back until {@link #flush}. A packet that the link has no room for
   * is dropped and counted, as on any link.
   *
   * @throws IllegalArgumentException when the packet is larger than the link allows, or of a kind
   *     of GSO it has not
   */
  void transmit(Packet packet);

  /** Everything transmitted so far goes out now. */
  void flush();

  /** Packets dropped on transmit since the start. */
  long transmitDrops();

  /** Ends the link; the receiver is not called again. Safe from any thread, and more than once. */
  @Override
  void close();

  /** What a link can do in the kernel's stead or with its help. */
  enum Offload {
    /** Completes partial transport checksums on transmit. */
    CHECKSUM,
    /** Cuts TCP superpackets over IPv4. */
    TSO4,
    /** Cuts TCP superpackets over IPv6. */
    TSO6,
    /** Cuts UDP superpackets. */
    USO
  }

  /** Where packets go. Called on the link's event loop. */
  interface Receiver {
    /** One packet; object and bytes are borrowed for this call. */
    void onPacket(Packet packet);

    /** The packets that were ready have been delivered: a good moment to send what they caused. */
    void onBatchEnd();

    /** The device is gone or failed; nothing comes any more. Called at most once. */
    void onDown(IOException cause);
  }
}
