package dev.culvert.core.inspect;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.words.Phrase;
import dev.culvert.core.words.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One flow in the {@link FlowLog}. Its progress is one immutable value behind a volatile field,
 * written by the loop that owns the flow, so that readers never see half a change.
 */
final class TrackedFlow {
  final long id;
  final FlowCounters counters;

  /** Whether it waits in the log's queue of changes. */
  final AtomicBoolean queued = new AtomicBoolean();

  /** What the totals hold of it; the ticking thread only. */
  FlowCounters.Sample counted = new FlowCounters.Sample(0, 0, 0, 0, "");

  /** Filled in when it is known, by whatever thread finds out. */
  volatile Optional<Program> program = Optional.empty();

  private final FlowRecorder.Protocol protocol;
  private final Endpoint source;
  private final Endpoint destination;
  private final Optional<IpAddress> realDestination;
  private final String destinationName;
  private final Instant opened;
  private volatile String attachment;
  private volatile boolean direct;
  private volatile Progress progress =
      new Progress(Verdict.DIALLING, Reason.NONE, Optional.empty(), Optional.empty());

  TrackedFlow(
      long id,
      FlowRecorder.Protocol protocol,
      Endpoint source,
      Endpoint destination,
      Optional<IpAddress> realDestination,
      String destinationName,
      Instant opened,
      String attachment,
      Consumer<TrackedFlow> onNews) {
    this.counters = new FlowCounters(() -> onNews.accept(this));
    this.attachment = attachment;
    this.id = id;
    this.protocol = protocol;
    this.source = source;
    this.destination = destination;
    this.realDestination = realDestination;
    this.destinationName = destinationName;
    this.opened = opened;
  }

  /** It stays within this computer, because of an attachment. */
  void direct(String because) {
    attachment = because;
    direct = true;
  }

  void established(Duration dialTime) {
    progress = new Progress(good(), way(), Optional.of(dialTime), Optional.empty());
  }

  /** What there is to say of a flow with which all is well. */
  private Reason way() {
    return direct ? Phrase.DIRECT.of(attachment) : Reason.NONE;
  }

  private Verdict good() {
    return attachment.isEmpty() ? Verdict.CLUSTER : Verdict.TAKEN;
  }

  boolean isEnded() {
    return progress.ended.isPresent();
  }

  void end(@Nullable Failure failure, Instant now) {
    Progress before = progress;
    boolean established = before.verdict == good();
    Reason reason;
    if (failure != null) {
      reason = failure.why();
    } else if (established) {
      reason = way();
    } else {
      reason = Phrase.PROGRAM_GAVE_UP.of(Duration.between(opened, now).toMillis(), destination);
    }
    progress =
        new Progress(
            failure == null && established ? good() : Verdict.atEnd(established, failure),
            reason,
            before.dialTime,
            Optional.of(now));
  }

  /** The program left. Had the far side answered, the flow was the cluster's, and not reset. */
  void abandon(Reason how, Instant now) {
    Progress before = progress;
    Verdict verdict = before.verdict == good() ? good() : Verdict.atEnd(false, null);
    progress = new Progress(verdict, how, before.dialTime, Optional.of(now));
  }

  FlowRecord record() {
    Progress now = progress;
    FlowCounters.Sample sample = counters.sample();
    return new FlowRecord(
        id,
        protocol,
        source,
        destination,
        realDestination,
        destinationName,
        program,
        now.verdict,
        now.reason,
        sample.bytesIn(),
        sample.bytesOut(),
        opened,
        now.ended,
        now.dialTime,
        sample.firstByteNanos() == 0
            ? Optional.empty()
            : Optional.of(Duration.ofNanos(sample.firstByteNanos())),
        sample.retransmits(),
        sample.state(),
        attachment,
        direct);
  }

  private record Progress(
      Verdict verdict, Reason reason, Optional<Duration> dialTime, Optional<Instant> ended) {}
}
