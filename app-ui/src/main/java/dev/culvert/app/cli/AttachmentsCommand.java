package dev.culvert.app.cli;

import dev.culvert.app.cluster.Subscription;
import dev.culvert.app.helper.HelperClient;
import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.helper.v1.LocalAttachments;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code culvert attachments}. */
@Command(name = "attachments", description = "Show who is attached to what.")
final class AttachmentsCommand extends HelperCall {
  @Option(
      names = {"-f", "--follow"},
      description = "Go on, with the whole list after each change.")
  private boolean follow;

  @Override
  public Integer call() throws Exception {
    BlockingQueue<LocalAttachments> lists = new LinkedBlockingQueue<>();
    try (HelperClient helper = helper();
        StateReader states = new StateReader(helper)) {
      Helpers.require(states);
      try (Subscription _ = helper.attachments().watch(lists::add)) {
        print(Helpers.first(lists, "attachments"));
        while (follow) {
          print(lists.take());
        }
      }
    }
    return ExitCodes.OK;
  }

  private void print(LocalAttachments list) {
    if (json()) {
      output()
          .line(
              Json.write(
                  Json.obj()
                      .put(
                          "attachments",
                          list.getAttachmentsList().stream().map(AttachmentText::json).toList())
                      .put(
                          "mounts",
                          list.getMountsList().stream()
                              .map(mount ->
                                  Json.obj()
                                      .put("attachment", mount.getAttachment())
                                      .put("directory", mount.getDirectory())
                                      .put("readOnly", mount.getReadOnly())
                                      .put("mounted", mount.getMounted()))
                              .toList())));
      return;
    }
    if (list.getAttachmentsCount() == 0) {
      output().line("Nobody is attached to anything.");
      return;
    }
    Table table =
        new Table(
            Table.start("ID"),
            Table.start("KIND"),
            Table.start("WORKLOAD"),
            Table.start("PORTS"),
            Table.start("TAKES"),
            Table.start("OWNER"),
            Table.start("STATE"),
            Table.end("TAKEN"));
    for (Attachment each : list.getAttachmentsList()) {
      table.row(
          Table.Cell.of(each.getId()),
          Table.Cell.of(AttachmentText.kind(each.getSpec().getKind())),
          Table.Cell.of(AttachmentText.workload(each.getSpec())),
          Table.Cell.of(AttachmentText.ports(each)),
          Table.Cell.of(AttachmentText.filter(each.getSpec())),
          Table.Cell.of(each.getOwner().getClient() + (each.getMine() ? " (you)" : "")),
          Table.Cell.of(AttachmentText.phase(each)),
          Table.Cell.of(Long.toString(each.getTaken())));
    }
    table.print(output());
  }
}
