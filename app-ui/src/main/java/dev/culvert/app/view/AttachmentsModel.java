package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.cluster.Subscription;
import dev.culvert.app.cluster.Workload;
import dev.culvert.app.helper.HelperClient;
import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.attach.v1.Port;
import dev.culvert.proto.helper.v1.LocalAttachments;
import dev.culvert.proto.helper.v1.MountState;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/** All attachments that this person may see, and the end of one's own. */
public final class AttachmentsModel implements AutoCloseable {
  private final HelperClient helper;
  private final Workbench bench;
  private final ReadOnlyObjectWrapper<Shown> shown =
      new ReadOnlyObjectWrapper<>(new Shown(LocalAttachments.getDefaultInstance(), Set.of(), ""));
  private final Subscription watch;

  AttachmentsModel(HelperClient helper, Workbench bench) {
    this.helper = helper;
    this.bench = bench;
    this.watch = helper.attachments().watch(all -> bench.ui(() -> onAll(all)));
  }

  private void onAll(LocalAttachments all) {
    Shown now = shown.get();
    shown.set(new Shown(all, now.ending, now.problem));
  }

  /** What is known; changes with each news. */
  public ReadOnlyObjectProperty<Shown> shown() {
    return shown.getReadOnlyProperty();
  }

  /** Begins attaching to this one. */
  public AttachModel attach(Workload workload, boolean production) {
    return new AttachModel(helper.attachments(), bench, workload, production);
  }

  /** Whether anything can attach to workloads of this kind. */
  public static boolean attachable(Workload.Kind kind) {
    return kind != Workload.Kind.JOB && kind != Workload.Kind.CRON_JOB;
  }

  /** Ends one's own. */
  public void detach(String id) {
    Shown now = shown.get();
    Set<String> ending = new HashSet<>(now.ending);
    if (!ending.add(id)) {
      return;
    }
    shown.set(new Shown(now.all, Set.copyOf(ending), ""));
    var _ =
        helper
            .attachments()
            .detach(id)
            .whenComplete((_, error) ->
                bench.ui(() -> {
                  Set<String> left = new HashSet<>(shown.get().ending);
                  left.remove(id);
                  shown.set(new Shown(shown.get().all, Set.copyOf(left), AttachModel.words(error)));
                }));
  }

  @Override
  public void close() {
    watch.close();
  }

  /**
   * What is known.
   *
   * @param ending which are being ended
   * @param problem why one could not be ended, or empty
   */
  public record Shown(LocalAttachments all, Set<String> ending, String problem) {

    /** Those of a workload. */
    public List<Line> of(Workload.Key key) {
      return all.getAttachmentsList().stream()
          .filter(each -> isOf(each, key))
          .map(this::line)
          .toList();
    }

    /** What this person is attached to. */
    public Set<dev.culvert.proto.attach.v1.Workload> mine() {
      return all.getAttachmentsList().stream()
          .filter(Attachment::getMine)
          .map(each -> each.getSpec().getWorkload())
          .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether this person is attached to a workload. */
    public boolean mine(Workload.Key key) {
      return all.getAttachmentsList().stream().anyMatch(each -> each.getMine() && isOf(each, key));
    }

    private static boolean isOf(Attachment attachment, Workload.Key key) {
      var target = attachment.getSpec().getWorkload();
      return target.getName().equals(key.name())
          && target.getNamespace().equals(key.namespace())
          && target.getKind().equalsIgnoreCase(key.kind().word());
    }

    private Line line(Attachment attachment) {
      boolean mine = attachment.getMine();
      boolean leaving = ending.contains(attachment.getId());
      String owner =
          attachment.getOwner().getClient().isEmpty()
              ? attachment.getOwner().getUser()
              : attachment.getOwner().getClient();
      return new Line(
          attachment.getId(),
          way(attachment).title(),
          attachment.getPortsList().stream().map(Line::port).collect(Collectors.joining(", ")),
          mine ? text("attach.mine") : owner,
          leaving ? text("attach.detaching") : phase(attachment),
          attachment.getDetail(),
          all.getMountsList().stream()
              .filter(
                  mount -> mount.getMounted() && mount.getAttachment().equals(attachment.getId()))
              .map(MountState::getDirectory)
              .findFirst()
              .orElse(""),
          mine && !leaving);
    }

    private static AttachWay way(Attachment attachment) {
      return switch (attachment.getSpec().getKind()) {
        case KIND_WIRETAP -> AttachWay.WIRETAP;
        case KIND_INTERCEPT ->
            attachment.getSpec().hasFilter() ? AttachWay.REQUESTS : AttachWay.PORT;
        case KIND_REPLACE -> AttachWay.REPLACE;
        case KIND_INGEST, KIND_UNSPECIFIED, UNRECOGNIZED -> AttachWay.INGEST;
      };
    }

    private static String phase(Attachment attachment) {
      return switch (attachment.getPhase()) {
        case PHASE_ACTIVE -> text("attach.phase.active");
        case PHASE_PAUSED -> text("attach.phase.paused");
        case PHASE_FAILED -> text("attach.phase.failed");
        case PHASE_ATTACHING, PHASE_UNSPECIFIED, UNRECOGNIZED -> text("attach.attaching");
      };
    }
  }

  /**
   * An attachment as one reads it.
   *
   * @param ports here and there, or empty
   * @param owner whose, in words
   * @param detail what it waits for or why it failed, or empty
   * @param mounted where its files are, or empty
   * @param detachable whether this person can end it now
   */
  public record Line(
      String id,
      String title,
      String ports,
      String owner,
      String phase,
      String detail,
      String mounted,
      boolean detachable) {

    private static String port(Port port) {
      return port.getLocal() + ":" + port.getRemote();
    }
  }
}
