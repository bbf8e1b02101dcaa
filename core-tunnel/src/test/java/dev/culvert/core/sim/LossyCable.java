package dev.culvert.core.sim;

import dev.culvert.core.link.Link;
import dev.culvert.core.link.Packet;
import dev.culvert.core.time.VirtualScheduler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.Random;
import java.util.function.Consumer;

/** Between a program and the link: loses, delays, doubles and corrupts packets both ways. */
final class LossyCable implements Link.Receiver {
  private static final long LATENCY = 50_000;

  private final Link link;
  private final VirtualScheduler scheduler;
  private final Scenario scenario;
  private final Random random;
  private Consumer<byte[]> program = packet -> {};

  LossyCable(Link link, VirtualScheduler scheduler, Scenario scenario) {
    this.link = link;
    this.scheduler = scheduler;
    this.scenario = scenario;
    random = new Random(scenario.seed());
  }

  void start(Consumer<byte[]> receiver) {
    program = receiver;
    link.start(this);
  }

  /** From the program to the engine; a superpacket when gsoSize is not 0. */
  void send(byte[] packet, int gsoSize) {
    pass(
        packet,
        gsoSize != 0,
        bytes -> {
          ByteBuf buffer = Unpooled.buffer().writeZero(Link.HEADROOM).writeBytes(bytes);
          Packet out = new Packet().set(buffer.readerIndex(Link.HEADROOM));
          if (gsoSize != 0) {
            out.gso = scenario.v6() ? Packet.Gso.TCP6 : Packet.Gso.TCP4;
            out.gsoSize = gsoSize;
            out.checksumPartial = true;
            out.checksumStart = scenario.v6() ? 40 : 20;
            out.checksumOffset = 16;
          }
          link.transmit(out);
          link.flush();
        });
  }

  @Override
  public void onPacket(Packet packet) {
    pass(ByteBufUtil.getBytes(packet.bytes), packet.checksumPartial, program);
  }

  private void pass(byte[] packet, boolean unprotected, Consumer<byte[]> to) {
    if (random.nextDouble() < scenario.loss()) {
      return;
    }
    byte[] bytes = packet;
    if (!unprotected && random.nextDouble() < scenario.corrupt()) {
      bytes = packet.clone();
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    deliver(bytes, to);
    if (random.nextDouble() < scenario.duplicate()) {
      deliver(bytes, to);
    }
  }

  private void deliver(byte[] bytes, Consumer<byte[]> to) {
    long late = random.nextDouble() < scenario.reorder() ? random.nextLong(20_000_000) : 0;
    scheduler.schedule(() -> to.accept(bytes), LATENCY + late);
  }

  @Override
  public void onBatchEnd() {}

  @Override
  public void onDown(IOException cause) {
    throw new AssertionError(cause);
  }
}
