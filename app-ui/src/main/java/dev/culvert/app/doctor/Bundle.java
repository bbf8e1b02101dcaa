package dev.culvert.app.doctor;

import dev.culvert.app.view.Messages;
import dev.culvert.proto.helper.v1.JournalLine;
import dev.culvert.proto.helper.v1.State;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * All that somebody else needs to help: what the checks found, what the helper says, what this
 * computer's network is. Texts, redacted, to be shown before they are saved. Needs no helper.
 *
 * @param files by name, in order
 */
public record Bundle(Map<String, String> files) {

  /** Makes it of an examination. */
  public static Bundle of(Examination examination, Redactor redactor) {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("checks.txt", redactor.redact(checks(examination)));
    files.put("state.txt", redactor.redact(state(examination.environment())));
    files.put("journal.txt", redactor.redact(journal(examination.environment())));
    files.put("network.txt", redactor.redact(network(examination.environment().computer())));
    files.put("system.txt", redactor.redact(system(examination.environment())));
    return new Bundle(files);
  }

  /** Writes it as a ZIP file. */
  public void write(OutputStream out) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry("culvert-diagnostics/" + file.getKey()));
        zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
  }

  private static String checks(Examination examination) {
    StringBuilder text = new StringBuilder("At ").append(examination.at()).append("\n\n");
    for (Examination.Result result : examination.results()) {
      Finding finding = result.finding();
      text.append(result.id())
          .append("  ")
          .append(finding.severity())
          .append("  ")
          .append(finding.headline())
          .append(": ")
          .append(finding.detail());
      result.waitsFor().ifPresent(id -> text.append("  (waits for ").append(id).append(')'));
      text.append('\n');
      if (!finding.explanation().isEmpty()) {
        text.append("    ").append(Messages.plain(finding.explanation())).append('\n');
      }
    }
    return text.toString();
  }

  private static String state(Environment environment) {
    // The state holds no secret: credentials never come back from the helper.
    return environment.state().map(State::toString).orElse("")
        + environment
            .helperGone()
            .map(why -> "The helper does not answer: " + why + "\n")
            .orElse("");
  }

  private static String journal(Environment environment) {
    StringBuilder text = new StringBuilder();
    if (environment.journal().isEmpty()) {
      return "The journal cannot be read without the helper.\n";
    }
    for (JournalLine line : environment.journal().orElseThrow().getLinesList()) {
      text.append(line.hasUndone() ? "undone    " : "in force  ")
          .append(line.getKind())
          .append("  ")
          .append(line.getWhat())
          .append('\n');
    }
    return text.toString();
  }

  private static String network(Computer computer) {
    StringBuilder text = new StringBuilder("Interfaces that are up\n");
    computer
        .links()
        .forEach(
            l -> text.append("  ").append(l.name()).append("  MTU ").append(l.mtu()).append('\n'));
    text.append("\nRoutes\n");
    computer
        .routes()
        .forEach(r ->
            text.append("  ")
                .append(r.destination())
                .append(" dev ")
                .append(r.device())
                .append('\n'));
    text.append("\n/etc/resolv.conf\n").append(computer.resolvConf().indent(2));
    return text.toString();
  }

  private static String system(Environment environment) {
    return "Culvert "
        + environment.version()
        + "\nSystem "
        + System.getProperty("os.name", "")
        + " "
        + System.getProperty("os.version", "")
        + " "
        + System.getProperty("os.arch", "")
        + "\nJava "
        + Runtime.version()
        + "\nsshfs "
        + environment.computer().sshfs().orElse("not installed")
        + "\n";
  }
}
