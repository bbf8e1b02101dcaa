package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.cluster.Subscription;
import dev.culvert.app.cluster.Workload;
import dev.culvert.app.helper.HelperClient;
import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.attach.v1.Port;
import dev.culvert.proto.helper.v1.LocalAttachments;
import dev.culvert.proto.helper.v1.MountState;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/** All attachments that this person may see, and the end of one's own. */
public final class AttachmentsModel implements AutoCloseable {
  private static final Duration EXTENSION = Duration.ofHours(1);

  private final HelperClient helper;
  private final Workbench bench;
  private final NoticesModel notices;
  private final ReadOnlyObjectWrapper<Shown> shown =
      new ReadOnlyObjectWrapper<>(
          new Shown(LocalAttachments.getDefaultInstance(), Set.of(), "", Map.of()));
  private final TakeBack takeBack;
  private final AttachmentEnds ends;
  private final Subscription watch;

  /**
   * @param notices hears of what ended by itself
   * @param settings where it is kept when they end by themselves
   */
  AttachmentsModel(HelperClient helper, Workbench bench, NoticesModel notices, Settings settings) {
    this.notices = notices;
    this.helper = helper;
    this.bench = bench;
    this.takeBack = new TakeBack(helper.attachments(), bench);
    this.ends = new AttachmentEnds(bench, this::mine, this::expired, settings);
    shown.set(shown.get().with(untils(ends.ends().get())));
    ends.ends().addListener((o, was, is) -> shown.set(shown.get().with(untils(is))));
    this.watch = helper.attachments().watch(all -> bench.ui(() -> onAll(all)));
  }

  private void onAll(LocalAttachments all) {
    Shown now = shown.get();
    shown.set(new Shown(all, now.ending, now.problem, now.untils));
    ends.told();
  }

  private List<Attachment> mine() {
    return shown.get().all.getAttachmentsList().stream().filter(Attachment::getMine).toList();
  }

  private Map<AttachSpec, String> untils(Map<AttachSpec, Instant> times) {
    Map<AttachSpec, String> words = new HashMap<>();
    times.forEach(
        (spec, end) -> words.put(spec, text("attach.until", Units.clock(end, bench.zone()))));
    return Map.copyOf(words);
  }

  private void expired(Attachment over) {
    notices.happened(
        "info",
        "mdi2t-timer-sand",
        text("attach.expired", over.getSpec().getWorkload().getName()),
        text("attach.expired.text"));
    detach(over.getId());
  }

  /** What was detached a moment ago. */
  public TakeBack takeBack() {
    return takeBack;
  }

  /** Lets one that ends by itself end an hour later. */
  public void extend(String id) {
    mine().stream()
        .filter(each -> each.getId().equals(id))
        .forEach(each -> ends.extend(each.getSpec(), EXTENSION));
  }

  /** What is known; changes with each news. */
  public ReadOnlyObjectProperty<Shown> shown() {
    return shown.getReadOnlyProperty();
  }

  /** Begins attaching to this one. */
  public AttachModel attach(Workload workload, boolean production) {
    return new AttachModel(helper.attachments(), bench, workload, production, ends::set);
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
    List<Attachment> was = mine().stream().filter(each -> each.getId().equals(id)).toList();
    List<MountState> files =
        now.all.getMountsList().stream()
            .filter(mount -> mount.getMounted() && mount.getAttachment().equals(id))
            .toList();
    shown.set(new Shown(now.all, Set.copyOf(ending), "", now.untils));
    var _ =
        helper
            .attachments()
            .detach(id)
            .whenComplete((_, error) ->
                bench.ui(() -> {
                  Set<String> left = new HashSet<>(shown.get().ending);
                  left.remove(id);
                  Shown then = shown.get();
                  shown.set(
                      new Shown(then.all, Set.copyOf(left), AttachModel.words(error), then.untils));
                  if (error == null) {
                    was.forEach(each -> takeBack.detached(each, files));
                  }
                }));
  }

  /** Whether an attachment is one to this workload. */
  static boolean isOf(Attachment attachment, Workload.Key key) {
    var target = attachment.getSpec().getWorkload();
    return target.getName().equals(key.name())
        && target.getNamespace().equals(key.namespace())
        && target.getKind().equalsIgnoreCase(key.kind().word());
  }

  @Override
  public void close() {
    ends.close();
    watch.close();
  }

