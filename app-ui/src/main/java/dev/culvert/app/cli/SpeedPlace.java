package dev.culvert.app.cli;

import dev.culvert.app.helper.HelperClient;
import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.attach.v1.Workload;
import dev.culvert.proto.helper.v1.DnsQuery;
import dev.culvert.proto.helper.v1.LocalAttachments;
import dev.culvert.proto.helper.v1.PacketDestination;
import dev.culvert.proto.helper.v1.SpeedRequest;
import dev.culvert.proto.helper.v1.State;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Where a measurement goes, as a person writes it. */
final class SpeedPlace {
  private SpeedPlace() {}

  /**
   * An attached workload, or a host and a port.
   *
   * @param text WORKLOAD, ADDRESS:PORT or NAME:PORT
   */
  static void put(SpeedRequest.Builder request, String text, HelperClient helper, State state)
      throws Exception {
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    if (colon > 0 && port.matches("[0-9]{1,5}")) {
      String host = text.substring(0, colon).replace("[", "").replace("]", "");
      request.setPod(
          PacketDestination.newBuilder()
              .setAddress(host.matches("[0-9.]+") || host.contains(":") ? host : ask(helper, host))
              .setPort(Integer.parseInt(port)));
    } else {
      request.setAttachment(attached(text, helper, state));
    }
  }

  private static String ask(HelperClient helper, String name) throws Exception {
    DnsQuery query = helper.tryName(name, "A").get();
    return query.getRecordsList().stream()
        .map(record -> record.substring(record.lastIndexOf(' ') + 1))
        .filter(record -> record.matches("[0-9.]+"))
        .findFirst()
        .orElseThrow(() ->
            new CliException(
                ExitCodes.FAILED,
                "NO_ADDRESS",
                "%s has no address: %s.".formatted(name, query.getCode())));
  }

  private static String attached(String text, HelperClient helper, State state) throws Exception {
    Workload wanted = WorkloadName.parse(text, state.getConnection().getNamespace());
    BlockingQueue<LocalAttachments> lists = new LinkedBlockingQueue<>();
    try (var _ = helper.attachments().watch(lists::add)) {
      return Helpers.first(lists, "attachments").getAttachmentsList().stream()
          .filter(each -> each.getMine() && each.getSpec().getWorkload().equals(wanted))
          .map(Attachment::getId)
          .findFirst()
          .orElseThrow(() ->
              new CliException(
                  ExitCodes.FAILED,
                  "NOT_ATTACHED",
                  "You are not attached to %s %s/%s, so no agent answers there. ADDRESS:PORT or NAME:PORT is connected to."
                      .formatted(wanted.getKind(), wanted.getNamespace(), wanted.getName())));
    }
  }
}
