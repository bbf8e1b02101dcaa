package dev.culvert.app.doctor;

import java.util.List;
import java.util.function.Function;

/**
 * One thing to look at: a pure function of what is so.
 *
 * @param id stable and searchable: {@code CUL-R02}
 * @param dependsOn checks that must be good for this one to mean anything
 */
public record Check(String id, List<String> dependsOn, Function<Environment, Finding> look) {
  public Check {
    dependsOn = List.copyOf(dependsOn);
  }
}
