package dev.culvert.app.cli;

import dev.culvert.app.cli.Output.Tone;
import dev.culvert.app.cli.Table.Cell;
import dev.culvert.proto.helper.v1.Flow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One flow, as a row and as JSON. */
final class FlowLine {
  private FlowLine() {}

  static Table table() {
    return new Table(
        Table.end("AGE"),
        Table.start("PROGRAM"),
        Table.start("DESTINATION"),
        Table.start("PROTO"),
        Table.start("VERDICT"),
        Table.end("IN"),
        Table.end("OUT"),
        Table.end("DIAL"),
        Table.start("REASON"));
  }

  static Cell[] cells(Flow flow, Clock clock) {
    Duration age = Duration.between(Times.of(flow.getOpened()), clock.instant());
    return new Cell[] {
      Cell.of(
          flow.hasOpened() ? Units.time(age.isNegative() ? Duration.ZERO : age) : Units.UNKNOWN),
      Cell.of(program(flow)),
      Cell.of(destination(flow)),
      Cell.of(protocol(flow)),
      new Cell(verdict(flow), tone(flow)),
      bytes(flow.getBytesIn()),
      bytes(flow.getBytesOut()),
      Cell.of(
          flow.hasDialTime() && flow.getProtocol() == Flow.Protocol.PROTOCOL_TCP
              ? Units.time(Times.of(flow.getDialTime()))
              : Units.UNKNOWN),
      new Cell(flow.getReason(), Tone.SUBTLE)
    };
  }

  private static Cell bytes(long bytes) {
    return new Cell(Units.bytes(bytes), bytes == 0 ? Tone.SUBTLE : Tone.PLAIN);
  }

  /** Its name first: that is what the person typed. The port is never left out. */
  static String destination(Flow flow) {
    String name = flow.getDestinationName();
    String host = name.isEmpty() ? flow.getDestinationAddress() : name;
    String bracketed = host.contains(":") ? "[" + host + "]" : host;
    return bracketed + ":" + flow.getDestinationPort();
  }

  static String program(Flow flow) {
    String name = flow.getProgram().getName();
    return name.isEmpty() ? Units.UNKNOWN : name;
  }

  static String protocol(Flow flow) {
    return switch (flow.getProtocol()) {
      case PROTOCOL_TCP -> "TCP";
      case PROTOCOL_UDP -> "UDP";
      case PROTOCOL_ICMP -> "ICMP";
      case PROTOCOL_UNSPECIFIED, UNRECOGNIZED -> Units.UNKNOWN;
    };
  }

  /** {@code VERDICT_TIMED_OUT} is "timed out". */
  static String verdict(Flow flow) {
    return switch (flow.getVerdict()) {
      case UNRECOGNIZED, VERDICT_UNSPECIFIED -> Units.UNKNOWN;
      default ->
          flow.getVerdict()
              .name()
              .substring("VERDICT_".length())
              .toLowerCase(Locale.ROOT)
              .replace('_', ' ');
    };
  }

  private static Tone tone(Flow flow) {
    return switch (flow.getVerdict()) {
      case VERDICT_CLUSTER, VERDICT_TAKEN -> Tone.GOOD;
      case VERDICT_REFUSED,
          VERDICT_UNREACHABLE,
          VERDICT_TIMED_OUT,
          VERDICT_FORBIDDEN,
          VERDICT_RESET ->
          Tone.BAD;
      case VERDICT_DIALLING -> Tone.WARNING;
      case VERDICT_EXCLUDED, VERDICT_UNSPECIFIED, UNRECOGNIZED -> Tone.PLAIN;
    };
  }

  static Json.Obj json(Flow flow) {
    boolean known = flow.getProgram().getPid() != 0;
    @Nullable Instant ended = flow.hasEnded() ? Times.of(flow.getEnded()) : null;
    @Nullable Double dial = flow.hasDialTime() ? Times.millis(flow.getDialTime()) : null;
    @Nullable Double round = flow.hasRoundTrip() ? Times.millis(flow.getRoundTrip()) : null;
    return Json.obj()
        .put("id", Long.toUnsignedString(flow.getId()))
        .put("protocol", protocol(flow))
        .put("sourceAddress", flow.getSourceAddress())
        .put("sourcePort", flow.getSourcePort())
        .put("destinationAddress", flow.getDestinationAddress())
        .put("destinationPort", flow.getDestinationPort())
        .put("realAddress", flow.getRealAddress().isEmpty() ? null : flow.getRealAddress())
        .put("destinationName", flow.getDestinationName())
        .put("pid", known ? flow.getProgram().getPid() : null)
        .put("program", flow.getProgram().getName())
        .put("verdict", verdict(flow))
        .put("reason", flow.getReason())
        .put("bytesIn", flow.getBytesIn())
        .put("bytesOut", flow.getBytesOut())
        .put("opened", flow.hasOpened() ? Times.of(flow.getOpened()) : null)
        .put("ended", ended)
        .put("dialMillis", dial)
        .put("roundTripMillis", round)
        .put("retransmits", flow.getRetransmits())
        .put("tcpState", flow.getTcpState())
        .put("attachment", flow.getAttachment())
        .put("direct", flow.getDirect());
  }
}
