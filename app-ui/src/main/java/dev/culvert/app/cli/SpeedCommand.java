package dev.culvert.app.cli;

import dev.culvert.app.helper.HelperClient;
import dev.culvert.app.helper.HelperException;
import dev.culvert.proto.helper.v1.SpeedReport;
import dev.culvert.proto.helper.v1.SpeedRequest;
import dev.culvert.proto.helper.v1.State;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code culvert speed}. */
@Command(
    name = "speed",
    description =
        "Measure the way to the manager, and on to a pod: each hop's round trip, then bytes both ways.",
    footer = "%nOther traffic shares the way meanwhile. Ctrl C ends it.")
final class SpeedCommand extends HelperCall {
  private static final long MEGA = 1L << 20;
  private static final int MOST = 256;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "WORKLOAD|HOST:PORT",
      description =
          "Also the way on to there: bytes both ways where you are attached, by the agent; else the"
              + " time of five connections, on which nothing is said.")
  private @Nullable String target;

  @Option(
      names = "--size",
      paramLabel = "MIB",
      defaultValue = "32",
      description = "How much at most each way, 1 to 256 MiB. Default: ${DEFAULT-VALUE}.")
  private int size = 32;

  @Override
  public Integer call() throws Exception {
    if (size < 1 || size > MOST) {
      throw new CliException(ExitCodes.USAGE, "BAD_USAGE", "--size is 1 to 256 MiB.");
    }
    try (HelperClient helper = helper();
        StateReader states = new StateReader(helper)) {
      State state = Helpers.require(states);
      SpeedRequest.Builder request = SpeedRequest.newBuilder().setBytes(size * MEGA);
      if (target != null) {
        SpeedPlace.put(request, target, helper, state);
      }
      if (!json()) {
        output()
            .error(
                "Measuring: at most %d MiB each way, for 5 s at most; other traffic shares the way."
                    .formatted(size));
      }
      SpeedReport report = measured(helper, request.build());
      if (json()) {
        output().line(Json.write(SpeedText.json(report)));
      } else {
        SpeedText.print(report, target == null ? "" : target, output());
        complain(report);
      }
      return report.getProblem().isEmpty() && report.getPodProblem().isEmpty()
          ? ExitCodes.OK
          : ExitCodes.FAILED;
    }
  }

  private static SpeedReport measured(HelperClient helper, SpeedRequest request) throws Exception {
    CompletableFuture<SpeedReport> last = new CompletableFuture<>();
    SpeedReport[] latest = {SpeedReport.getDefaultInstance()};
    var _ =
        helper
            .inspect()
            .measure(
                request,
                report -> latest[0] = report,
                end -> {
                  if (end.isPresent()) {
                    last.completeExceptionally(end.orElseThrow());
                  } else {
                    last.complete(latest[0]);
                  }
                });
    try {
      return last.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof HelperException failure ? failure : e;
    }
  }

  private void complain(SpeedReport report) {
    String why = report.getProblem().isEmpty() ? report.getPodProblem() : report.getProblem();
    if (!why.isEmpty()) {
      output().error("Not all could be measured: " + why);
    }
  }
}
