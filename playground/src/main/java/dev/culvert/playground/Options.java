package dev.culvert.playground;

import dev.culvert.playground.machine.Instance;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a playground is started.
 *
 * @param base folder in which the instance makes its own folder
 * @param scale this many workloads more, as objects only
 * @param manager whether the manager runs in the cluster
 * @param patience how long to wait until all pods are ready
 */
public record Options(Path base, int scale, boolean manager, Duration patience) {
  /** The usual. */
  public static Options defaults() {
    return new Options(Instance.DEFAULT_BASE, 0, true, Duration.ofMinutes(2));
  }

  /** The same without the manager: for tests of the cluster itself. */
  public Options withoutManager() {
    return new Options(base, scale, false, patience);
  }

  /** The same with this many workloads more. */
  public Options withScale(int workloads) {
    return new Options(base, workloads, manager, patience);
  }

  /** The same with another base folder. */
  public Options withBase(Path folder) {
    return new Options(folder, scale, manager, patience);
  }
}
