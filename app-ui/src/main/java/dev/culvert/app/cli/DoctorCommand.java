package dev.culvert.app.cli;

import dev.culvert.app.cli.Output.Tone;
import dev.culvert.app.cluster.Context;
import dev.culvert.app.cluster.Contexts;
import dev.culvert.app.doctor.Bundle;
import dev.culvert.app.doctor.Checks;
import dev.culvert.app.doctor.Environment;
import dev.culvert.app.doctor.Examination;
import dev.culvert.app.doctor.Finding;
import dev.culvert.app.doctor.Redactor;
import dev.culvert.app.doctor.Survey;
import dev.culvert.app.doctor.ThisComputer;
import dev.culvert.app.helper.HelperClient;
import dev.culvert.app.install.Version;
import dev.culvert.app.view.Messages;
import dev.culvert.proto.helper.v1.State;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code culvert doctor}. */
@Command(
    name = "doctor",
    description =
        "Look at everything that a connection needs, and say what is wrong and what to do.",
    footer = "%nThe checks are those of the window. Exits with 1 when one of them needs you.")
final class DoctorCommand extends HelperCall {
  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "The context to look at. Default: the connected one, else the current one.")
  private @Nullable String context;

  @Option(
      names = "--bundle",
      paramLabel = "FILE",
      description = "Also write all of it, redacted, into a ZIP file for somebody who helps.")
  private @Nullable Path bundle;

  @Override
  public Integer call() throws Exception {
    Surroundings around = root().surroundings();
    Examination found;
    try (HelperClient helper = helper();
        Contexts contexts = around.clusters(root().kubeconfigs());
        StateReader states = new StateReader(helper)) {
      @Nullable State state = null;
      String gone = "";
      try {
        state = Helpers.require(states);
      } catch (CliException e) {
        gone = String.valueOf(e.getMessage());
      }
      Survey survey =
          new Survey(
              helper,
              contexts,
              new ThisComputer(Path.of("/"))::look,
              around.clock(),
              Version.current());
      Environment environment = survey.look(about(contexts, state), state, gone);
      found = Examination.of(Checks.ALL, environment, around.clock().instant());
    }
    if (bundle != null) {
      Redactor redactor = new Redactor(List.of(System.getProperty("user.name", "")));
      try (OutputStream out = Files.newOutputStream(bundle)) {
        Bundle.of(found, redactor).write(out);
      }
    }
    if (json()) {
      output().line(Json.write(json(found)));
    } else {
      print(found);
    }
    return found.needsYou() == 0 ? ExitCodes.OK : ExitCodes.FAILED;
  }

  private String about(Contexts contexts, @Nullable State state) {
    if (context != null) {
      return context;
    }
    if (state != null && state.hasConnection()) {
      return state.getConnection().getContext();
    }
    return contexts.list().stream()
        .filter(Context::current)
        .findFirst()
        .map(Context::name)
        .orElse("");
  }

  private void print(Examination found) {
    for (Examination.Result result : found.results()) {
      Finding finding = result.finding();
      boolean waits = result.waitsFor().isPresent();
      String sign =
          waits
              ? "    "
              : switch (finding.severity()) {
                case GOOD -> output().tone(Tone.GOOD, "ok  ");
                case NOTE -> output().tone(Tone.WARNING, "note");
                case NEEDS_YOU -> output().tone(Tone.BAD, "FIX ");
                case UNKNOWN -> output().tone(Tone.SUBTLE, "–   ");
              };
      String detail =
          waits
              ? Messages.text("check.waits", result.waitsFor().orElse(""))
              : Messages.plain(finding.detail());
      output().line("%s  %-8s %s: %s".formatted(sign, result.id(), finding.headline(), detail));
      if (!waits && finding.severity() == Finding.Severity.NEEDS_YOU) {
        output().line("               " + Messages.plain(finding.explanation()));
      }
      if (!waits && finding.severity() != Finding.Severity.GOOD) {
        finding.fixes().forEach(fix -> output().line("               > " + words(fix)));
      }
    }
  }

  private static String words(Finding.Fix fix) {
    return switch (fix) {
      case Finding.Fix.StartHelper() -> "start the service culvert-helper";
      case Finding.Fix.Reconnect() -> "culvert disconnect, then culvert connect";
      case Finding.Fix.Restore() -> "culvert restore";
      case Finding.Fix.NeverRoute(String cidr) -> "culvert connect --never-route " + cidr;
      case Finding.Fix.Copy(String line) -> line;
    };
  }

  private static Json.Obj json(Examination found) {
    return Json.obj()
        .put("at", found.at())
        .put("needsYou", found.needsYou())
        .put(
            "checks",
            found.results().stream()
                .map(r ->
                    Json.obj()
                        .put("id", r.id())
                        .put("severity", r.finding().severity())
                        .put("waitsFor", r.waitsFor())
                        .put("finding", r.finding().headline())
                        .put("detail", Messages.plain(r.finding().detail()))
                        .put("explanation", Messages.plain(r.finding().explanation()))
                        .put(
                            "fixes",
                            r.finding().fixes().stream().map(DoctorCommand::words).toList()))
                .toList());
  }
}
