package dev.culvert.app.cli;

import dev.culvert.app.cluster.Subscription;
import dev.culvert.app.helper.HelperClient;
import dev.culvert.app.view.FlowRow;
import dev.culvert.app.view.PacketSaver;
import dev.culvert.proto.helper.v1.Flow;
import dev.culvert.proto.helper.v1.FlowEvent;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code culvert flows --pcap}: saves the recorded packets of flows. */
final class FlowPackets {
  private final HelperClient helper;
  private final FlowPick wanted;
  private final Surroundings around;
  private final boolean json;
  private final Map<Long, FlowRow> flows = new ConcurrentHashMap<>();
  private final CountDownLatch told = new CountDownLatch(1);

  FlowPackets(HelperClient helper, FlowPick wanted, Surroundings around, boolean json) {
    this.helper = helper;
    this.wanted = wanted;
    this.around = around;
    this.json = json;
  }

  int save(Path file, int recordSeconds) throws Exception {
    try (Subscription _ = helper.watchFlows(this::heard)) {
      if (!told.await(10, TimeUnit.SECONDS)) {
        throw new CliException(
            ExitCodes.FAILED, "NO_ANSWER", "The helper told of no flows in 10 s.");
      }
      if (recordSeconds > 0) {
        helper.inspect().record(true).get();
        around.output().error("Recording for %d s.".formatted(recordSeconds));
        TimeUnit.SECONDS.sleep(recordSeconds);
        helper.inspect().record(false).get();
      }
      var ids = flows.values().stream().filter(this::wanted).map(FlowRow::id).toList();
      if (ids.isEmpty()) {
        throw new CliException(
            ExitCodes.FAILED, "NO_FLOW", "No flow is like that; nothing was saved.");
      }
      long packets =
          PacketSaver.save(
                  helper.inspect(),
                  wanted.all() ? java.util.List.of() : ids,
                  file,
                  id -> Optional.ofNullable(flows.get(id)))
              .get();
      if (packets == 0) {
        throw new CliException(
            ExitCodes.FAILED,
            "NO_PACKETS",
            "No packet of these flows is recorded. Record first: culvert flows --pcap %s --record 10"
                .formatted(file));
      }
      around
          .output()
          .line(
              json
                  ? Json.write(Json.obj().put("file", file).put("packets", packets))
                  : "%d packets of %d flows are in %s.".formatted(packets, ids.size(), file));
      return ExitCodes.OK;
    }
  }

  private boolean wanted(FlowRow row) {
    return wanted.accepts(row.flow(), around.clock().instant());
  }

  private void heard(FlowEvent event) {
    for (Flow flow : event.getUpsertsList()) {
      flows.put(flow.getId(), FlowRow.of(flow));
    }
    event.getRemovedList().forEach(flows::remove);
    told.countDown();
  }
}
