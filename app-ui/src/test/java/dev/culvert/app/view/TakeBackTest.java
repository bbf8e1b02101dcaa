package dev.culvert.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.app.helper.HelperException;
import dev.culvert.app.view.TakeBack.Stage;
import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.attach.v1.Kind;
import dev.culvert.proto.attach.v1.Ready;
import dev.culvert.proto.attach.v1.Workload;
import dev.culvert.proto.helper.v1.MountState;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What was detached, for five seconds. */
class TakeBackTest {
  private static final Attachment ORDERS =
      Attachment.newBuilder()
          .setId("a1")
          .setSpec(
              AttachSpec.newBuilder()
                  .setKind(Kind.KIND_INTERCEPT)
                  .setWorkload(Workload.newBuilder().setName("orders").setNamespace("shop")))
          .build();

  private final HandWorkbench bench = new HandWorkbench();
  private final HandAttach helper = new HandAttach();
  private final TakeBack takeBack = new TakeBack(helper, bench);

  private Stage stage() {
    return Objects.requireNonNull(takeBack.offer().get()).stage();
  }

  @Test
  void isOfferedForFiveSecondsAndNoLonger() {
    takeBack.detached(ORDERS, List.of());
    bench.pass(Duration.ofMillis(4999));
    assertThat(stage()).isEqualTo(Stage.OFFERED);
    bench.pass(Duration.ofMillis(1));
    assertThat(takeBack.offer().get()).isNull();
    takeBack.take();
    assertThat(helper.attached).isEmpty();
  }

  @Test
  void attachesToTheSameAgainWithItsFiles() {
    MountState files =
        MountState.newBuilder()
            .setAttachment("a1")
            .setDirectory("/home/mara/orders")
            .setReadOnly(true)
            .build();
    takeBack.detached(ORDERS, List.of(files));
    takeBack.take();
    takeBack.take();
    assertThat(helper.attached).hasSize(1);
    assertThat(helper.attached.getFirst().getSpec()).isEqualTo(ORDERS.getSpec());
    bench.pass(Duration.ofSeconds(20));
    assertThat(stage()).as("it takes as long as it takes").isEqualTo(Stage.TAKING);
    helper.ready.complete(
        Ready.newBuilder().setAttachment(Attachment.newBuilder().setId("a2")).build());
    assertThat(helper.mounted).hasSize(1);
    assertThat(helper.mounted.getFirst().getAttachment()).isEqualTo("a2");
    assertThat(helper.mounted.getFirst().getDirectory()).isEqualTo("/home/mara/orders");
    helper.mount.complete(files);
    assertThat(takeBack.offer().get()).isNull();
  }

  @Test
  void saysWhyItCouldNot() {
    takeBack.detached(ORDERS, List.of());
    takeBack.take();
    helper.ready.completeExceptionally(
        new HelperException(HelperException.Reason.WRONG_STATE, "jonas has it now"));
    assertThat(stage()).isEqualTo(Stage.FAILED);
    assertThat(Objects.requireNonNull(takeBack.offer().get()).words()).contains("jonas has it now");
    bench.pass(Duration.ofSeconds(15));
    assertThat(takeBack.offer().get()).isNull();
  }
}
