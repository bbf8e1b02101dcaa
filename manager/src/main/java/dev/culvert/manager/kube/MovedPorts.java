package dev.culvert.manager.kube;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a Service's annotation says of its ports that were moved: {@code 80/TCP=http>61234} is port
 * 80, which led to "http" and was moved to 61234. Changes the object, not the cluster.
 */
final class MovedPorts {
  static final String ANNOTATION = "culvert.dev/target-ports";

  private record Move(String from, int to) {}

  private final Service service;
  private final Map<String, Move> moves = new TreeMap<>();

  private MovedPorts(Service service) {
    this.service = service;
  }

  static MovedPorts of(Service service) {
    MovedPorts moved = new MovedPorts(service);
    String text =
        Objects.requireNonNullElse(service.getMetadata().getAnnotations(), Map.<String, String>of())
            .getOrDefault(ANNOTATION, "");
    for (String each : text.split(",", -1)) {
      int equals = each.indexOf('=');
      int to = each.lastIndexOf('>');
      if (equals > 0 && to > equals && each.substring(to + 1).matches("[0-9]{1,5}")) {
        moved.moves.put(
            each.substring(0, equals),
            new Move(each.substring(equals + 1, to), Integer.parseInt(each.substring(to + 1))));
      }
    }
    return moved;
  }

  /** Where a port leads: without a target, to its own number. */
  static IntOrString target(ServicePort port) {
    return port.getTargetPort() == null ? new IntOrString(port.getPort()) : port.getTargetPort();
  }

  private static String key(ServicePort port) {
    return port.getPort() + "/" + Objects.requireNonNullElse(port.getProtocol(), "TCP");
  }

  /** Where a moved port led; empty when it is not moved, or somebody has set it since. */
  Optional<IntOrString> original(ServicePort port) {
    return Optional.ofNullable(moves.get(key(port)))
        .map(move ->
            Objects.equals(target(port).getIntVal(), move.to())
                ? parsed(move.from())
                : target(port));
  }

  private static IntOrString parsed(String text) {
    return text.matches("[0-9]+") ? new IntOrString(Integer.parseInt(text)) : new IntOrString(text);
  }

  void move(ServicePort port, int to) {
    IntOrString from = original(port).orElseGet(() -> target(port));
    moves.put(
        key(port),
        new Move(from.getIntVal() == null ? from.getStrVal() : from.getIntVal().toString(), to));
    port.setTargetPort(new IntOrString(to));
    write();
  }

  /** Whether there was anything to restore. */
  boolean restore(ServicePort port) {
    Optional<IntOrString> from = original(port);
    from.ifPresent(target -> {
      port.setTargetPort(target);
      moves.remove(key(port));
      write();
    });
    return from.isPresent();
  }

  private void write() {
    Map<String, String> annotations =
        new HashMap<>(Objects.requireNonNullElse(service.getMetadata().getAnnotations(), Map.of()));
    if (moves.isEmpty()) {
      annotations.remove(ANNOTATION);
    } else {
      annotations.put(
          ANNOTATION,
          moves.entrySet().stream()
              .map(
                  each -> each.getKey() + "=" + each.getValue().from() + ">" + each.getValue().to())
              .collect(Collectors.joining(",")));
    }
    service.getMetadata().setAnnotations(annotations);
  }
}
