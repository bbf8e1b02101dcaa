package dev.culvert.app.cli;

import dev.culvert.app.cluster.Subscription;
import dev.culvert.app.helper.HelperClient;
import dev.culvert.proto.helper.v1.Flow;
import dev.culvert.proto.helper.v1.FlowEvent;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code culvert flows}. */
@Command(
    name = "flows",
    description = "Show the flows through the tunnel: live ones and those lately ended.",
    footer = {
      "%nA filter is the one of the window: words that must be found, program:curl,"
          + " to:orders.shop,",
      "ns:shop, port:8000-9000, verdict:refused,timed-out, proto:udp, rtt:>20ms, in:>1MB;",
      "several must all hold, and ! before one asks for its opposite.",
      "%n--pcap records nothing by itself: with --record it records first, until Ctrl-C."
    })
final class FlowsCommand extends HelperCall {
  @Option(
      names = {"-f", "--follow"},
      description = "Go on, with a line for each flow that opens, changes its verdict or ends.")
  private boolean follow;

  @Option(
      names = "--filter",
      paramLabel = "FILTER",
      description = "Which flows; the same as FILTER, as one argument.")
  private String option = "";

  @Option(
      names = "--pcap",
      paramLabel = "FILE",
      description = "Save the recorded packets of these flows as pcapng, for Wireshark.")
  private @Nullable Path pcap;

  @Option(
      names = "--record",
      paramLabel = "SECONDS",
      description = "With --pcap: record packets for so long first.")
  private int record;

  @Parameters(paramLabel = "FILTER", description = "Which flows.")
  private List<String> words = List.of();

  @Override
  public Integer call() throws Exception {
    FlowPick wanted = FlowPick.of(option + " " + String.join(" ", words));
    BlockingQueue<FlowEvent> events = new LinkedBlockingQueue<>();
    try (HelperClient helper = helper();
        StateReader states = new StateReader(helper)) {
      // The state first: it says at once when there is no helper.
      Helpers.require(states);
      try (Subscription _ = helper.watchFlows(events::add)) {
        FlowEvent first = Helpers.first(events, "flows");
        if (pcap != null) {
          return new FlowPackets(helper, wanted, root().surroundings(), json()).save(pcap, record);
        }
        if (!follow) {
          printAll(first, wanted);
          return ExitCodes.OK;
        }
        followAll(first, events, wanted);
        return ExitCodes.OK;
      }
    }
  }

  private void printAll(FlowEvent event, FlowPick wanted) {
    Clock clock = root().surroundings().clock();
    List<Flow> flows =
        event.getUpsertsList().stream()
            .filter(flow -> wanted.accepts(flow, clock.instant()))
            .sorted(Comparator.comparing((Flow flow) -> Times.of(flow.getOpened())).reversed())
            .toList();
    if (json()) {
      List<Json.Obj> all = flows.stream().map(FlowLine::json).toList();
      output().line(Json.write(Json.obj().put("flows", all)));
      return;
    }
    if (flows.isEmpty()) {
      output().line(wanted.all() ? "No flows yet." : "No flows like that.");
      return;
    }
    Table table = FlowLine.table();
    flows.forEach(flow -> table.row(FlowLine.cells(flow, clock)));
    table.print(output());
  }

  private void followAll(FlowEvent first, BlockingQueue<FlowEvent> events, FlowPick wanted)
      throws InterruptedException {
    Map<Long, String> told = new HashMap<>();
    FlowEvent event = first;
    while (true) {
      for (Flow flow : event.getUpsertsList()) {
        String now = FlowLine.verdict(flow) + flow.hasEnded();
        if (wanted.accepts(flow, root().surroundings().clock().instant())
            && !now.equals(told.put(flow.getId(), now))) {
          output().line(json() ? Json.write(FlowLine.json(flow)) : line(flow));
        }
      }
      event.getRemovedList().forEach(told::remove);
      event = events.take();
    }
  }

  private String line(Flow flow) {
    String end = flow.hasEnded() ? "ended" : "open";
    return "%-5s  %-12s  %-4s  %-11s  %s in, %s out  %s  %s"
        .formatted(
            end,
            FlowLine.program(flow),
            FlowLine.protocol(flow),
            FlowLine.verdict(flow),
            Units.bytes(flow.getBytesIn()),
            Units.bytes(flow.getBytesOut()),
            FlowLine.destination(flow),
            flow.getReason());
  }
}
