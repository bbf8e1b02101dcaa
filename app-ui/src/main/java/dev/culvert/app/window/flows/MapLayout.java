package dev.culvert.app.window.flows;

import dev.culvert.app.view.FlowMap;
import dev.culvert.app.view.FlowMap.Link;
import dev.culvert.app.view.FlowMap.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where everything of a map is drawn; pure arithmetic. */
record MapLayout(FlowMap map, List<Bar> left, List<Bar> right, List<Head> heads, List<Band> bands) {
  static final double BAR = 8;
  static final double LABEL_LEFT = 190;
  static final double LABEL_RIGHT = 250;
  static final double TOP = 28;

  /** Names of so many times 12 pixels still have room in a line of their own. */
  static final double LARGEST = 1.4;

  static final MapLayout EMPTY =
      new MapLayout(
          new FlowMap(List.of(), List.of(), List.of(), 0),
          List.of(),
          List.of(),
          List.of(),
          List.of());
  private static final double LEAST = 4;
  private static final double ROOM = 22;
  private static final double HEAD = 26;

  /** A node's bar. */
  record Bar(Node node, double x, double y, double height) {}

  /** A namespace's name above its workloads. */
  record Head(String name, double y) {}

  /** A way: from y to y, as thick as its bytes. */
  record Band(Link link, double x0, double y0, double x1, double y1, double h0, double h1) {
    double middle(double x) {
      double t = (x - x0) / (x1 - x0);
      // The same cubic as is drawn: control points half-way, so that x is nearly linear in t.
      double s = t * t * (3 - 2 * t);
      return y0 + h0 / 2 + s * (y1 + h1 / 2 - y0 - h0 / 2);
    }

    double thickness(double x) {
      double t = (x - x0) / (x1 - x0);
      return h0 + t * (h1 - h0);
    }
  }

  /** How high it is when all it has are names. */
  static double least(FlowMap map) {
    long namespaces = map.places().stream().map(Node::detail).distinct().count();
    double left = map.programs().size() * (ROOM + 12);
    return TOP + Math.max(left, map.places().size() * ROOM + namespaces * HEAD) + 8;
  }

  /**
   * Lays it out.
   *
   * @param text how large the names are, 1 to {@link #LARGEST}
   */
  static MapLayout of(FlowMap map, double width, double height, double text) {
    if (map.programs().isEmpty()) {
      return new MapLayout(map, List.of(), List.of(), List.of(), List.of());
    }
    double x0 = LABEL_LEFT * text;
    double x1 = Math.max(x0 + 80, width - LABEL_RIGHT * text);
    double room = height - TOP - 8;
    List<Bar> left = new ArrayList<>();
    long namespaces = map.places().stream().map(Node::detail).distinct().count();
    double scale =
        Math.min(
            scale(map.programs(), room, map.programs().size() * 12.0),
            scale(map.places(), room, namespaces * HEAD));
    double y = TOP;
    double free = room - used(map.programs(), scale);
    double gap = map.programs().size() > 1 ? Math.min(28, free / map.programs().size()) : 0;
    for (Node node : map.programs()) {
      double h = Math.max(LEAST, node.bytes() * scale);
      double slot = Math.max(ROOM + 12, h);
      left.add(new Bar(node, x0, y + (slot - h) / 2, h));
      y += slot + gap;
    }
    List<Bar> right = new ArrayList<>();
    List<Head> heads = new ArrayList<>();
    y = TOP;
    String last = null;
    for (Node node : map.places()) {
      if (!node.detail().equals(last)) {
        heads.add(new Head(node.detail(), y));
        y += HEAD;
        last = node.detail();
      }
      double h = Math.max(LEAST, node.bytes() * scale);
      double slot = Math.max(ROOM, h + 4);
      right.add(new Bar(node, x1, y + (slot - h) / 2, h));
      y += slot;
    }
    return new MapLayout(map, left, right, heads, bands(map, left, right));
  }

  private static double used(List<Node> nodes, double scale) {
    return nodes.stream().mapToDouble(n -> Math.max(ROOM + 12, n.bytes() * scale)).sum();
  }

  /** Pixels a byte, so that every node has room for its name and all fit if they can. */
  private static double scale(List<Node> nodes, double room, double heads) {
    double left = room - heads;
    double low = 0;
    double high = 1e3;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      double need =
          nodes.stream().mapToDouble(n -> Math.max(ROOM + 4, n.bytes() * middle + 4)).sum();
      if (need > left) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return low;
  }

  private static List<Band> bands(FlowMap map, List<Bar> left, List<Bar> right) {
    Map<String, Bar> starts = new HashMap<>();
    left.forEach(bar -> starts.put(bar.node.id(), bar));
    Map<String, Bar> ends = new HashMap<>();
    right.forEach(bar -> ends.put(bar.node.id(), bar));
    Map<String, Double> usedLeft = new HashMap<>();
    Map<String, Double> usedRight = new HashMap<>();
    List<Link> order = new ArrayList<>(map.links());
    order.sort(
        Comparator.comparingDouble((Link l) -> y(ends, l.to()))
            .thenComparingDouble(l -> y(starts, l.from())));
    List<Band> bands = new ArrayList<>();
    for (Link link : order) {
      Bar from = starts.get(link.from().id());
      Bar to = ends.get(link.to().id());
      if (from == null || to == null) {
        continue;
      }
      double h0 = share(link.bytes(), from);
      double h1 = share(link.bytes(), to);
      double u0 = usedLeft.merge(link.from().id(), h0, Double::sum) - h0;
      double u1 = usedRight.merge(link.to().id(), h1, Double::sum) - h1;
      bands.add(
          new Band(
              link,
              from.x + BAR,
              Math.min(from.y + u0, from.y + from.height - h0),
              to.x,
              Math.min(to.y + u1, to.y + to.height - h1),
              h0,
              h1));
    }
    return bands;
  }

  private static double y(Map<String, Bar> bars, Node node) {
    Bar bar = bars.get(node.id());
    return bar == null ? 0 : bar.y;
  }

  private static double share(long bytes, Bar bar) {
    return bar.node.bytes() == 0
        ? 2
        : Math.max(1.5, bar.height * ((double) bytes / bar.node.bytes()));
  }

  /** The ways in the order in which arrow keys walk them: from the top of the start. */
  List<Link> walk() {
    return bands.stream()
        .sorted(Comparator.comparingDouble((Band b) -> b.y0).thenComparingDouble(b -> b.y1))
        .map(Band::link)
        .toList();
  }

  /** What is at this point: the thinnest way there, or the largest of the bar there. */
  @Nullable Link at(double x, double y) {
    for (Bar bar : left) {
      if (x <= bar.x + BAR && y >= bar.y - 12 && y <= bar.y + bar.height + 12) {
        return first(link -> link.from().id().equals(bar.node.id()));
      }
    }
    for (Bar bar : right) {
      if (x >= bar.x && y >= bar.y - 8 && y <= bar.y + bar.height + 8) {
        return first(link -> link.to().id().equals(bar.node.id()));
      }
    }
    return bands.stream()
        .filter(b -> x >= b.x0 && x <= b.x1)
        .filter(b -> Math.abs(y - b.middle(x)) <= Math.max(4, b.thickness(x) / 2))
        .min(Comparator.comparingDouble(b -> b.thickness(x)))
        .map(Band::link)
        .orElse(null);
  }

  private @Nullable Link first(java.util.function.Predicate<Link> fits) {
    return map.links().stream().filter(fits).findFirst().orElse(null);
  }
}
