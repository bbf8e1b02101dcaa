package dev.culvert.app.cli;

import dev.culvert.app.cli.Output.Tone;
import dev.culvert.app.install.Version;
import dev.culvert.app.update.Channel;
import dev.culvert.app.update.Release;
import dev.culvert.proto.helper.v1.State;
import java.util.Optional;

/** What the plain questions are answered with, whichever way the answer was got. */
final class Reports {
  private Reports() {}

  /** Prints the state; the exit code. */
  static int status(State state, boolean json, Surroundings surroundings) {
    Output output = surroundings.output();
    if (json) {
      output.line(Json.write(StateJson.of(state)));
    } else {
      StateText.print(state, output, surroundings.clock());
      Optional<Release> newer = surroundings.newerRelease();
      if (newer.isPresent()) {
        Release release = newer.orElseThrow();
        output.line(
            output.tone(
                Tone.SUBTLE,
                "  Culvert %s is there; see %s".formatted(release.version(), release.page())));
      }
    }
    return state.getPhase().hasConnected() ? ExitCodes.OK : ExitCodes.NOT_CONNECTED;
  }

  /** Prints the versions; the exit code. */
  static int version(Optional<String> helper, boolean json, Surroundings surroundings) {
    Output output = surroundings.output();
    Channel channel = surroundings.channel();
    Optional<Release> newer = surroundings.newerRelease();
    if (json) {
      output.line(
          Json.write(
              Json.obj()
                  .put("version", Version.current())
                  .put("helperVersion", helper)
                  .put("channel", channel.word())
                  .put("newerVersion", newer.map(Release::version))));
      return ExitCodes.OK;
    }
    output.line("culvert  " + Version.current());
    output.line("helper   " + helper.orElse("not running"));
    output.line("channel  %s, replaced by %s".formatted(channel.word(), channel.installer()));
    if (newer.isPresent()) {
      Release release = newer.orElseThrow();
      output.line("newer    %s; see %s".formatted(release.version(), release.page()));
    }
    return ExitCodes.OK;
  }
}
