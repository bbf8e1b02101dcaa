package dev.culvert.app.cli;

import dev.culvert.app.files.RemoteFiles;
import dev.culvert.app.helper.AttachClient;
import dev.culvert.app.helper.HelperClient;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code culvert files}. */
@Command(
    name = "files",
    description = "Look at the files of an attached workload, and fetch one, without a mount.")
final class FilesCommand extends HelperCall {
  @Parameters(index = "0", paramLabel = "ATTACHMENT", description = "As culvert attachments says.")
  private String attachment = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PATH",
      description = "In the container (default ${DEFAULT-VALUE}).")
  private String path = "/";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Fetch the file PATH into this one. One that is there is replaced.")
  private @Nullable Path to;

  @Override
  public Integer call() throws Exception {
    try (HelperClient helper = helper();
        StateReader states = new StateReader(helper)) {
      Helpers.require(states);
      try (AttachClient.Files stream = helper.attachments().files(attachment, true)) {
        RemoteFiles files = RemoteFiles.open(stream.input(), stream.output());
        if (to != null) {
          fetch(files, to);
        } else if (files.look(path).isDirectory()) {
          tell(files.list(path));
        } else {
          tell(List.of(files.look(path)));
        }
      } catch (IOException e) {
        throw new CliException(ExitCodes.FAILED, "FILES", String.valueOf(e.getMessage()));
      }
    }
    return ExitCodes.OK;
  }

  private void fetch(RemoteFiles files, Path into) throws IOException {
    long size;
    try (OutputStream out = Files.newOutputStream(into)) {
      size = files.fetch(path, out);
    }
    if (json()) {
      output().line(Json.write(Json.obj().put("file", into.toString()).put("size", size)));
    } else {
      output().line("%d bytes are in %s.".formatted(size, into));
    }
  }

  private void tell(List<RemoteFiles.Entry> entries) {
    if (json()) {
      output()
          .line(
              Json.write(
                  Json.obj()
                      .put(
                          "files",
                          entries.stream()
                              .map(each ->
                                  Json.obj()
                                      .put("name", each.name())
                                      .put("kind", kind(each))
                                      .put("size", each.size())
                                      .put("modified", modified(each)))
                              .toList())));
      return;
    }
    Table table = new Table(Table.start("NAME"), Table.end("SIZE"), Table.start("MODIFIED"));
    for (RemoteFiles.Entry each : entries) {
      table.row(
          Table.Cell.of(each.name() + (each.isDirectory() ? "/" : each.isLink() ? "@" : "")),
          Table.Cell.of(each.isDirectory() ? "" : Long.toString(each.size())),
          Table.Cell.of(modified(each)));
    }
    table.print(output());
  }

  private static String kind(RemoteFiles.Entry entry) {
    return entry.isDirectory() ? "directory" : entry.isLink() ? "link" : "file";
  }

  private static String modified(RemoteFiles.Entry entry) {
    return entry.modified().map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString()).orElse("");
  }
}
