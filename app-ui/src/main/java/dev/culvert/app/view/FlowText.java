package dev.culvert.app.view;

import dev.culvert.proto.helper.v1.Flow;
import java.time.Duration;
import java.util.List;

/** Flows as texts to be pasted elsewhere. */
public final class FlowText {
  private static final List<String> HEAD =
      List.of(
          "opened",
          "ended",
          "program",
          "pid",
          "protocol",
          "source",
          "sourcePort",
          "destination",
          "destinationName",
          "destinationPort",
          "verdict",
          "reason",
          "bytesIn",
          "bytesOut",
          "dialMillis",
          "retransmits");

  private FlowText() {}

  /** Comma-separated values with a head (RFC 4180). */
  public static String csv(List<FlowRow> rows) {
    StringBuilder text = new StringBuilder(String.join(",", HEAD)).append("\r\n");
    for (FlowRow row : rows) {
      List<String> values = values(row).stream().map(FlowText::quoted).toList();
      text.append(String.join(",", values)).append("\r\n");
    }
    return text.toString();
  }

  /** A JSON array of objects (RFC 8259). */
  public static String json(List<FlowRow> rows) {
    StringBuilder text = new StringBuilder("[");
    String separator = "\n";
    for (FlowRow row : rows) {
      text.append(separator).append("  {");
      List<String> values = values(row);
      for (int i = 0; i < HEAD.size(); i++) {
        text.append(i == 0 ? "" : ", ").append('"').append(HEAD.get(i)).append("\": ");
        boolean number = i == 3 || i == 6 || i == 9 || i >= 12;
        text.append(
            values.get(i).isEmpty() ? "null" : number ? values.get(i) : string(values.get(i)));
      }
      text.append('}');
      separator = ",\n";
    }
    return text.append("\n]\n").toString();
  }

  /**
   * A curl line that connects to the same place. What was said there is not known: it asks for the
   * root over HTTP, which is right for services that speak it.
   */
  public static String curl(FlowRow row) {
    String host = row.flow().getDestinationName();
    if (host.isEmpty()) {
      host = row.address().indexOf(':') >= 0 ? "[" + row.address() + "]" : row.address();
    }
    int port = row.flow().getDestinationPort();
    boolean tls = port == 443 || port == 8443 || port == 6443;
    String plain = port == (tls ? 443 : 80) ? "" : ":" + port;
    return "curl -i '" + (tls ? "https" : "http") + "://" + host.replace("'", "") + plain + "/'";
  }

  private static List<String> values(FlowRow row) {
    Flow flow = row.flow();
    Duration dial = row.dial();
    return List.of(
        row.opened().toString(),
        flow.hasEnded() ? row.ended().toString() : "",
        flow.getProgram().getName(),
        row.pid(),
        flow.getProtocol().name().replace("PROTOCOL_", ""),
        flow.getSourceAddress(),
        Integer.toString(flow.getSourcePort()),
        row.address(),
        flow.getDestinationName(),
        Integer.toString(flow.getDestinationPort()),
        row.kind().key(),
        flow.getReason(),
        Long.toUnsignedString(flow.getBytesIn()),
        Long.toUnsignedString(flow.getBytesOut()),
        dial == null ? "" : Double.toString(dial.toNanos() / 1e6),
        Integer.toString(flow.getRetransmits()));
  }

  private static String quoted(String value) {
    // A spreadsheet would take such a value for a formula.
    String safe = value.matches("[=+@-].*") && !value.matches("-?[0-9.]+") ? "'" + value : value;
    return safe.matches("(?s).*[\",\r\n].*") ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }

  static String string(String value) {
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ') {
        text.append("\\u%04x".formatted((int) c));
      } else {
        text.append(c);
      }
    }
    return text.append('"').toString();
  }
}
