package dev.culvert.app.doctor;

import dev.culvert.app.doctor.Finding.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What all checks found.
 *
 * @param results in the order of the checks
 * @param environment what they looked at
 */
public record Examination(Instant at, List<Result> results, Environment environment) {
  public Examination {
    results = List.copyOf(results);
  }

  /**
   * One check's.
   *
   * @param waitsFor the id of the check that has to be good first; empty when this one was made
   */
  public record Result(String id, Finding finding, Optional<String> waitsFor) {}

  /** Makes the checks. What depends on a cause that needs somebody is not made. */
  public static Examination of(List<Check> checks, Environment environment, Instant at) {
    Map<String, String> causes = new HashMap<>();
    List<Result> results = new ArrayList<>();
    for (Check check : checks) {
      Optional<String> cause =
          check.dependsOn().stream().filter(causes::containsKey).map(causes::get).findFirst();
      Finding finding = check.look().apply(environment);
      if (cause.isPresent() && finding.severity() != Severity.GOOD) {
        causes.put(check.id(), cause.orElseThrow());
        results.add(new Result(check.id(), finding, cause));
      } else {
        if (finding.severity() == Severity.NEEDS_YOU) {
          causes.put(check.id(), check.id());
        }
        results.add(new Result(check.id(), finding, Optional.empty()));
      }
    }
    return new Examination(at, results, environment);
  }

  /** How many need somebody; what waits for another is not counted. */
  public long needsYou() {
    return results.stream()
        .filter(r -> r.waitsFor().isEmpty() && r.finding().severity() == Severity.NEEDS_YOU)
        .count();
  }
}
