package dev.culvert.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import dev.culvert.app.helper.HelperException;
import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.attach.v1.Workload;
import dev.culvert.proto.helper.v1.Flow;
import dev.culvert.proto.helper.v1.SpeedReport;
import dev.culvert.proto.helper.v1.SpeedRequest;
import dev.culvert.proto.helper.v1.Verdict;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is asked of the helper, and what is shown of its answers. */
class SpeedModelTest {
  private static final Attachment ORDERS =
      Attachment.newBuilder()
          .setId("a1")
          .setMine(true)
          .setSpec(AttachSpec.newBuilder().setWorkload(Workload.newBuilder().setName("orders")))
          .build();
  private static final SpeedTarget POD = SpeedTarget.of("cart-0:8080", "10.244.1.7", 8080);

  private final HandInspect inspect = new HandInspect();
  private final SpeedModel model =
      new SpeedModel(
          inspect,
          new HandWorkbench(),
          () -> List.of(ORDERS, ORDERS.toBuilder().setMine(false).setId("a2").build()),
          () -> List.of(POD),
          () -> List.of(flow(80), flow(80), flow(81)));

  private static FlowRow flow(int port) {
    return FlowRow.of(
        Flow.newBuilder()
            .setProtocol(Flow.Protocol.PROTOCOL_TCP)
            .setVerdict(Verdict.VERDICT_CLUSTER)
            .setDestinationAddress("10.96.0.9")
            .setDestinationName("cart.shop.svc.cluster.local")
            .setDestinationPort(port)
            .build());
  }

  private static Duration millis(double millis) {
    return Duration.newBuilder().setNanos((int) (millis * 1_000_000)).build();
  }

  private static SpeedReport.Moved moved(long bytes) {
    return SpeedReport.Moved.newBuilder()
        .setBytes(bytes)
        .setTook(Duration.newBuilder().setSeconds(2))
        .build();
  }

  private static SpeedReport whole() {
    return SpeedReport.newBuilder()
        .setFirstHop(millis(1.2))
        .setRoundTrip(millis(3.4))
        .setDown(moved(10_000_000))
        .setUp(moved(5_000_000))
        .setPodHop(millis(0.25))
        .setPodWhole(millis(3.7))
        .setDone(true)
        .build();
  }

  private SpeedRequest asked() {
    return Objects.requireNonNull(inspect.measured);
  }

  @Test
  void offersTheManagerWhatIsAttachedPodsLookedAtAndPlacesReachedLately() {
    assertThat(model.targets())
        .extracting(SpeedTarget::words)
        .containsExactly("The manager", "orders, its agent", "cart-0:8080", "cart:80", "cart:81");
  }

  @Test
  void asksForWhereItGoes() {
    model.start();
    assertThat(asked().getTargetCase()).isEqualTo(SpeedRequest.TargetCase.TARGET_NOT_SET);
    assertThat(asked().getBytes()).isEqualTo(32L << 20);
    model.target(POD);
    model.start();
    assertThat(asked().getPod().getAddress()).isEqualTo("10.244.1.7");
    model.target(model.targets().get(1));
    model.start();
    assertThat(asked().getAttachment()).isEqualTo("a1");
  }

  @Test
  void aPlaceIsAnAddressAndAPort() {
    assertThat(SpeedTarget.typed(" [fd00::7]:8080 ").orElseThrow().address()).isEqualTo("fd00::7");
    assertThat(SpeedTarget.typed("10.0.0.1:80").orElseThrow().port()).isEqualTo(80);
    assertThat(SpeedTarget.typed("orders:80")).isEmpty();
    assertThat(SpeedTarget.typed("10.0.0.1")).isEmpty();
  }

  @Test
  void figuresAreShownAsTheyComeAndKeptAtTheEnd() {
    model.start();
    inspect.figures.accept(whole().toBuilder().clearUp().setDone(false).build());
    SpeedReport shown = model.picture().get().running().orElseThrow().report();
    assertThat(SpeedWay.of(SpeedTarget.MANAGER, shown).lanes())
        .extracting(SpeedWay.Lane::rate)
        .containsExactly("5.00\u00a0MB/s", Units.UNKNOWN);
    inspect.figures.accept(whole());
    inspect.measuredEnd.accept(Optional.empty());
    assertThat(model.picture().get().running()).isEmpty();
    assertThat(model.picture().get().past()).hasSize(1);
  }

  @Test
  void eachHopHasItsFigure() {
    SpeedWay way = SpeedWay.of(POD, whole());
    assertThat(way.stops())
        .extracting(SpeedWay.Stop::name)
        .containsExactly("This computer", "API server", "Manager", "cart-0:8080");
    // What TLS and the port-forward take is what the kernel's round trip leaves.
    assertThat(way.links())
        .extracting(link -> link.time().replaceAll("\\h", " "))
        .containsExactly("1.2 ms", "2.2 ms", "0.25 ms");
    assertThat(way.wholes())
        .extracting(each -> each.time().replaceAll("\\h", " "))
        .containsExactly("3.4 ms", "3.7 ms");
    assertThat(way.lanes()).as("nobody there answers").hasSize(2);
    assertThat(way.lanes().getLast().share()).isEqualTo(0.5);
    SpeedReport direct =
        whole().toBuilder().setFirstHopIs(SpeedReport.FirstHop.FIRST_HOP_MANAGER).build();
    assertThat(SpeedWay.of(SpeedTarget.MANAGER, direct).links()).hasSize(1);
  }

  @Test
  void whatIsStoppedIsNotKept() {
    model.start();
    var late = inspect.figures;
    model.stop();
    assertThat(inspect.measured).isNull();
    late.accept(whole());
    assertThat(model.picture().get().running()).isEmpty();
    assertThat(model.picture().get().past()).isEmpty();
  }

  @Test
  void whyItFailedIsKept() {
    model.start();
    inspect.measuredEnd.accept(
        Optional.of(new HelperException(HelperException.Reason.WRONG_STATE, "not connected")));
    assertThat(model.picture().get().past().getFirst().why()).isEqualTo("not connected");
  }
}
