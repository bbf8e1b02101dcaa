package dev.culvert.app.cli;

import dev.culvert.app.helper.HelperClient;
import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.attach.v1.Workload;
import dev.culvert.proto.helper.v1.DnsQuery;
import dev.culvert.proto.helper.v1.LocalAttachments;
import dev.culvert.proto.helper.v1.PacketDestination;
import dev.culvert.proto.helper.v1.SpeedRequest;
import dev.culvert.proto.helper.v1.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
              .setAddress(
                  host.matches("[0-9.]+") || host.contains(":") ? host : ask(helper, state, host))
              .setPort(Integer.parseInt(port)));
    } else {
      request.setAttachment(attached(text, helper, state));
    }
  }

  /** As a program's resolver would: as it stands, then behind each of the search domains. */
  private static String ask(HelperClient helper, State state, String name) throws Exception {
    List<String> names = new ArrayList<>(List.of(name));
    if (!name.endsWith(".")) {
      state.getNetwork().getDns().getSearchList().forEach(domain -> names.add(name + "." + domain));
    }
    String code = "";
    for (String each : names) {
      DnsQuery query = helper.tryName(each, "A").get();
      Optional<String> address =
          query.getRecordsList().stream()
              .map(record -> record.substring(record.lastIndexOf(' ') + 1))
              .filter(record -> record.matches("[0-9.]+"))
              .findFirst();
      if (address.isPresent()) {
        return address.orElseThrow();
      }
      code = code.isEmpty() ? query.getCode() : code;
    }
    throw new CliException(
        ExitCodes.FAILED, "NO_ADDRESS", "%s has no address: %s.".formatted(name, code));
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
