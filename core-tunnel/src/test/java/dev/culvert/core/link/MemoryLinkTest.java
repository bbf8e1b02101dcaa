package dev.culvert.core.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.time.VirtualScheduler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The contract, on the link in memory. */
final class MemoryLinkTest extends LinkContract {
  private final VirtualScheduler scheduler = new VirtualScheduler();
  private final MemoryLink.Pair pair = MemoryLink.pair(1500, Set.of(), scheduler);
  private final List<byte[]> received = new ArrayList<>();

  MemoryLinkTest() {
    pair.far()
        .start(
            new Link.Receiver() {
              @Override
              public void onPacket(Packet packet) {
                int payload = packet.bytes.readerIndex() + 28;
                received.add(
                    ByteBufUtil.getBytes(
                        packet.bytes, payload, packet.bytes.writerIndex() - payload));
              }

              @Override
              public void onBatchEnd() {}

              @Override
              public void onDown(IOException cause) {
                throw new AssertionError(cause);
              }
            });
  }

  @Override
  protected Link link() {
    return pair.near();
  }

  @Override
  protected void programSends(byte[] payload) {
    ByteBuf packet = Unpooled.buffer().writeZero(Link.HEADROOM);
    packet.writeByte(0x45).writeByte(0).writeShort(28 + payload.length).writeInt(0);
    packet.writeByte(64).writeByte(17).writeShort(0);
    packet.writeInt(0x0a000001).writeInt(0x0a000002);
    packet.writeShort(4000).writeShort(7).writeShort(8 + payload.length).writeShort(0);
    packet.writeBytes(payload).readerIndex(Link.HEADROOM);
    pair.far().transmit(new Packet().set(packet));
    pair.far().flush();
  }

  @Override
  protected List<byte[]> programReceived() {
    return received;
  }

  @Override
  protected void onLoop(Runnable action) {
    action.run();
  }

  @Override
  protected void await(BooleanSupplier condition) {
    scheduler.run();
    assertThat(condition.getAsBoolean()).isTrue();
  }
}
