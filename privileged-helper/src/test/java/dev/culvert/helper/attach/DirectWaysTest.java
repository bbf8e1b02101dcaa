package dev.culvert.helper.attach;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.Collected;
import dev.culvert.core.tunnel.Destinations;
import dev.culvert.core.tunnel.Dialer;
import dev.culvert.core.tunnel.DialerContract;
import dev.culvert.core.tunnel.MemoryDialer;
import dev.culvert.core.tunnel.transport.Transports;
import dev.culvert.proto.attach.v1.Attachment.Phase;
import dev.culvert.proto.attach.v1.AttachmentList;
import dev.culvert.proto.attach.v1.Kind;
import dev.culvert.proto.attach.v1.Shortcut;
import dev.culvert.proto.attach.v1.Transport;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Programs of this computer keep the contract of every dialer, at addresses of the cluster; and
 * what is dialled goes to the cluster as soon as they are not to be had directly any longer.
 */
final class DirectWaysTest extends DialerContract {
  private static final IpAddress SERVICE = IpAddress.parse("10.96.20.1");

  private final EventLoopGroup loops = Transports.newLoops(1, "direct-test");
  private final EventLoop loop = loops.next();
  private final Destinations programs = new Destinations();
  private final DirectWays ways = new DirectWays();
  private final List<Shortcut> shortcuts = new ArrayList<>();

  /** Nobody listens there. */
  private final MemoryDialer cluster = new MemoryDialer(loop);

  private final Dialer dialer = ways.before(cluster, loop);

  @AfterEach
  void stop() throws Exception {
    programs.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(10, TimeUnit.SECONDS);
  }

  /** The program under an address of the cluster's. */
  private Endpoint attached(Endpoint program) {
    for (Transport each : List.of(Transport.TRANSPORT_TCP, Transport.TRANSPORT_UDP)) {
      shortcuts.add(DirectTest.shortcut(SERVICE, program.port(), each, program.port()));
    }
    tell(Phase.PHASE_ACTIVE);
    return new Endpoint(SERVICE, program.port());
  }

  private void tell(Phase phase) {
    ways.attached(
        AttachmentList.newBuilder()
            .addAttachments(
                DirectTest.attachment(
                    Kind.KIND_INTERCEPT, phase, shortcuts.toArray(Shortcut[]::new)))
            .build());
  }

  /** A listener that also remembers that it was told of the direct way. */
  private static final class Heard extends Collected {
    private final CompletableFuture<String> direct = new CompletableFuture<>();

    Heard() {
      super(true);
    }

    @Override
    public void onDirect(String attachment) {
      direct.complete(attachment);
    }
  }

  @Test
  void saysThatItIsDirectAndBecauseOfWhat() throws Exception {
    Heard heard = new Heard();
    var stream = dial(echo(), heard);
    await(heard.connected);
    assertThat(heard.direct).isCompletedWithValue("a1");
    run(stream::reset);
    assertThat(cluster.openStreams()).isZero();
  }

  @Test
  void saysInTheAgentsWordsThatNobodyListens() throws Exception {
    Heard heard = new Heard();
    Endpoint nobody = nobody();
    dial(nobody, heard);
    assertThat(await(heard.failed).detail())
        .isEqualTo("nothing listens at 127.0.0.1:" + nobody.port() + " on the attached computer");
    assertThat(heard.direct).isCompletedWithValue("a1");
  }

  @Test
  void goesToTheClusterAsSoonAsItIsPausedOrEnded() throws Exception {
    Endpoint echo = echo();
    assertThat(isDirect(echo)).isTrue();
    tell(Phase.PHASE_PAUSED);
    assertThat(isDirect(echo)).isFalse();
    tell(Phase.PHASE_ACTIVE);
    assertThat(isDirect(echo)).isTrue();
    ways.leaves("a1");
    assertThat(isDirect(echo)).isFalse();
    // The manager tells of something else before it has ended it.
    tell(Phase.PHASE_ACTIVE);
    assertThat(isDirect(echo)).isFalse();
    ways.stays("a1");
    assertThat(isDirect(echo)).isTrue();
    ways.pause();
    assertThat(isDirect(echo)).isFalse();
  }

  @Test
  void aConnectionThatIsUnderWayStaysWhereItIs() throws Exception {
    Collected heard = new Collected(true);
    var stream = dial(echo(), heard);
    await(heard.connected);
    ways.end();
    run(() -> {
      stream.write(ascii("still here"));
      stream.shutdownOutput();
    });
    await(heard.ended);
    assertThat(heard.text()).isEqualTo("still here");
  }

  private boolean isDirect(Endpoint destination) throws Exception {
    Heard heard = new Heard();
    var stream = dial(destination, heard);
    if (CompletableFuture.anyOf(heard.direct, heard.failed).get(30, TimeUnit.SECONDS)
        instanceof String) {
      run(stream::reset);
      return true;
    }
    assertThat(await(heard.failed).detail()).isEqualTo(destination + ": connection refused");
    return false;
  }

  @Override
  protected EventLoop loop() {
    return loop;
  }

  @Override
  protected Dialer dialer() {
    return dialer;
  }

  @Override
  protected Endpoint echo() throws Exception {
    return attached(programs.echo());
  }

  @Override
  protected Endpoint resetter() throws Exception {
    return attached(programs.resetter());
  }

  @Override
  protected Endpoint neverReads() throws Exception {
    return attached(programs.neverReads());
  }

  @Override
  protected Endpoint source() throws Exception {
    return attached(programs.source());
  }

  @Override
  protected Endpoint nobody() throws Exception {
    return attached(programs.nobody());
  }

  @Override
  protected Endpoint udpEcho() throws Exception {
    return attached(programs.udpEcho());
  }
}
