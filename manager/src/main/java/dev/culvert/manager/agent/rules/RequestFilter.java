package dev.culvert.manager.agent.rules;

import dev.culvert.core.words.Phrase;
import dev.culvert.core.words.Reason;
import dev.culvert.proto.attach.v1.Filter;
import dev.culvert.proto.attach.v1.HeaderMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/** A filter, ready to be asked many times. Immutable. */
public final class RequestFilter {
  private static final int LONGEST = 4096;

  private final Filter wire;
  private final List<Condition> conditions = new ArrayList<>();

  /** One thing that must hold. */
  private record Condition(Reason text, Test test) {}

  private interface Test {
    boolean holds(Request request);
  }

  /** A request as far as filters look at it. */
  public interface Request {
    String method();

    /** With the query. */
    String target();

    /** All values of a header, whatever its name's case. */
    List<String> header(String name);
  }

  private RequestFilter(Filter wire) {
    this.wire = wire;
  }

  /**
   * From the wire.
   *
   * @throws IllegalArgumentException when a name, path or pattern cannot be one; the text says
   *     which
   */
  public static RequestFilter of(Filter wire) {
    RequestFilter filter = new RequestFilter(wire);
    wire.getHeadersList().forEach(filter::addHeader);
    switch (wire.getPathCase()) {
      case PATH_EXACT -> {
        String exact = path(wire.getPathExact());
        filter.add(Phrase.PATH_IS.of(exact), request -> pathOf(request).equals(exact));
      }
      case PATH_PREFIX -> {
        String prefix = path(wire.getPathPrefix());
        filter.add(Phrase.PATH_BEGINS.of(prefix), request -> pathOf(request).startsWith(prefix));
      }
      case PATH_REGEX -> {
        Pattern pattern = pattern("path_regex", wire.getPathRegex());
        filter.add(
            Phrase.PATH_MATCHES.of(pattern), request -> pattern.matcher(pathOf(request)).matches());
      }
      case PATH_NOT_SET -> {}
    }
    if (wire.getMethodsCount() > 0) {
      List<String> methods =
          wire.getMethodsList().stream().map(method -> method.toUpperCase(Locale.ROOT)).toList();
      filter.add(
          Phrase.METHOD_IS.of(String.join(", ", methods)),
          request -> methods.contains(request.method()));
    }
    if (filter.conditions.isEmpty()) {
      throw new IllegalArgumentException(
          "filter: has no condition; leave it out to take every request");
    }
    return filter;
  }

  private void addHeader(HeaderMatch match) {
    String name = match.getName();
    if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z:-]{1,256}")) {
      throw new IllegalArgumentException("filter.headers: \"" + name + "\" is no header's name");
    }
    switch (match.getValueCase()) {
      case EXACT -> {
        String exact = match.getExact();
        add(Phrase.HEADER_IS.of(name, exact), request -> request.header(name).contains(exact));
      }
      case REGEX -> {
        Pattern pattern = pattern("filter.headers " + name, match.getRegex());
        add(
            Phrase.HEADER_MATCHES.of(name, pattern),
            request ->
                request.header(name).stream().anyMatch(value -> pattern.matcher(value).matches()));
      }
      case VALUE_NOT_SET ->
          add(Phrase.HEADER_PRESENT.of(name), request -> !request.header(name).isEmpty());
    }
  }

  private void add(Reason text, Test test) {
    conditions.add(new Condition(text, test));
  }

  private static String path(String text) {
    if (!text.startsWith("/") || text.length() > LONGEST) {
      throw new IllegalArgumentException("filter: a path begins with /, not \"" + text + "\"");
    }
    return text;
  }

  private static Pattern pattern(String field, String text) {
    try {
      if (text.length() > LONGEST) {
        throw new IllegalArgumentException(field + ": is longer than " + LONGEST);
      }
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(field + ": " + e.getMessage(), e);
    }
  }

  private static String pathOf(Request request) {
    String target = request.target();
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  /** Whether it takes the request. */
  public boolean takes(Request request) {
    return firstMissing(request).isEmpty();
  }

  /** The first condition that does not hold; empty when it takes the request. */
  public Optional<Reason> firstMissing(Request request) {
    return conditions.stream()
        .filter(condition -> !condition.test().holds(request))
        .map(Condition::text)
        .findFirst();
  }

  /** All that must hold. */
  public List<Reason> conditions() {
    return conditions.stream().map(Condition::text).toList();
  }

  /** As on the wire. */
  public Filter wire() {
    return wire;
  }

  /** "x-user is mara and path begins with /api". */
  @Override
  public String toString() {
    return conditions().stream().map(Reason::toString).collect(Collectors.joining(" and "));
  }
}
