package dev.culvert.app.cli;

import dev.culvert.app.helper.HelperClient;
import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.attach.v1.Header;
import dev.culvert.proto.attach.v1.MatchRequest;
import dev.culvert.proto.attach.v1.MatchVerdict;
import dev.culvert.proto.helper.v1.State;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code culvert match}. */
@Command(
    name = "match",
    description = "Say which attachment would take a request, and why; nothing is sent.")
final class MatchCommand extends HelperCall {
  @Parameters(index = "0", paramLabel = "WORKLOAD", description = "As for intercept.")
  private String workload = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "PATH", description = "Path or URL.")
  private String path = "/";

  @Option(
      names = {"-X", "--request"},
      paramLabel = "METHOD",
      description = "Default: GET.")
  private String method = "GET";

  @Option(
      names = {"-H", "--header"},
      paramLabel = "NAME: VALUE",
      description = "As curl has it.")
  private List<String> headers = List.of();

  @Option(
      names = {"-p", "--port"},
      paramLabel = "PORT",
      description = "Of the workload.")
  private String port = "";

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NS",
      description = "Of the workload.")
  private @Nullable String namespace;

  @Override
  public Integer call() throws Exception {
    try (HelperClient helper = helper();
        StateReader states = new StateReader(helper)) {
      State state = Helpers.require(states);
      MatchRequest.Builder request =
          MatchRequest.newBuilder()
              .setWorkload(
                  WorkloadName.parse(
                      workload,
                      namespace == null ? state.getConnection().getNamespace() : namespace))
              .setPort(port)
              .setMethod(method)
              .setPath(pathOf(path));
      for (String header : headers) {
        int colon = header.indexOf(':');
        if (colon < 1) {
          throw new CliException(
              ExitCodes.USAGE, "USAGE", "-H: NAME: VALUE is wanted, not %s.".formatted(header));
        }
        request.addHeaders(
            Header.newBuilder()
                .setName(header.substring(0, colon).strip())
                .setValue(header.substring(colon + 1).strip()));
      }
      tell(helper.attachments().match(request.build()).get());
    }
    return ExitCodes.OK;
  }

  private static String pathOf(String text) {
    if (!text.contains("://")) {
      return text;
    }
    URI uri = URI.create(text);
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return (uri.getRawPath().isEmpty() ? "/" : uri.getRawPath()) + query;
  }

  private void tell(MatchVerdict verdict) {
    if (json()) {
      output()
          .line(
              Json.write(
                  Json.obj()
                      .put("takenBy", verdict.hasTakenBy() ? verdict.getTakenBy().getId() : null)
                      .put(
                          "copiedTo",
                          verdict.getCopiedToList().stream().map(Attachment::getId).toList())
                      .put("reasoning", verdict.getReasoningList())));
    } else {
      verdict.getReasoningList().forEach(output()::line);
    }
  }
}
