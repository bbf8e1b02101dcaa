package dev.culvert.manager.agent.rules;

import dev.culvert.proto.attach.v1.Filter;
import dev.culvert.proto.attach.v1.HeaderMatch;
import java.util.Collections;

/**
 * Whether one request could be taken by two filters. Where that cannot be told (patterns), it
 * counts as yes: two people must never wonder who got a request.
 */
public final class Overlap {
  private Overlap() {}

  /** Whether no request can be taken by both. */
  public static boolean disjoint(Filter one, Filter other) {
    return headersDisjoint(one, other) || pathsDisjoint(one, other) || methodsDisjoint(one, other);
  }

  /**
   * A header that must be one thing for the one and another for the other. A request that carries
   * the header twice could satisfy both; it then goes to the older attachment.
   */
  private static boolean headersDisjoint(Filter one, Filter other) {
    for (HeaderMatch mine : one.getHeadersList()) {
      for (HeaderMatch theirs : other.getHeadersList()) {
        if (mine.getName().equalsIgnoreCase(theirs.getName())
            && mine.hasExact()
            && theirs.hasExact()
            && !mine.getExact().equals(theirs.getExact())) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean pathsDisjoint(Filter one, Filter other) {
    return switch (one.getPathCase()) {
      case PATH_EXACT ->
          switch (other.getPathCase()) {
            case PATH_EXACT -> !one.getPathExact().equals(other.getPathExact());
            case PATH_PREFIX -> !one.getPathExact().startsWith(other.getPathPrefix());
            case PATH_REGEX -> !one.getPathExact().matches(other.getPathRegex());
            case PATH_NOT_SET -> false;
          };
      case PATH_PREFIX ->
          switch (other.getPathCase()) {
            case PATH_EXACT -> !other.getPathExact().startsWith(one.getPathPrefix());
            case PATH_PREFIX ->
                !one.getPathPrefix().startsWith(other.getPathPrefix())
                    && !other.getPathPrefix().startsWith(one.getPathPrefix());
            case PATH_REGEX, PATH_NOT_SET -> false;
          };
      case PATH_REGEX -> other.hasPathExact() && !other.getPathExact().matches(one.getPathRegex());
      case PATH_NOT_SET -> false;
    };
  }

  private static boolean methodsDisjoint(Filter one, Filter other) {
    return one.getMethodsCount() > 0
        && other.getMethodsCount() > 0
        && Collections.disjoint(
            one.getMethodsList().stream().map(String::toUpperCase).toList(),
            other.getMethodsList().stream().map(String::toUpperCase).toList());
  }
}
