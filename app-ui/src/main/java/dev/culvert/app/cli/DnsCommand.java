package dev.culvert.app.cli;

import dev.culvert.app.cli.Output.Tone;
import dev.culvert.app.cli.Table.Cell;
import dev.culvert.app.cluster.Subscription;
import dev.culvert.app.helper.HelperClient;
import dev.culvert.proto.helper.v1.DnsEvent;
import dev.culvert.proto.helper.v1.DnsQuery;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code culvert dns}. */
@Command(
    name = "dns",
    description = "Ask a name the way any program's query would go, and show the whole reasoning.",
    footer = "%nExits with 1 when the name has no such records.")
final class DnsCommand extends HelperCall {
  @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "The name to ask.")
  private @Nullable String name;

  @Option(
      names = {"-t", "--type"},
      paramLabel = "TYPE",
      defaultValue = "A",
      description = "A, AAAA, SRV, PTR, … Default: ${DEFAULT-VALUE}.")
  private String type = "A";

  @Option(names = "--log", description = "Show the last queries of all programs instead.")
  private boolean log;

  @Option(
      names = {"-f", "--follow"},
      description = "With --log: go on.")
  private boolean follow;

  @Override
  public Integer call() throws Exception {
    if (log == (name != null)) {
      throw new CliException(
          ExitCodes.USAGE, "BAD_USAGE", "Give a name to ask, or --log: culvert dns orders.shop");
    }
    try (HelperClient helper = helper()) {
      if (name != null) {
        return ask(helper, name);
      }
      return showLog(helper);
    }
  }

  private int ask(HelperClient helper, String asked) throws Exception {
    DnsQuery query = helper.tryName(asked, type).get();
    if (json()) {
      output().line(Json.write(DnsText.json(query)));
    } else {
      DnsText.print(query, output());
    }
    boolean answered = query.getCode().equals("NOERROR") && query.getRecordsCount() > 0;
    return answered ? ExitCodes.OK : ExitCodes.FAILED;
  }

  private int showLog(HelperClient helper) throws Exception {
    BlockingQueue<DnsEvent> events = new LinkedBlockingQueue<>();
    try (StateReader states = new StateReader(helper)) {
      Helpers.require(states);
      try (Subscription _ = helper.watchDns(events::add)) {
        DnsEvent event = Helpers.first(events, "DNS queries");
        if (!follow) {
          printAll(event.getQueriesList());
          return ExitCodes.OK;
        }
        while (true) {
          for (DnsQuery query : event.getQueriesList()) {
            output().line(json() ? Json.write(DnsText.json(query)) : DnsText.line(query));
          }
          event = events.take();
        }
      }
    }
  }

  private void printAll(List<DnsQuery> queries) {
    if (json()) {
      output()
          .line(
              Json.write(Json.obj().put("queries", queries.stream().map(DnsText::json).toList())));
      return;
    }
    if (queries.isEmpty()) {
      output().line("No queries yet.");
      return;
    }
    Table table =
        new Table(
            Table.start("PROGRAM"),
            Table.start("NAME"),
            Table.start("TYPE"),
            Table.start("CODE"),
            Table.start("ANSWER"),
            Table.start("BY"),
            Table.end("TOOK"));
    for (DnsQuery query : queries) {
      table.row(
          Cell.of(DnsText.program(query)),
          Cell.of(query.getName()),
          Cell.of(query.getType()),
          new Cell(query.getCode(), DnsText.tone(query)),
          Cell.of(DnsText.answer(query)),
          new Cell(DnsText.by(query), Tone.SUBTLE),
          Cell.of(Units.time(Times.of(query.getTook()))));
    }
    table.print(output());
  }
}
