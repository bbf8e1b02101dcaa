package dev.culvert.app.cli;

import dev.culvert.app.cli.Output.Tone;
import dev.culvert.app.helper.AttachClient;
import dev.culvert.app.helper.HelperClient;
import dev.culvert.proto.attach.v1.AttachEvent;
import dev.culvert.proto.attach.v1.AttachRequest;
import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Kind;
import dev.culvert.proto.attach.v1.Plan;
import dev.culvert.proto.attach.v1.Ready;
import dev.culvert.proto.helper.v1.MountRequest;
import dev.culvert.proto.helper.v1.State;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code culvert intercept}, {@code wiretap}, {@code ingest}, {@code replace}: one for each kind.
 */
abstract class AttachCommand extends HelperCall {
  private final Kind kind;

  @Mixin private AttachOptions options = new AttachOptions();

  @Option(
      names = "--env-file",
      paramLabel = "FILE",
      description = "Write the workload's variables there.")
  private @Nullable Path envFile;

  @Option(
      names = "--env-format",
      paramLabel = "FORMAT",
      description = "dotenv, json, sh or powershell. Default: by the file's name, else dotenv.")
  private @Nullable String envFormat;

  @Option(
      names = "--env-exclude",
      paramLabel = "NAME",
      split = ",",
      description = "Variables to leave out.")
  private List<String> exclude = List.of();

  @Option(
      names = "--mount",
      paramLabel = "DIR[:ro]",
      description = "Mount the workload's files there; \"auto\" chooses a directory.")
  private @Nullable String mount;

  @Option(
      names = "--mount-path",
      paramLabel = "PATH",
      description = "What to mount, as a path in the container. Default: all of it.")
  private String mountPath = "";

  @Option(names = "--dry-run", description = "Say what would happen, and do nothing.")
  private boolean dryRun;

  @Option(
      names = "--override-inactive",
      description = "End attachments in the way that had no traffic for 30 minutes.")
  private boolean overrideInactive;

  @Parameters(
      index = "1..*",
      paramLabel = "-- COMMAND",
      description = "Run this with the workload's variables; the attachment ends with it.")
  private List<String> command = List.of();

  AttachCommand(Kind kind) {
    this.kind = kind;
  }

  @Command(
      name = "intercept",
      description =
          "Receive a workload's traffic here: all of a port, or the requests of a filter.")
  static final class Intercept extends AttachCommand {
    Intercept() {
      super(Kind.KIND_INTERCEPT);
    }
  }

  @Command(name = "wiretap", description = "Receive a copy of a workload's traffic here.")
  static final class Wiretap extends AttachCommand {
    Wiretap() {
      super(Kind.KIND_WIRETAP);
    }
  }

  @Command(name = "ingest", description = "Get a workload's variables and files here, no traffic.")
  static final class Ingest extends AttachCommand {
    Ingest() {
      super(Kind.KIND_INGEST);
    }
  }

  @Command(
      name = "replace",
      description = "Take a container's place, which stands still meanwhile.")
  static final class Replace extends AttachCommand {
    Replace() {
      super(Kind.KIND_REPLACE);
    }
  }

  @Override
  public Integer call() throws Exception {
    try (HelperClient helper = helper();
        StateReader states = new StateReader(helper)) {
      State state = Helpers.require(states);
      AttachSpec spec = options.spec(kind, state.getConnection().getNamespace());
      AttachClient attachments = helper.attachments();
      if (dryRun) {
        return tell(attachments.prepare(spec).get());
      }
      Ready ready =
          attachments
              .attach(
                  AttachRequest.newBuilder()
                      .setSpec(spec)
                      .setOverrideInactive(overrideInactive)
                      .build(),
                  this::step)
              .get();
      try {
        return attached(attachments, ready);
      } catch (Exception e) {
        attachments.detach(ready.getAttachment().getId()).get();
        throw e;
      }
    }
  }

  private int attached(AttachClient attachments, Ready ready) throws Exception {
    String id = ready.getAttachment().getId();
    Map<String, String> variables =
        EnvironmentText.without(ready.getEnvironment().getVariablesMap(), exclude);
    if (envFile != null) {
      EnvironmentText.write(envFile, Optional.ofNullable(envFormat), variables);
    }
    Optional<String> mounted =
        mount == null ? Optional.empty() : Optional.of(mount(attachments, id, mount));
    if (json()) {
      output()
          .line(
              Json.write(
                  AttachmentText.json(ready.getAttachment())
                      .put("environment", variables)
                      .put("mountedAt", mounted)));
    } else {
      output().line(AttachmentText.sentence(ready.getAttachment()));
      if (envFile != null) {
        output().line("%d variables are in %s.".formatted(variables.size(), envFile));
      }
      mounted.ifPresent(directory -> output().line("Files are at %s.".formatted(directory)));
    }
    if (command.isEmpty()) {
      if (!json()) {
        output().line("It stays until: culvert detach %s".formatted(id));
      }
      return ExitCodes.OK;
    }
    int code = LaunchedProcess.run(command, variables, mounted);
    attachments.detach(id).get();
    return code;
  }

  private String mount(AttachClient attachments, String id, String text) throws Exception {
    boolean readOnly = text.endsWith(":ro");
    String directory = text.replaceAll(":(ro|rw)$", "");
    return attachments
        .mount(
            MountRequest.newBuilder()
                .setAttachment(id)
                .setDirectory(
                    directory.equals("auto") ? "" : Path.of(directory).toAbsolutePath().toString())
                .setReadOnly(readOnly)
                .setRemote(mountPath)
                .build())
        .get()
        .getDirectory();
  }

  private void step(AttachEvent event) {
    if (json()) {
      return;
    }
    switch (event.getEventCase()) {
      case PLAN -> output().error(output().tone(Tone.SUBTLE, event.getPlan().getAnnouncement()));
      case STEP -> output().error(output().tone(Tone.SUBTLE, event.getStep()));
      case READY, EVENT_NOT_SET -> {}
    }
  }

  private int tell(Plan plan) {
    boolean possible = plan.getRungValue() != 0 && plan.getConflictsCount() == 0;
    if (json()) {
      output().line(Json.write(AttachmentText.json(plan)));
    } else {
      List<String> lines = new ArrayList<>(List.of(plan.getAnnouncement()));
      plan.getConflictsList().forEach(conflict -> lines.add("In the way: " + conflict.getText()));
      lines.add("Pods: " + String.join(", ", plan.getPodsList()));
      lines.forEach(output()::line);
    }
    return possible ? ExitCodes.OK : ExitCodes.FAILED;
  }
}