  /**
   * What is known.
   *
   * @param ending which are being ended
   * @param problem why one could not be ended, or empty
   * @param untils until when those that end by themselves last, in words
   */
  public record Shown(
      LocalAttachments all, Set<String> ending, String problem, Map<AttachSpec, String> untils) {

    Shown with(Map<AttachSpec, String> next) {
      return new Shown(all, ending, problem, next);
    }

    /** Those of a workload. */
    public List<Line> of(Workload.Key key) {
      return all.getAttachmentsList().stream()
          .filter(each -> isOf(each, key))
          .map(this::line)
          .toList();
    }

    /** What this person is attached to, one after the other. */
    public List<Mine> mine() {
      return all.getAttachmentsList().stream()
          .filter(Attachment::getMine)
          .map(each -> new Mine(each.getSpec().getWorkload(), line(each)))
          .toList();
    }

    /** What is said of attachments in lists: who is attached to what, and how. */
    public Map<dev.culvert.proto.attach.v1.Workload, List<Who>> marks() {
      return all.getAttachmentsList().stream()
          .collect(
              Collectors.groupingBy(
                  each -> each.getSpec().getWorkload(),
                  Collectors.mapping(this::who, Collectors.toList())));
    }

    /** Who is attached to a workload, this person first. */
    public List<Who> who(Workload.Key key) {
      return all.getAttachmentsList().stream()
          .filter(each -> isOf(each, key))
          .map(this::who)
          .sorted(Comparator.comparing(who -> !who.mine()))
          .toList();
    }

    private Who who(Attachment attachment) {
      return new Who(owner(attachment), attachment.getMine(), way(attachment));
    }

    /** Whether this person is attached to a workload. */
    public boolean mine(Workload.Key key) {
      return all.getAttachmentsList().stream().anyMatch(each -> each.getMine() && isOf(each, key));
    }

    private Line line(Attachment attachment) {
      boolean mine = attachment.getMine();
      boolean leaving = ending.contains(attachment.getId());
      return new Line(
          attachment.getId(),
          way(attachment).title(),
          attachment.getPortsList().stream().map(Line::port).collect(Collectors.joining(", ")),
          mine ? text("attach.mine") : owner(attachment),
          leaving ? text("attach.detaching") : phase(attachment),
          detail(attachment),
          all.getMountsList().stream()
              .filter(
                  mount -> mount.getMounted() && mount.getAttachment().equals(attachment.getId()))
              .map(MountState::getDirectory)
              .findFirst()
              .orElse(""),
          mine ? untils.getOrDefault(attachment.getSpec(), "") : "",
          mine && !leaving);
    }

    private static String owner(Attachment attachment) {
      return attachment.getOwner().getClient().isEmpty()
          ? attachment.getOwner().getUser()
          : attachment.getOwner().getClient();
    }

    /** What it waits for or why it failed; else what it has taken so far. */
    private static String detail(Attachment attachment) {
      if (!attachment.getDetail().isEmpty() || attachment.getTaken() == 0) {
        return attachment.getDetail();
      }
      String what = attachment.getSpec().hasFilter() ? "requests" : "connections";
      return Messages.count("attach.taken." + what, attachment.getTaken());
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

  /** One of this person's attachments. */
  public record Mine(dev.culvert.proto.attach.v1.Workload workload, Line line) {}

  /**
   * Somebody who is attached.
   *
   * @param name as they call themselves
   */
  public record Who(String name, boolean mine, AttachWay way) {

    /** Of {@code jonas.kraemer@mac} the letters JK, of {@code mara} MA. */
    public String initials() {
      String person = name.replaceAll("@.*", "");
      List<String> parts =
          Arrays.stream(person.split("[^\\p{L}\\p{N}]+", -1)).filter(p -> !p.isEmpty()).toList();
      String letters =
          parts.size() > 1
              ? parts.getFirst().substring(0, 1) + parts.getLast().substring(0, 1)
              : person.substring(0, Math.min(2, person.length()));
      return letters.toUpperCase(Locale.ROOT);
    }

    /** In words. */
    public String words() {
      return (mine ? text("attach.mine") : name) + ", " + way.title();
    }
  }

  /**
   * An attachment as one reads it.
   *
   * @param ports here and there, or empty
   * @param owner whose, in words
   * @param detail what it waits for, why it failed, or what it has taken; or empty
   * @param mounted where its files are, or empty
   * @param until until when it lasts when it ends by itself, or empty
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
      String until,
      boolean detachable) {

    private static String port(Port port) {
      return port.getLocal() + ":" + port.getRemote();
    }
  }
}
