package dev.culvert.uitests.script;

import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.attach.v1.Filter;
import dev.culvert.proto.attach.v1.HeaderMatch;
import dev.culvert.proto.attach.v1.Kind;
import dev.culvert.proto.attach.v1.Owner;
import dev.culvert.proto.attach.v1.Port;
import dev.culvert.proto.attach.v1.Workload;
import dev.culvert.proto.helper.v1.LocalAttachments;

/** Who is attached to what in the story. */
public final class Attached {
  private Attached() {}

  /** Mara to the orders with a filter, jonas listens to them, noor reads the cart's variables. */
  public static LocalAttachments story() {
    return LocalAttachments.newBuilder()
        .addAttachments(
            to("a4", "orders", "jonas.kraemer@mac", false, Kind.KIND_WIRETAP)
                .addPorts(Port.newBuilder().setLocal(8080).setRemote("8080")))
        .addAttachments(mara())
        .addAttachments(to("a6", "cart", "noor@desk", false, Kind.KIND_INGEST))
        .build();
  }

  private static Attachment.Builder mara() {
    Attachment.Builder mine = to("a5", "orders", "mara@thinkpad", true, Kind.KIND_INTERCEPT);
    mine.addPorts(Port.newBuilder().setLocal(3000).setRemote("8080"));
    mine.getSpecBuilder()
        .setFilter(
            Filter.newBuilder()
                .addHeaders(HeaderMatch.newBuilder().setName("x-user").setExact("mara")));
    return mine;
  }

  private static Attachment.Builder to(
      String id, String name, String who, boolean mine, Kind kind) {
    return Attachment.newBuilder()
        .setId(id)
        .setMine(mine)
        .setPhase(Attachment.Phase.PHASE_ACTIVE)
        .setOwner(Owner.newBuilder().setUser(who.replaceAll("@.*", "")).setClient(who))
        .setSpec(
            AttachSpec.newBuilder()
                .setKind(kind)
                .setWorkload(
                    Workload.newBuilder()
                        .setKind("Deployment")
                        .setNamespace("shop")
                        .setName(name)));
  }
}
