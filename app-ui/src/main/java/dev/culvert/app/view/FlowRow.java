package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.proto.helper.v1.Flow;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A flow as its table shows it.
 *
 * @param name of the destination: a service, a host, or the address when no name led to it
 * @param namespace of the destination; empty when it is none of the cluster's names
 */
public record FlowRow(Flow flow, String name, String namespace, String address)
    implements Filter.Subject {

  /** Reads a flow as the helper tells it. */
  static FlowRow of(Flow flow) {
    // Addresses are textual; an IPv6 one may come in brackets.
    String address = flow.getDestinationAddress();
    String full = flow.getDestinationName();
    if (full.endsWith(".")) {
      full = full.substring(0, full.length() - 1);
    }
    if (full.isEmpty()) {
      return new FlowRow(flow, address, "", address);
    }
    int svc = full.indexOf(".svc");
    boolean service = svc > 0 && (svc + 4 == full.length() || full.charAt(svc + 4) == '.');
    String head = service ? full.substring(0, svc) : full;
    int dot = head.lastIndexOf('.');
    boolean two = dot > 0 && head.indexOf('.') == dot;
    return dot > 0 && (service || two)
        ? new FlowRow(flow, head.substring(0, dot), head.substring(dot + 1), address)
        : new FlowRow(flow, head, "", address);
  }

  /** Its number. */
  public long id() {
    return flow.getId();
  }

  /** What became of it. */
  public Kind kind() {
    return switch (flow.getVerdict()) {
      case VERDICT_DIALLING -> Kind.DIALLING;
      case VERDICT_REFUSED -> Kind.REFUSED;
      case VERDICT_UNREACHABLE -> Kind.UNREACHABLE;
      case VERDICT_TIMED_OUT -> Kind.TIMED_OUT;
      case VERDICT_FORBIDDEN -> Kind.FORBIDDEN;
      case VERDICT_EXCLUDED -> Kind.EXCLUDED;
      case VERDICT_RESET -> Kind.RESET;
      case VERDICT_CLUSTER, VERDICT_UNSPECIFIED, UNRECOGNIZED -> Kind.CLUSTER;
    };
  }

  /** The program's name, or a dash. */
  public String program() {
    return flow.getProgram().getName().isEmpty() ? Units.UNKNOWN : flow.getProgram().getName();
  }

  /** The program's number, or nothing. */
  public String pid() {
    return flow.getProgram().getPid() == 0
        ? ""
        : Integer.toUnsignedString(flow.getProgram().getPid());
  }

  /** {@code :8080}, with the protocol when it is not TCP. */
  public String port() {
    String port = ":" + flow.getDestinationPort();
    return flow.getProtocol() == Flow.Protocol.PROTOCOL_UDP
        ? port + " udp"
        : flow.getProtocol() == Flow.Protocol.PROTOCOL_ICMP ? "icmp" : port;
  }

  /** Whether it still lives. */
  public boolean live() {
    return !flow.hasEnded();
  }

  /** When it began. */
  public Instant opened() {
    return BarWords.instant(flow.getOpened());
  }

  /** When it ended; the beginning of time while it lives. */
  public Instant ended() {
    return BarWords.instant(flow.getEnded());
  }

  /** How long it has been, or was. */
  public Duration lasted(Instant now) {
    Duration lasted =
        Duration.between(opened(), flow.hasEnded() ? BarWords.instant(flow.getEnded()) : now);
    return lasted.isNegative() ? Duration.ZERO : lasted;
  }

  /** From the first packet to the answer of the dial; {@code null} before, and where none dials. */
  public @Nullable Duration dial() {
    if (flow.hasRoundTrip()) {
      return duration(flow.getRoundTrip());
    }
    return flow.hasDialTime() && flow.getProtocol() == Flow.Protocol.PROTOCOL_TCP
        ? duration(flow.getDialTime())
        : null;
  }

  /** The row as a sentence, for a screen reader. */
  public String sentence(Instant now) {
    return text(
        namespace.isEmpty() ? "flow.sentence.plain" : "flow.sentence",
        program() + " " + pid(),
        name,
        namespace,
        port(),
        kind().word(),
        Units.span(lasted(now)));
  }

  @Override
  public boolean says(String word) {
    return Filter.in(name, word)
        || Filter.in(flow.getProgram().getName(), word)
        || Filter.in(address, word)
        || Filter.in(flow.getDestinationName(), word);
  }

  @Override
  public boolean is(String key, String value) {
    return switch (key) {
      case "proto", "protocol" ->
          flow.getProtocol().name().toLowerCase(Locale.ROOT).endsWith("_" + value);
      case "ns", "namespace" -> namespace.equalsIgnoreCase(value);
      case "program" -> Filter.in(flow.getProgram().getName(), value);
      case "pid" -> pid().equals(value);
      case "port" -> Integer.toString(flow.getDestinationPort()).equals(value);
      case "address" -> Filter.in(address, value);
      case "name", "to" -> Filter.in(name, value);
      case "verdict" -> kind().name().toLowerCase(Locale.ROOT).replace('_', '-').startsWith(value);
      case "state" -> value.equals("live") ? live() : value.equals("ended") && !live();
      default -> false;
    };
  }

  static Duration duration(com.google.protobuf.Duration duration) {
    return Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
  }

  /** Verdicts, each with its colour and icon in the window. */
  public enum Kind {
    /** It goes to the cluster: plain. */
    CLUSTER,
    /** The manager is dialling. */
    DIALLING,
    /** The destination said no. */
    REFUSED,
    /** There is no way to it. */
    UNREACHABLE,
    /** It said nothing. */
    TIMED_OUT,
    /** The person may not. */
    FORBIDDEN,
    /** It was never for the cluster. */
    EXCLUDED,
    /** It was there, and then cut. */
    RESET;

    /** In a word. */
    public String word() {
      return text("verdict." + name().toLowerCase(Locale.ROOT));
    }
  }
}
