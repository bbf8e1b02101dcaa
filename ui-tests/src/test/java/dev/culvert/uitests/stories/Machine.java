package dev.culvert.uitests.stories;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether this machine can judge times. A limit of some seconds means something where programs get
 * the processor when they want it; on a machine that is busy with other work it judges that work.
 */
final class Machine {
  private static final Path PRESSURE = Path.of("/proc/pressure/cpu");
  private static final Pattern SHARE = Pattern.compile("some avg10=(\\d+\\.\\d+)");

  /** Our own processes cause some; above this others do. Per cent of the last ten seconds. */
  private static final double BUSY = 85;

  private Machine() {}

  /** How long somebody had to wait for a processor, in per cent of the last ten seconds. */
  static double pressure() {
    try {
      Matcher share = SHARE.matcher(Files.exists(PRESSURE) ? Files.readString(PRESSURE) : "");
      return share.find() ? Double.parseDouble(share.group(1)) : 0;
    } catch (IOException e) {
      // A kernel without pressure information says so when it is read.
      return 0;
    }
  }

  /** The limit itself, or ten times of it on a machine that is too busy to judge it. */
  static Duration allows(Duration limit) {
    return pressure() > BUSY ? limit.multipliedBy(10) : limit;
  }

  /** For texts that tell times: what they are worth. */
  static String inWords() {
    double pressure = pressure();
    return pressure > BUSY
        ? " (this machine is busy with other work, processor pressure %.0f %%: the limit is ten times as long)"
            .formatted(pressure)
        : "";
  }
}
