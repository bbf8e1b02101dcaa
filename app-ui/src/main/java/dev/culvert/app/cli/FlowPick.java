package dev.culvert.app.cli;

import dev.culvert.app.view.Filter;
import dev.culvert.app.view.FilterKeys;
import dev.culvert.app.view.FlowRow;
import dev.culvert.app.view.Messages;
import dev.culvert.proto.helper.v1.Flow;
import java.time.Instant;

/** Which flows to show, by the filter of the window. */
final class FlowPick {
  private final Filter filter;

  private FlowPick(Filter filter) {
    this.filter = filter;
  }

  /**
   * @throws CliException when the filter cannot be understood
   */
  static FlowPick of(String source) throws CliException {
    FilterKeys.Parsed parsed = FlowRow.KEYS.parse(source);
    if (!parsed.problem().isEmpty()) {
      throw new CliException(ExitCodes.USAGE, "BAD_FILTER", Messages.plain(parsed.problem()));
    }
    return new FlowPick(parsed.filter());
  }

  boolean all() {
    return filter.isEmpty();
  }

  boolean accepts(Flow flow, Instant now) {
    return filter.isEmpty() || filter.test(FlowRow.of(flow), now);
  }
}
