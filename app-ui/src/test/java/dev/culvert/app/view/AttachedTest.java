package dev.culvert.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.app.cluster.Workload;
import dev.culvert.app.view.AttachmentsModel.Shown;
import dev.culvert.app.view.AttachmentsModel.Who;
import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.attach.v1.Kind;
import dev.culvert.proto.attach.v1.Owner;
import dev.culvert.proto.helper.v1.LocalAttachments;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is attached, as lists say it. */
class AttachedTest {

  private static Attachment to(String name, String owner, boolean mine, Kind kind) {
    return Attachment.newBuilder()
        .setId(owner + name)
        .setMine(mine)
        .setOwner(Owner.newBuilder().setUser(owner))
        .setSpec(
            AttachSpec.newBuilder()
                .setKind(kind)
                .setWorkload(
                    dev.culvert.proto.attach.v1.Workload.newBuilder()
                        .setKind("Deployment")
                        .setNamespace("shop")
                        .setName(name)))
        .build();
  }

  @Test
  void thisPersonStandsFirst() {
    Shown shown =
        new Shown(
            LocalAttachments.newBuilder()
                .addAttachments(to("orders", "jonas", false, Kind.KIND_WIRETAP))
                .addAttachments(to("orders", "mara", true, Kind.KIND_INTERCEPT))
                .addAttachments(to("cart", "noor", false, Kind.KIND_INGEST))
                .build(),
            Set.of(),
            "",
            Map.of());
    assertThat(shown.who(new Workload.Key(Workload.Kind.DEPLOYMENT, "shop", "orders")))
        .containsExactly(
            new Who("mara", true, AttachWay.PORT), new Who("jonas", false, AttachWay.WIRETAP));
    assertThat(shown.mine()).hasSize(1);
    assertThat(shown.mine().getFirst().workload().getName()).isEqualTo("orders");
    assertThat(shown.marks()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"jonas.kraemer@mac, JK", "mara, MA", "x@y, X", "ci-bot-7@runner, C7"})
  void initialsComeFromTheName(String name, String initials) {
    assertThat(new Who(name, false, AttachWay.INGEST).initials()).isEqualTo(initials);
  }
}
