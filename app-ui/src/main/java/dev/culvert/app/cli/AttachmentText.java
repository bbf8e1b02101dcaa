package dev.culvert.app.cli;

import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.attach.v1.Filter;
import dev.culvert.proto.attach.v1.HeaderMatch;
import dev.culvert.proto.attach.v1.Kind;
import dev.culvert.proto.attach.v1.Plan;
import dev.culvert.proto.attach.v1.Port;
import dev.culvert.proto.attach.v1.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Attachments in words and as JSON. */
final class AttachmentText {
  private AttachmentText() {}

  static String kind(Kind kind) {
    return kind.name().substring("KIND_".length()).toLowerCase(Locale.ROOT);
  }

  static String phase(Attachment attachment) {
    return attachment.getPhase().name().substring("PHASE_".length()).toLowerCase(Locale.ROOT);
  }

  static String workload(AttachSpec spec) {
    return spec.getWorkload().getNamespace()
        + "/"
        + spec.getWorkload().getKind().toLowerCase(Locale.ROOT)
        + "/"
        + spec.getWorkload().getName();
  }

  static String ports(Attachment attachment) {
    return attachment.getPortsList().stream()
        .map(AttachmentText::port)
        .collect(Collectors.joining(" "));
  }

  private static String port(Port port) {
    return port.getLocal()
        + ":"
        + port.getRemote()
        + (port.getTransport() == Transport.TRANSPORT_UDP ? "/udp" : "");
  }

  /** "x-user=mara path /api*"; "all" without a filter. */
  static String filter(AttachSpec spec) {
    if (!spec.hasFilter()) {
      return "all";
    }
    Filter filter = spec.getFilter();
    List<String> parts = new ArrayList<>();
    for (HeaderMatch header : filter.getHeadersList()) {
      parts.add(
          header.getName()
              + (header.hasRegex() ? "~=" + header.getRegex() : "=" + header.getExact()));
    }
    switch (filter.getPathCase()) {
      case PATH_EXACT -> parts.add("path " + filter.getPathExact());
      case PATH_PREFIX -> parts.add("path " + filter.getPathPrefix() + "*");
      case PATH_REGEX -> parts.add("path ~" + filter.getPathRegex());
      case PATH_NOT_SET -> {}
    }
    if (filter.getMethodsCount() > 0) {
      parts.add(String.join("|", filter.getMethodsList()));
    }
    return String.join(" ", parts);
  }

  static String sentence(Attachment attachment) {
    return "%s: %s of %s%s%s, %d of %d pods."
        .formatted(
            attachment.getId(),
            kind(attachment.getSpec().getKind()),
            workload(attachment.getSpec()),
            attachment.getPortsCount() == 0 ? "" : ", ports " + ports(attachment),
            attachment.getSpec().hasFilter() ? ", where " + filter(attachment.getSpec()) : "",
            attachment.getReplicasList().stream().filter(each -> each.getAttached()).count(),
            attachment.getReplicasCount());
  }

  static Json.Obj json(Attachment attachment) {
    return Json.obj()
        .put("id", attachment.getId())
        .put("kind", kind(attachment.getSpec().getKind()))
        .put("workload", workload(attachment.getSpec()))
        .put(
            "ports",
            attachment.getPortsList().stream()
                .map(port ->
                    Json.obj()
                        .put("local", port.getLocal())
                        .put("remote", Integer.parseInt(port.getRemote()))
                        .put(
                            "transport",
                            port.getTransport() == Transport.TRANSPORT_UDP ? "udp" : "tcp"))
                .toList())
        .put(
            "toPod",
            attachment.getSpec().getToPodList().stream()
                .map(port ->
                    Json.obj()
                        .put("local", port.getLocal() == 0 ? port.getRemote() : port.getLocal())
                        .put("remote", port.getRemote()))
                .toList())
        .put("filter", filter(attachment.getSpec()))
        .put("owner", attachment.getOwner().getUser())
        .put("client", attachment.getOwner().getClient())
        .put("mine", attachment.getMine())
        .put("phase", phase(attachment))
        .put("detail", attachment.getDetail())
        .put("since", Times.of(attachment.getSince()))
        .put(
            "lastActivity",
            attachment.hasLastActivity() ? Times.of(attachment.getLastActivity()) : null)
        .put("taken", attachment.getTaken())
        .put(
            "replicas",
            attachment.getReplicasList().stream()
                .map(each ->
                    Json.obj()
                        .put("pod", each.getPod())
                        .put("attached", each.getAttached())
                        .put("detail", each.getDetail()))
                .toList());
  }

  static Json.Obj json(Plan plan) {
    return Json.obj()
        .put("rung", plan.getRung().name().substring("RUNG_".length()).toLowerCase(Locale.ROOT))
        .put("announcement", plan.getAnnouncement())
        .put("restarts", plan.getRestarts())
        .put("container", plan.getContainer())
        .put("pods", plan.getPodsList())
        .put(
            "tried",
            plan.getTriedList().stream()
                .map(each ->
                    Json.obj()
                        .put(
                            "rung",
                            each.getRung()
                                .name()
                                .substring("RUNG_".length())
                                .toLowerCase(Locale.ROOT))
                        .put("possible", each.getPossible())
                        .put("reason", each.getReason()))
                .toList())
        .put(
            "conflicts",
            plan.getConflictsList().stream()
                .map(each ->
                    Json.obj()
                        .put("text", each.getText())
                        .put("canOverride", each.getCanOverride()))
                .toList());
  }
}
