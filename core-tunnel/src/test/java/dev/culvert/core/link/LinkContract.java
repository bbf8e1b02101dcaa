package dev.culvert.core.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Link} does. An implementation's test extends this and lends a program on the
 * other side of the link: for a TUN device that is a UDP socket of the kernel.
 *
 * <p>All calls to the link are made through {@link #onLoop}; {@link #await} lets the loop run until
 * a condition holds.
 */
public abstract class LinkContract {

  /** The link under test, not yet started. The same one throughout a test. */
  protected abstract Link link();

  /**
   * The program sends a UDP datagram over IPv4 out of the link, from its one socket to one fixed
   * address and port.
   */
  protected abstract void programSends(byte[] payload);

  /** What the program's socket has received so far, oldest first. */
  protected abstract List<byte[]> programReceived();

  /** Runs this on the link's event loop and waits for it. */
  protected abstract void onLoop(Runnable action);

  /** Lets the loop run until the condition holds, or fails after a while. */
  protected abstract void await(BooleanSupplier condition);

  private final List<byte[]> packets = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private final List<ByteBuf> kept = new ArrayList<>();

  private final Link.Receiver receiver =
      new Link.Receiver() {
        @Override
        public void onPacket(Packet packet) {
          int version = packet.bytes.getByte(packet.bytes.readerIndex()) >> 4 & 15;
          if (version == 4 && packet.bytes.getByte(packet.bytes.readerIndex() + 9) == 17) {
            packets.add(ByteBufUtil.getBytes(packet.bytes));
            events.add("packet");
            kept.add(packet.bytes.retainedSlice());
          }
        }

        @Override
        public void onBatchEnd() {
          events.add("batch end");
        }

        @Override
        public void onDown(IOException cause) {
          events.add("down: " + cause.getMessage());
        }
      };

  @Test
  void aDatagramArrivesAsOneIpPacketFollowedByTheEndOfItsBatch() {
    onLoop(() -> link().start(receiver));

    programSends(bytes("hello"));
    await(() -> events.contains("packet") && events.getLast().equals("batch end"));

    byte[] packet = packets.getFirst();
    assertThat(new String(packet, packet.length - 5, 5, StandardCharsets.US_ASCII))
        .isEqualTo("hello");
    assertThat((packet[2] & 255) << 8 | (packet[3] & 255))
        .as("the IP total length is the packet's")
        .isEqualTo(packet.length);
    release();
  }

  @Test
  void whatIsKeptStaysWhatItWasWhenMoreArrives() {
    onLoop(() -> link().start(receiver));

    for (int i = 0; i < 5; i++) {
      programSends(bytes("number " + i));
    }
    await(() -> packets.size() == 5);

    for (int i = 0; i < 5; i++) {
      assertThat(ByteBufUtil.getBytes(kept.get(i))).isEqualTo(packets.get(i));
      assertThat(kept.get(i).toString(StandardCharsets.US_ASCII)).endsWith("number " + i);
    }
    release();
  }

  @Test
  void transmittedPacketsArriveInOrderAfterAFlush() {
    onLoop(() -> link().start(receiver));
    programSends(bytes("ping"));
    await(() -> packets.size() == 1);

    List<ByteBuf> sent = new ArrayList<>();
    onLoop(() -> {
      Packet reused = new Packet();
      for (int i = 0; i < 3; i++) {
        ByteBuf answer = answer(packets.getFirst());
        sent.add(answer);
        link().transmit(reused.set(answer));
      }
      link().flush();
    });

    await(() -> programReceived().size() == 3);
    assertThat(programReceived()).allSatisfy(got -> assertThat(got).isEqualTo(bytes("ping")));
    await(() -> sent.stream().allMatch(buffer -> buffer.refCnt() == 0));
    release();
  }

  @Test
  void aPacketLargerThanTheMtuIsRefusedAndReleased() {
    onLoop(() -> link().start(receiver));
    ByteBuf tooLarge = Unpooled.buffer().writeZero(Link.HEADROOM + link().mtu() + 1);
    tooLarge.setByte(Link.HEADROOM, 0x45).readerIndex(Link.HEADROOM);

    onLoop(() ->
        assertThatThrownBy(() -> link().transmit(new Packet().set(tooLarge)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(String.valueOf(link().mtu() + 1)));
    assertThat(tooLarge.refCnt()).isZero();
  }

  @Test
  void aSuperpacketOfAKindTheLinkHasNotIsRefused() {
    onLoop(() -> link().start(receiver));
    for (Packet.Gso gso : Packet.Gso.values()) {
      boolean supported =
          switch (gso) {
            case NONE -> true;
            case TCP4 -> link().offloads().contains(Link.Offload.TSO4);
            case TCP6 -> link().offloads().contains(Link.Offload.TSO6);
            case UDP -> link().offloads().contains(Link.Offload.USO);
          };
      if (!supported) {
        ByteBuf bytes = Unpooled.buffer().writeZero(Link.HEADROOM + 100);
        Packet packet = new Packet().set(bytes.readerIndex(Link.HEADROOM));
        packet.gso = gso;
        packet.gsoSize = 20;
        onLoop(() ->
            assertThatThrownBy(() -> link().transmit(packet))
                .isInstanceOf(IllegalArgumentException.class));
      }
    }
  }

  @Test
  void nothingIsDeliveredAfterCloseAndClosingTwiceIsHarmless() {
    onLoop(() -> link().start(receiver));
    link().close();
    link().close();
    onLoop(() -> {
      ByteBuf late = Unpooled.buffer().writeZero(Link.HEADROOM + 40);
      late.setByte(Link.HEADROOM, 0x45);
      link().transmit(new Packet().set(late.readerIndex(Link.HEADROOM)));
      link().flush();
      assertThat(late.refCnt()).as("a packet for a closed link is let go").isZero();
    });
    assertThat(events).noneMatch(event -> event.equals("packet"));
  }

  /** The same datagram back: addresses and ports swapped, which changes no checksum. */
  private static ByteBuf answer(byte[] packet) {
    byte[] answer = packet.clone();
    int transport = (packet[0] & 15) * 4;
    System.arraycopy(packet, 12, answer, 16, 4);
    System.arraycopy(packet, 16, answer, 12, 4);
    System.arraycopy(packet, transport, answer, transport + 2, 2);
    System.arraycopy(packet, transport + 2, answer, transport, 2);
    answer[transport + 6] = 0; // No checksum (RFC 768): the one received may be partial.
    answer[transport + 7] = 0;
    return Unpooled.buffer().writeZero(Link.HEADROOM).writeBytes(answer).readerIndex(Link.HEADROOM);
  }

  private void release() {
    onLoop(() -> kept.forEach(ByteBuf::release));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
