package dev.culvert.app.view;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who talks to whom: programs at the start, what they talk to at the end, by bytes both ways. A
 * pure function of the flows that are shown.
 *
 * @param programs by bytes, the rest of them as one
 * @param places by namespace, then bytes; the rest of a namespace as one
 * @param links from a program to a place
 * @param bytes all of it
 */
public record FlowMap(List<Node> programs, List<Node> places, List<Link> links, long bytes) {
  private static final int PROGRAMS = 8;
  private static final int PLACES = 20;

  public FlowMap {
    programs = List.copyOf(programs);
    places = List.copyOf(places);
    links = List.copyOf(links);
  }

  /**
   * An end.
   *
   * @param name of the program or the workload; empty for the rest
   * @param detail the program's number, or the namespace
   * @param many how many it stands for
   * @param silent whether nobody answered there
   */
  public record Node(
      String id, String name, String detail, long bytes, int flows, int many, boolean silent) {}

  /**
   * A way between two ends.
   *
   * @param silent whether no flow of it was answered
   * @param filter a filter that shows its flows; empty when one of its ends stands for several
   */
  public record Link(Node from, Node to, long bytes, int flows, boolean silent, String filter) {}

  /** Draws the map of these flows. */
  public static FlowMap of(List<FlowRow> rows) {
    Map<String, Sum> programs = new HashMap<>();
    Map<String, Sum> places = new HashMap<>();
    Map<String, Map<String, Sum>> pairs = new LinkedHashMap<>();
    long all = 0;
    for (FlowRow row : rows) {
      // What was taken comes from there: drawn as the others it would say the opposite.
      if (row.group() != null
          || row.kind() == FlowRow.Kind.EXCLUDED
          || !row.flow().getAttachment().isEmpty()) {
        continue;
      }
      String program = row.program() + "\n" + row.pid();
      String place = row.namespace() + "\n" + row.name();
      add(programs, program, row);
      add(places, place, row);
      add(pairs.computeIfAbsent(program, _ -> new HashMap<>()), place, row);
      all += bytes(row);
    }
    Map<String, Node> left = nodes(programs, PROGRAMS, true);
    Map<String, Node> right = nodes(places, PLACES, false);
    Map<String, Link> links = new LinkedHashMap<>();
    pairs.forEach((program, tos) ->
        tos.forEach((place, sum) -> {
          Node from = left.get(program);
          Node to = right.get(place);
          if (from != null && to != null) {
            links.merge(from.id + "\u0000" + to.id, link(from, to, sum), FlowMap::both);
          }
        }));
    return new FlowMap(ordered(left, false), ordered(right, true), ordered(links), all);
  }

  private static final class Sum {
    private long bytes;
    private int flows;
    private int silent;
  }

  private static long bytes(FlowRow row) {
    return row.flow().getBytesIn() + row.flow().getBytesOut();
  }

  private static void add(Map<String, Sum> sums, String key, FlowRow row) {
    Sum sum = sums.computeIfAbsent(key, _ -> new Sum());
    sum.bytes += bytes(row);
    sum.flows++;
    boolean silent =
        row.kind() == FlowRow.Kind.TIMED_OUT
            || row.kind() == FlowRow.Kind.UNREACHABLE
            || row.kind() == FlowRow.Kind.REFUSED;
    sum.silent += silent ? 1 : 0;
  }

  /** The node of each key: its own, or the one that stands for the rest. */
  private static Map<String, Node> nodes(Map<String, Sum> sums, int most, boolean programs) {
    List<Map.Entry<String, Sum>> entries = new ArrayList<>(sums.entrySet());
    // What nobody answered has no bytes and is what one looks for: it comes before the small ones.
    entries.sort(
        Comparator.comparingInt((Map.Entry<String, Sum> e) -> e.getValue().bytes == 0 ? 1 : 0)
            .thenComparingLong(e -> -e.getValue().bytes)
            .thenComparing(Map.Entry::getKey));
    long silent =
        entries.stream().filter(e -> e.getValue().silent == e.getValue().flows).limit(4).count();
    int own = entries.size() <= most ? entries.size() : most - 1 - (int) silent;
    Map<String, Node> nodes = new HashMap<>();
    List<Map.Entry<String, Sum>> rest = new ArrayList<>();
    for (Map.Entry<String, Sum> entry : entries) {
      boolean quiet = entry.getValue().silent == entry.getValue().flows;
      if (nodes.size() < own || quiet && nodes.size() < most - 1) {
        nodes.put(entry.getKey(), node(entry.getKey(), entry.getValue(), programs));
      } else {
        rest.add(entry);
      }
    }
    Map<String, List<Map.Entry<String, Sum>>> bundles = new LinkedHashMap<>();
    for (Map.Entry<String, Sum> entry : rest) {
      String where = programs ? "" : first(entry.getKey());
      bundles.computeIfAbsent(where, _ -> new ArrayList<>()).add(entry);
    }
    bundles.forEach((where, members) -> {
      Sum sum = new Sum();
      for (Map.Entry<String, Sum> member : members) {
        sum.bytes += member.getValue().bytes;
        sum.flows += member.getValue().flows;
      }
      Node node =
          new Node("rest\n" + where, "", where, sum.bytes, sum.flows, members.size(), false);
      members.forEach(member -> nodes.put(member.getKey(), node));
    });
    return nodes;
  }

  private static Node node(String key, Sum sum, boolean program) {
    return new Node(
        key,
        program ? first(key) : second(key),
        program ? second(key) : first(key),
        sum.bytes,
        sum.flows,
        1,
        sum.silent == sum.flows);
  }

  private static Link link(Node from, Node to, Sum sum) {
    String filter = "";
    if (from.many == 1 && to.many == 1) {
      filter =
          from.name.equals(Units.UNKNOWN)
              ? Filter.term("to", to.name, false)
              : Filter.term("program", from.name, false) + " " + Filter.term("to", to.name, false);
      filter += from.detail.isEmpty() ? "" : " " + Filter.term("pid", from.detail, false);
      filter += to.detail.isEmpty() ? "" : " " + Filter.term("ns", to.detail, false);
    }
    return new Link(from, to, sum.bytes, sum.flows, sum.silent == sum.flows, filter);
  }

  private static Link both(Link a, Link b) {
    return new Link(a.from, a.to, a.bytes + b.bytes, a.flows + b.flows, a.silent && b.silent, "");
  }

  private static List<Node> ordered(Map<String, Node> nodes, boolean byNamespace) {
    Comparator<Node> order =
        Comparator.comparingInt((Node n) -> n.many > 1 ? 1 : 0)
            .thenComparingLong(n -> -n.bytes)
            .thenComparing(Node::id);
    List<Node> distinct = nodes.values().stream().distinct().sorted(order).toList();
    if (!byNamespace) {
      return distinct;
    }
    Map<String, Long> weight = new HashMap<>();
    distinct.forEach(node -> weight.merge(node.detail, node.bytes, Long::sum));
    return distinct.stream()
        .sorted(
            Comparator.comparingLong((Node n) -> -weight.getOrDefault(n.detail, 0L))
                .thenComparing(Node::detail)
                .thenComparing(order))
        .toList();
  }

  private static List<Link> ordered(Map<String, Link> links) {
    return links.values().stream()
        .sorted(Comparator.comparingLong((Link link) -> -link.bytes).thenComparing(l -> l.to.id))
        .toList();
  }

  private static String first(String key) {
    return key.substring(0, key.indexOf('\n'));
  }

  private static String second(String key) {
    return key.substring(key.indexOf('\n') + 1);
  }
}
