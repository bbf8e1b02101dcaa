package dev.culvert.helper.attach;

import com.google.protobuf.Timestamp;
import dev.culvert.helper.session.AttachedNames;
import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.attach.v1.AttachmentList;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** What attachments mean for names: a program here finds what its workload's pods would find. */
public final class WorkloadNames {
  private WorkloadNames() {}

  /** Of these; the one attached last comes first, as with the manager. */
  public static AttachedNames of(AttachmentList list) {
    List<Attachment> own =
        list.getAttachmentsList().stream()
            .filter(each -> each.getMine() && each.getSearchCount() > 0)
            .sorted(Comparator.comparing(WorkloadNames::since).reversed())
            .toList();
    return new AttachedNames(
        own.stream().map(Attachment::getId).toList(),
        own.stream().flatMap(each -> each.getSearchList().stream()).distinct().toList());
  }

  private static Instant since(Attachment attachment) {
    Timestamp since = attachment.getSince();
    return Instant.ofEpochSecond(since.getSeconds(), since.getNanos());
  }
}
