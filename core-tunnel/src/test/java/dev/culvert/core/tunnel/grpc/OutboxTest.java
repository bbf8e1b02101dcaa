package dev.culvert.core.tunnel.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.tunnel.MemoryBudget;
import dev.culvert.core.tunnel.SendCredit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/** What waits for credit, what waits for the socket, and what both hold. */
class OutboxTest {
  private final MemoryBudget budget = new MemoryBudget(64 << 20);
  private final Sent sent = new Sent(1000);

  @Test
  void sendsAsFarAsTheCreditReachesAndSaysOnceThatItStarves() {
    sent.add(bytes(1500));
    assertThat(sent.payload).isEqualTo(1000);
    sent.pump();
    assertThat(sent.starved).isEqualTo(1);
    assertThat(sent.hasRoom()).isFalse();
    sent.granted(2000);
    assertThat(sent.payload).isEqualTo(1500);
    assertThat(sent.room()).isEqualTo(1500);
  }

  @Test
  void holdsWhatTheSocketHasNotTaken() {
    sent.add(bytes(1500));
    assertThat(budget.held()).isEqualTo(1500);
    sent.ready = true;
    sent.drained();
    assertThat(budget.held()).isEqualTo(500);
    sent.close();
    assertThat(budget.held()).isZero();
  }

  @Test
  void queuesNoMoreThanItsBoundUntilTheSocketHasTakenIt() {
    sent.granted(10 << 20);
    sent.add(bytes(1 << 20));
    assertThat(sent.payload).isEqualTo(TunnelMethods.QUEUE);
    assertThat(sent.starved).isZero();
    sent.ready = true;
    sent.drained();
    sent.pump();
    assertThat(sent.payload).isEqualTo(2 * TunnelMethods.QUEUE);
  }

  @Test
  void queuesLessWhenOthersHoldTheMemory() {
    sent.granted(10 << 20);
    budget.hold(64 << 20);
    assertThat(sent.room()).isEqualTo(MemoryBudget.FLOOR);
  }

  @Test
  void sendsTheFinAfterAllThatWaits() {
    sent.add(bytes(1500));
    sent.end();
    assertThat(sent.fins).isZero();
    sent.granted(500);
    assertThat(sent.payload).isEqualTo(1500);
    assertThat(sent.fins).isEqualTo(1);
    sent.granted(500);
    assertThat(sent.fins).isEqualTo(1);
  }

  @Test
  void takesAnUnsignedCredit() {
    sent.granted(-1);
    assertThat(sent.room()).isEqualTo(TunnelMethods.QUEUE);
  }

  private static ByteBuf bytes(int length) {
    return Unpooled.wrappedBuffer(new byte[length]);
  }

  private final class Sent extends Outbox {
    boolean ready;
    int payload;
    int starved;
    int fins;

    Sent(int credit) {
      super(new SendCredit(credit), budget);
    }

    @Override
    protected boolean ready() {
      return ready;
    }

    @Override
    protected void send(StreamMessage message) {
      if (message instanceof StreamMessage.Data(ByteBuf data)) {
        payload += data.readableBytes();
        data.release();
      } else if (message.equals(Frames.STARVED)) {
        starved++;
      } else if (message.equals(Frames.FIN)) {
        fins++;
      }
    }
  }
}
