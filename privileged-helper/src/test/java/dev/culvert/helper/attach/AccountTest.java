package dev.culvert.helper.attach;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.inspect.FlowLog;
import dev.culvert.core.inspect.NameIndex;
import dev.culvert.core.inspect.PacketRing;
import dev.culvert.core.inspect.ProgramFinder;
import dev.culvert.core.inspect.StreamTape;
import dev.culvert.core.inspect.TakenFlow;
import dev.culvert.core.inspect.Verdict;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.Failure;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** What becomes of a taken connection's line when it ends. */
final class AccountTest {
  private static final Endpoint CALLER = new Endpoint(IpAddress.parse("10.244.0.9"), 40_000);
  private static final Endpoint PROGRAM = new Endpoint(IpAddress.parse("127.0.0.1"), 3000);
  private final FlowLog flows =
      new FlowLog(InstantSource.system(), new NameIndex(), ProgramFinder.NONE);
  private final TakenFlow flow = flows.taken("a1", CALLER, PROGRAM, "echo.shop");
  private final Account account =
      new Account(
          new StreamTape(new PacketRing(InstantSource.system()), "a1", CALLER, 3000),
          flow,
          new EmbeddedChannel().eventLoop());

  AccountTest() {
    flow.opened(PROGRAM, new Endpoint(PROGRAM.address(), 50_000));
  }

  private Verdict verdict() {
    return flows.snapshot().getFirst().verdict();
  }

  /** HTTP/1.0, and whatever says Connection: close. */
  @Test
  void aCallerThatLeavesAfterTheProgramsEndHasBrokenNothing() {
    account.socketEnded();
    account.left();
    assertThat(verdict()).isEqualTo(Verdict.TAKEN);
  }

  /** As an agent lets go of a connection that the program would have kept for more requests. */
  @Test
  void aCallerThatLeavesBeforeIsNoFaultOfTheProgram() {
    account.left();
    assertThat(verdict()).isEqualTo(Verdict.TAKEN);
  }

  @Test
  void aProgramThatEndsTheConnectionHasBrokenIt() {
    account.failed(new Failure(Failure.Cause.RESET, "the program here ended the connection"));
    assertThat(verdict()).isEqualTo(Verdict.RESET);
  }

  @Test
  void aTunnelThatGoesDownHasBrokenTheConnectionWhoeverHasEnded() {
    account.socketEnded();
    account.failed(new Failure(Failure.Cause.TUNNEL_DOWN, "the tunnel is down"));
    assertThat(verdict()).isNotEqualTo(Verdict.TAKEN);
  }
}
