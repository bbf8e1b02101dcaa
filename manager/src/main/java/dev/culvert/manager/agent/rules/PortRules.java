package dev.culvert.manager.agent.rules;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is in force at one port of the pod, oldest attachment first. Immutable: replaced as a whole.
 *
 * @param intercepts of those without a filter at most one is there
 */
public record PortRules(List<Entry> intercepts, List<Entry> wiretaps) {
  /** Nobody is attached. */
  public static final PortRules NONE = new PortRules(List.of(), List.of());

  public PortRules {
    intercepts = List.copyOf(intercepts);
    wiretaps = List.copyOf(wiretaps);
  }

  /**
   * One attachment.
   *
   * @param filter empty: everything
   */
  public record Entry(String attachment, Optional<RequestFilter> filter) {
    boolean takes(RequestFilter.Request request) {
      return filter.map(each -> each.takes(request)).orElse(true);
    }
  }

  /** Whether connections must be looked into. */
  public boolean needRequests() {
    return !filtering().isEmpty();
  }

  /** Who goes by requests. */
  public List<String> filtering() {
    return Stream.concat(intercepts.stream(), wiretaps.stream())
        .filter(entry -> entry.filter().isPresent())
        .map(Entry::attachment)
        .toList();
  }

  /** Who gets whole connections. */
  public Optional<String> wholePort() {
    return intercepts.stream()
        .filter(entry -> entry.filter().isEmpty())
        .map(Entry::attachment)
        .findFirst();
  }

  /** Who gets this request; empty: the application. */
  public Optional<String> taker(RequestFilter.Request request) {
    return intercepts.stream()
        .filter(entry -> entry.takes(request))
        .map(Entry::attachment)
        .findFirst();
  }

  /** Who gets a copy of this request. */
  public List<String> copies(RequestFilter.Request request) {
    return wiretaps.stream().filter(entry -> entry.takes(request)).map(Entry::attachment).toList();
  }

  /** Who gets a copy of every byte. */
  public List<String> wholeCopies() {
    return wiretaps.stream()
        .filter(entry -> entry.filter().isEmpty())
        .map(Entry::attachment)
        .toList();
  }
}
