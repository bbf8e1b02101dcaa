package dev.culvert.helper.local.grpc;

import com.google.protobuf.Duration;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.speed.SpeedFigures;
import dev.culvert.core.tunnel.speed.SpeedTarget;
import dev.culvert.core.tunnel.speed.SpeedTest;
import dev.culvert.core.words.WireReasons;
import dev.culvert.helper.session.SpeedDesk;
import dev.culvert.proto.helper.v1.SpeedReport;
import dev.culvert.proto.helper.v1.SpeedRequest;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;

/** One measurement, as its caller hears it. */
final class SpeedCall {
  private SpeedCall() {}

  static void begin(
      SpeedDesk desk, SpeedRequest request, ServerCallStreamObserver<SpeedReport> to) {
    long bytes = request.getBytes() == 0 ? SpeedTest.USUAL_BYTES : request.getBytes();
    if (bytes < 1 || bytes > SpeedTest.MOST_BYTES) {
      to.onError(Requests.invalid("bytes", "must be at most " + SpeedTest.MOST_BYTES));
      return;
    }
    SpeedTarget target;
    try {
      target = target(request);
    } catch (IllegalArgumentException e) {
      to.onError(Requests.invalid("pod", String.valueOf(e.getMessage())));
      return;
    }
    try {
      Runnable[] stop = new Runnable[1];
      to.setOnCancelHandler(() -> {
        Runnable running = stop[0];
        if (running != null) {
          running.run();
        }
      });
      stop[0] = desk.measure(bytes, target, figures -> tell(figures, to));
    } catch (IllegalStateException e) {
      to.onError(
          Status.FAILED_PRECONDITION
              .withDescription(String.valueOf(e.getMessage()))
              .asRuntimeException());
    }
  }

  private static SpeedTarget target(SpeedRequest request) {
    return switch (request.getTargetCase()) {
      case POD ->
          new SpeedTarget.Address(
              new Endpoint(
                  IpAddress.parse(request.getPod().getAddress()), request.getPod().getPort()));
      case ATTACHMENT -> new SpeedTarget.Agent(request.getAttachment());
      case TARGET_NOT_SET -> new SpeedTarget.Manager();
    };
  }

  private static void tell(SpeedFigures figures, ServerCallStreamObserver<SpeedReport> to) {
    if (to.isCancelled()) {
      return;
    }
    SpeedReport.Builder report =
        SpeedReport.newBuilder()
            .setPodProblem(figures.pod().problem().toString())
            .setProblem(figures.problem().toString())
            .setDone(figures.done());
    if (!figures.pod().problem().isEmpty()) {
      report.setPodProblemReason(WireReasons.toWire(figures.pod().problem()));
    }
    if (!figures.problem().isEmpty()) {
      report.setProblemReason(WireReasons.toWire(figures.problem()));
    }
    figures.roundTrip().map(SpeedCall::duration).ifPresent(report::setRoundTrip);
    figures.down().map(SpeedCall::moved).ifPresent(report::setDown);
    figures.up().map(SpeedCall::moved).ifPresent(report::setUp);
    figures
        .firstHop()
        .ifPresent(hop ->
            report
                .setFirstHop(duration(hop.roundTrip()))
                .setFirstHopIs(
                    switch (hop.who()) {
                      case API_SERVER -> SpeedReport.FirstHop.FIRST_HOP_API_SERVER;
                      case PROXY -> SpeedReport.FirstHop.FIRST_HOP_PROXY;
                      case MANAGER -> SpeedReport.FirstHop.FIRST_HOP_MANAGER;
                    }));
    SpeedFigures.Pod pod = figures.pod();
    pod.hop().map(SpeedCall::duration).ifPresent(report::setPodHop);
    pod.whole().map(SpeedCall::duration).ifPresent(report::setPodWhole);
    pod.down().map(SpeedCall::moved).ifPresent(report::setPodDown);
    pod.up().map(SpeedCall::moved).ifPresent(report::setPodUp);
    to.onNext(report.build());
    if (figures.done()) {
      to.onCompleted();
    }
  }

  private static SpeedReport.Moved moved(SpeedFigures.Moved moved) {
    return SpeedReport.Moved.newBuilder()
        .setBytes(moved.bytes())
        .setTook(duration(moved.took()))
        .build();
  }

  private static Duration duration(java.time.Duration time) {
    return Duration.newBuilder().setSeconds(time.getSeconds()).setNanos(time.getNano()).build();
  }
}
