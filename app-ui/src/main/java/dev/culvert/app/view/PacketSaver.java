package dev.culvert.app.view;

import dev.culvert.app.capture.PcapNg;
import dev.culvert.app.helper.HelperException;
import dev.culvert.app.helper.InspectClient;
import dev.culvert.proto.helper.v1.PacketBatch;
import dev.culvert.proto.helper.v1.ReadPacketsRequest;
import dev.culvert.proto.helper.v1.RecordedPacket;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Saves recorded packets of flows as pcapng, each with its program and its place in the cluster as
 * a comment. Runs on the helper client's thread.
 */
public final class PacketSaver {
  private final Path file;
  private final LongFunction<Optional<FlowRow>> flows;
  private final CompletableFuture<Long> done = new CompletableFuture<>();
  private @Nullable OutputStream out;
  private @Nullable PcapNg writer;

  private PacketSaver(Path file, LongFunction<Optional<FlowRow>> flows) {
    this.file = file;
    this.flows = flows;
  }

  /**
   * Saves; completes with the number of packets. A file is made only when there is a packet.
   *
   * @param ids of the flows; empty for all
   * @param flows what is known of a flow; asked on the helper client's thread
   */
  public static CompletableFuture<Long> save(
      InspectClient inspect,
      Collection<Long> ids,
      Path file,
      LongFunction<Optional<FlowRow>> flows) {
    PacketSaver saver = new PacketSaver(file, flows);
    var _ =
        inspect.packets(
            ReadPacketsRequest.newBuilder().addAllFlows(ids).build(), saver::take, saver::end);
    return saver.done;
  }

  /** The comment of a flow's packets. */
  public static String comment(FlowRow row) {
    String place = row.name() + (row.namespace().isEmpty() ? "" : " in " + row.namespace());
    String pid = row.pid().isEmpty() ? "" : " " + row.pid();
    String program = row.flow().getProgram().getName().isEmpty() ? "?" : row.program() + pid;
    String address = row.address().indexOf(':') < 0 ? row.address() : "[" + row.address() + "]";
    return program + " -> " + place + " (" + address + row.port() + "), " + row.kind().key();
  }

  private void take(PacketBatch batch) {
    if (done.isDone()) {
      return;
    }
    try {
      PcapNg to = writer;
      if (to == null) {
        OutputStream opened = new BufferedOutputStream(Files.newOutputStream(file));
        out = opened;
        to = new PcapNg(opened, batch.getDevice(), "Culvert");
        writer = to;
      }
      for (RecordedPacket packet : batch.getPacketsList()) {
        to.packet(
            BarWords.instant(packet.getAt()),
            packet.getFromProgram(),
            packet.getData().toByteArray(),
            flows.apply(packet.getFlow()).map(PacketSaver::comment).orElse(""));
      }
    } catch (IOException e) {
      done.completeExceptionally(e);
    }
  }

  private void end(Optional<HelperException> failure) {
    try {
      OutputStream opened = out;
      if (opened != null) {
        opened.close();
      }
    } catch (IOException e) {
      done.completeExceptionally(e);
      return;
    }
    if (failure.isPresent()) {
      done.completeExceptionally(failure.orElseThrow());
    } else {
      PcapNg written = writer;
      done.complete(written == null ? 0L : written.packets());
    }
  }
}
