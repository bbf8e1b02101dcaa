package dev.culvert.app.view;

import dev.culvert.app.cluster.Subscription;
import dev.culvert.app.helper.HelperException;
import dev.culvert.app.helper.InspectClient;
import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.helper.v1.Flow;
import dev.culvert.proto.helper.v1.SpeedReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/** Measures the way to the manager and to a pod, and keeps what was while the window is open. */
public final class SpeedModel implements AutoCloseable {
  /** Mebibytes each way at most. */
  public static final int MEBIBYTES = 32;

  private static final int MOST_PAST = 20;
  private static final int MOST_PLACES = 8;

  private final InspectClient inspect;
  private final Workbench bench;
  private final Supplier<List<Attachment>> attachments;
  private final Supplier<List<SpeedTarget>> pods;
  private final Supplier<List<FlowRow>> flows;
  private final ReadOnlyObjectWrapper<Picture> picture =
      new ReadOnlyObjectWrapper<>(new Picture(SpeedTarget.MANAGER, Optional.empty(), List.of()));
  private @Nullable Subscription running;
  private int number;

  SpeedModel(
      InspectClient inspect,
      Workbench bench,
      Supplier<List<Attachment>> attachments,
      Supplier<List<SpeedTarget>> pods,
      Supplier<List<FlowRow>> flows) {
    this.inspect = inspect;
    this.bench = bench;
    this.attachments = attachments;
    this.pods = pods;
    this.flows = flows;
  }

  /**
   * One measurement.
   *
   * @param problem why it ended early; or empty
   */
  public record Run(Instant at, SpeedTarget target, SpeedReport report, String problem) {

    /** What there is to say about what is missing; or empty. */
    public String why() {
      return problem.isEmpty() ? ReasonWords.podProblem(report) : problem;
    }
  }

  /**
   * What is shown.
   *
   * @param target where the next one goes
   * @param running what is being measured
   * @param past what was, the latest first
   */
  public record Picture(SpeedTarget target, Optional<Run> running, List<Run> past) {
    public Picture {
      past = List.copyOf(past);
    }

    /** What is being measured, or was last. */
    public Optional<Run> latest() {
      return running.or(() -> past.stream().findFirst());
    }
  }

  /** What is shown. */
  public ReadOnlyObjectProperty<Picture> picture() {
    return picture.getReadOnlyProperty();
  }

  /**
   * Where it can go: to what is attached, to the pods of the workload that is looked at, and where
   * programs of this computer went lately.
   */
  public List<SpeedTarget> targets() {
    Stream<SpeedTarget> attached =
        attachments.get().stream().filter(Attachment::getMine).map(SpeedTarget::of);
    Stream<SpeedTarget> lately =
        flows.get().stream()
            .filter(row -> row.group() == null && row.kind() == FlowRow.Kind.CLUSTER && tcp(row))
            .map(row ->
                SpeedTarget.of(
                    row.name() + row.port(), row.address(), row.flow().getDestinationPort()))
            .distinct()
            .limit(MOST_PLACES);
    return Stream.of(
            Stream.of(SpeedTarget.MANAGER),
            attached,
            pods.get().stream().limit(MOST_PLACES),
            lately)
        .flatMap(s -> s)
        .distinct()
        .toList();
  }

  private static boolean tcp(FlowRow row) {
    return row.flow().getProtocol() == Flow.Protocol.PROTOCOL_TCP;
  }

  /** The next one goes there. */
  public void target(SpeedTarget target) {
    Picture now = picture.get();
    picture.set(new Picture(target, now.running, now.past));
  }

  /** Begins. */
  public void start() {
    stop();
    int mine = ++number;
    SpeedTarget target = picture.get().target;
    Instant at = bench.now();
    show(Optional.of(new Run(at, target, SpeedReport.getDefaultInstance(), "")));
    running =
        inspect.measure(
            target.request(MEBIBYTES),
            report ->
                bench.ui(
                    () -> heard(mine, new Run(at, target, report, ReasonWords.problem(report)))),
            end -> bench.ui(() -> ended(mine, end)));
  }

  /** Ends what is being measured; nothing is kept of it. */
  public void stop() {
    Subscription now = running;
    running = null;
    number++;
    if (now != null) {
      now.close();
    }
    show(Optional.empty());
  }

  private void show(Optional<Run> run) {
    Picture now = picture.get();
    picture.set(new Picture(now.target, run, now.past));
  }

  private void heard(int of, Run run) {
    if (of == number) {
      show(Optional.of(run));
    }
  }

  private void ended(int of, Optional<HelperException> why) {
    Picture now = picture.get();
    if (of != number || now.running.isEmpty()) {
      return;
    }
    Run run = now.running.orElseThrow();
    Run whole =
        why.map(e -> new Run(run.at, run.target, run.report, String.valueOf(e.getMessage())))
            .orElse(run);
    List<Run> past = new ArrayList<>(now.past);
    past.addFirst(whole);
    running = null;
    picture.set(
        new Picture(
            now.target, Optional.empty(), past.subList(0, Math.min(MOST_PAST, past.size()))));
  }

  @Override
  public void close() {
    Subscription now = running;
    if (now != null) {
      now.close();
    }
  }
}
