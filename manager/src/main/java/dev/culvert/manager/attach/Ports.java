package dev.culvert.manager.attach;

import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Kind;
import dev.culvert.proto.attach.v1.Port;
import dev.culvert.proto.attach.v1.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Finds which container and which port numbers are meant. Pure. */
final class Ports {
  private Ports() {}

  /** A pod's container, and the ports with their numbers. */
  record Meant(String container, List<Port> ports) {}

  static Meant of(AttachSpec spec, PodView pod) throws Refusal {
    List<Port> ports = new ArrayList<>();
    if (spec.getKind() != Kind.KIND_INGEST) {
      List<Port> asked = spec.getPortsList();
      if (asked.isEmpty()) {
        asked = List.of(Port.newBuilder().setRemote(onlyPort(spec, pod)).build());
      }
      for (Port port : asked) {
        ports.add(numbered(port, pod));
      }
    }
    return new Meant(container(spec, pod, ports), ports);
  }

  private static String container(AttachSpec spec, PodView pod, List<Port> ports) throws Refusal {
    if (!spec.getContainer().isEmpty()) {
      return pod.container(spec.getContainer())
          .orElseThrow(() ->
              new Refusal(
                  Refusal.Kind.NOT_FOUND,
                  "there is no container \""
                      + spec.getContainer()
                      + "\"; there are "
                      + pod.containers().stream()
                          .map(PodView.Container::name)
                          .collect(Collectors.joining(", "))))
          .name();
    }
    if (!ports.isEmpty()) {
      String first = ports.getFirst().getRemote();
      for (PodView.Container each : pod.containers()) {
        if (each.ports().stream().anyMatch(port -> Integer.toString(port.number()).equals(first))) {
          return each.name();
        }
      }
    }
    return pod.containers().getFirst().name();
  }

  private static String onlyPort(AttachSpec spec, PodView pod) throws Refusal {
    List<PodView.Port> declared =
        pod.containers().stream()
            .filter(
                each -> spec.getContainer().isEmpty() || each.name().equals(spec.getContainer()))
            .flatMap(each -> each.ports().stream())
            .toList();
    if (declared.size() != 1) {
      throw new Refusal(
          declared.isEmpty() ? Refusal.Kind.NOT_FOUND : Refusal.Kind.INVALID,
          declared.isEmpty()
              ? "the workload declares no port: say which with --port LOCAL:REMOTE"
              : "the workload has several ports (" + names(declared) + "): say which with --port");
    }
    return Integer.toString(declared.getFirst().number());
  }

  private static String names(List<PodView.Port> ports) {
    return ports.stream()
        .map(port -> port.name().isEmpty() ? "" + port.number() : port.name() + " " + port.number())
        .collect(Collectors.joining(", "));
  }

  private static Port numbered(Port asked, PodView pod) throws Refusal {
    boolean udp = asked.getTransport() == Transport.TRANSPORT_UDP;
    int number;
    if (asked.getRemote().matches("[0-9]{1,5}")) {
      number = Integer.parseInt(asked.getRemote());
    } else {
      List<PodView.Port> declared =
          pod.containers().stream().flatMap(each -> each.ports().stream()).toList();
      PodView.Port found =
          declared.stream()
              .filter(port -> port.name().equals(asked.getRemote()))
              .findFirst()
              .orElseThrow(() ->
                  new Refusal(
                      Refusal.Kind.NOT_FOUND,
                      "there is no port \""
                          + asked.getRemote()
                          + "\"; there are "
                          + (declared.isEmpty() ? "none" : names(declared))));
      number = found.number();
      udp = found.udp();
    }
    int local = asked.getLocal() == 0 ? number : asked.getLocal();
    if (number < 1 || number > 65535 || local < 1 || local > 65535) {
      throw new Refusal(
          Refusal.Kind.INVALID, "ports: a port is 1 to 65535, not " + number + " or " + local);
    }
    return Port.newBuilder()
        .setLocal(local)
        .setRemote(Integer.toString(number))
        .setTransport(udp ? Transport.TRANSPORT_UDP : Transport.TRANSPORT_TCP)
        .build();
  }
}
