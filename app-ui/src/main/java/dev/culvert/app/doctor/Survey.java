package dev.culvert.app.doctor;

import dev.culvert.app.cluster.Contexts;
import dev.culvert.app.helper.HelperClient;
import dev.culvert.proto.helper.v1.DnsQuery;
import dev.culvert.proto.helper.v1.JournalReport;
import dev.culvert.proto.helper.v1.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what is so: asks the helper, the API server and this computer, each for some seconds.
 */
public final class Survey {
  /** In every cluster: the API server's own service. */
  private static final String EVERYWHERE = "kubernetes.default.svc";

  private static final long PATIENCE_SECONDS = 5;

  private final HelperClient helper;
  private final Contexts contexts;
  private final Supplier<Computer> computer;
  private final InstantSource clock;
  private final String version;

  /**
   * @param computer looks at this computer; may block
   * @param version of this application
   */
  public Survey(
      HelperClient helper,
      Contexts contexts,
      Supplier<Computer> computer,
      InstantSource clock,
      String version) {
    this.helper = helper;
    this.contexts = contexts;
    this.computer = computer;
    this.clock = clock;
    this.version = version;
  }

  /**
   * Looks at everything. Blocks; on a thread of its own.
   *
   * @param state what the helper last said; {@code null} when it does not answer
   * @param gone why it does not; empty when it does
   */
  public Environment look(String context, @Nullable State state, String gone) {
    Optional<State> told = gone.isEmpty() ? Optional.ofNullable(state) : Optional.empty();
    CompletableFuture<JournalReport> journal =
        told.isPresent() ? helper.inspect().journal() : failed("the helper does not answer");
    CompletableFuture<DnsQuery> trial =
        told.filter(s -> s.getPhase().hasConnected()).isPresent()
            ? helper.tryName(EVERYWHERE, "A")
            : failed("not connected");
    Instant asked = clock.instant();
    CompletableFuture<Duration> ahead =
        context.isEmpty()
            ? failed("there is no context")
            : contexts.serverTime(context).thenApply(time -> between(asked, time));
    Computer seen = computer.get();
    Answer<DnsQuery> name = wait(trial);
    return new Environment(
        context,
        version,
        gone.isEmpty() ? Optional.empty() : Optional.of(gone),
        told,
        wait(journal).value,
        seen,
        name.value,
        name.why,
        wait(ahead).value,
        contexts.problems());
  }

  /** Against the middle of question and answer; the header has whole seconds. */
  private Duration between(Instant asked, Instant server) {
    Duration waited = Duration.between(asked, clock.instant());
    return Duration.between(server.plusMillis(500), asked.plus(waited.dividedBy(2)));
  }

  private record Answer<A>(Optional<A> value, String why) {}

  private static <A> Answer<A> wait(CompletableFuture<A> answer) {
    try {
      return new Answer<>(Optional.of(answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS)), "");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return new Answer<>(Optional.empty(), String.valueOf(cause.getMessage()));
    } catch (TimeoutException e) {
      return new Answer<>(Optional.empty(), "no answer in " + PATIENCE_SECONDS + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer<>(Optional.empty(), "interrupted");
    }
  }

  private static <A> CompletableFuture<A> failed(String why) {
    return CompletableFuture.failedFuture(new IllegalStateException(why));
  }
}
