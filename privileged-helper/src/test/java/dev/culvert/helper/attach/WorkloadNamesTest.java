package dev.culvert.helper.attach;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.culvert.helper.session.AttachedNames;
import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.attach.v1.AttachmentList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With what names are completed while something is attached. */
final class WorkloadNamesTest {
  private static Attachment.Builder attached(String id, long since, String... search) {
    return Attachment.newBuilder()
        .setId(id)
        .setMine(true)
        .setSince(Timestamp.newBuilder().setSeconds(since))
        .addAllSearch(List.of(search));
  }

  private static AttachedNames of(Attachment.Builder... attachments) {
    AttachmentList.Builder list = AttachmentList.newBuilder();
    for (Attachment.Builder each : attachments) {
      list.addAttachments(each);
    }
    return WorkloadNames.of(list.build());
  }

  @Test
  void theOneAttachedLastComesFirst() {
    assertThat(
            of(
                attached("a1", 10, "shop.svc.cluster.local", "svc.cluster.local"),
                attached("a2", 20, "payments.svc.cluster.local", "svc.cluster.local")))
        .isEqualTo(
            new AttachedNames(
                List.of("a2", "a1"),
                List.of(
                    "payments.svc.cluster.local", "svc.cluster.local", "shop.svc.cluster.local")));
  }

  @Test
  void otherPeoplesAndThoseThatTellNothingAreNone() {
    assertThat(of(attached("a1", 10, "shop.svc.cluster.local").setMine(false), attached("a2", 20)))
        .isEqualTo(AttachedNames.NONE);
  }
}
