package dev.culvert.app.view;

import static dev.culvert.app.view.FilterKeys.Kind.BYTES;
import static dev.culvert.app.view.FilterKeys.Kind.COUNT;
import static dev.culvert.app.view.FilterKeys.Kind.TEXT;
import static dev.culvert.app.view.FilterKeys.Kind.TIME;
import static dev.culvert.app.view.FilterKeys.Kind.WORD;
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
 * @param group what stands above a group of flows; {@code null} for a flow
 */
public record FlowRow(
    Flow flow, String name, String namespace, String address, @Nullable FlowGroup group)
    implements Filter.Subject {
  /** What its filter knows. */
  public static final FilterKeys KEYS =
      new FilterKeys()
          .with(TEXT, "program")
          .with(COUNT, "pid")
          .with(TEXT, "to")
          .with(TEXT, "ns")
          .with(TEXT, "address")
          .with(COUNT, "port")
          .with(WORD, "proto", "tcp", "udp", "icmp")
          .with(
              WORD,
              "verdict",
              "cluster",
              "dialling",
              "refused",
              "unreachable",
              "timed-out",
              "forbidden",
              "excluded",
              "reset",
              "taken")
          .with(WORD, "state", "live", "ended")
          .with(TEXT, "reason")
          .with(BYTES, "in")
          .with(BYTES, "out")
          .with(TIME, "rtt")
          .with(COUNT, "retr")
          .with(TIME, "age");

  /** Reads a flow as the helper tells it. */
  public static FlowRow of(Flow flow) {
    // Addresses are textual; an IPv6 one may come in brackets.
    String address = flow.getDestinationAddress();
    String full = flow.getDestinationName();
    if (full.endsWith(".")) {
      full = full.substring(0, full.length() - 1);
    }
    if (full.isEmpty()) {
      return new FlowRow(flow, address, "", address, null);
    }
    int svc = full.indexOf(".svc");
    boolean service = svc > 0 && (svc + 4 == full.length() || full.charAt(svc + 4) == '.');
    String head = service ? full.substring(0, svc) : full;
    int dot = head.lastIndexOf('.');
    boolean two = dot > 0 && head.indexOf('.') == dot;
    return dot > 0 && (service || two)
        ? new FlowRow(flow, head.substring(0, dot), head.substring(dot + 1), address, null)
        : new FlowRow(flow, head, "", address, null);
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
      case VERDICT_TAKEN -> Kind.TAKEN;
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

  /** Whether it lived at any time between these two. */
  boolean during(Instant from, Instant to) {
    return opened().isBefore(to) && (live() || !ended().isBefore(from));
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
        || Filter.in(flow.getRealAddress(), word)
        || word.indexOf(':') > 0 && Filter.in(name + ":" + flow.getDestinationPort(), word)
        || word.indexOf(':') > 0 && Filter.in(address + ":" + flow.getDestinationPort(), word)
        || Filter.in(flow.getDestinationName(), word);
  }

  @Override
  public boolean is(String key, String value) {
    return switch (key) {
      case "proto", "protocol" ->
          flow.getProtocol().name().toLowerCase(Locale.ROOT).endsWith("_" + value);
      case "ns" -> namespace.equalsIgnoreCase(value);
      case "program" -> Filter.in(flow.getProgram().getName(), value);
      case "address" -> Filter.in(address, value) || Filter.in(flow.getRealAddress(), value);
      case "to" -> Filter.in(name, value) || Filter.in(flow.getDestinationName(), value);
      case "reason" -> Filter.in(ReasonWords.of(flow), value) || Filter.in(flow.getReason(), value);
      case "verdict" -> kind().key().startsWith(value);
      case "state" -> (live() ? "live" : "ended").startsWith(value);
      default -> false;
    };
  }

  @Override
  public double figure(String key, Instant now) {
    return switch (key) {
      case "pid" -> Integer.toUnsignedLong(flow.getProgram().getPid());
      case "port" -> flow.getDestinationPort();
      case "in" -> flow.getBytesIn();
      case "out" -> flow.getBytesOut();
      case "retr" -> flow.getTcpState().isEmpty() ? Double.NaN : flow.getRetransmits();
      case "age" -> lasted(now).toNanos();
      case "rtt" -> {
        Duration dial = dial();
        yield dial == null ? Double.NaN : dial.toNanos();
      }
      default -> Double.NaN;
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
    RESET,
    /** An attachment brought it here. */
    TAKEN;

    /** Whether the program did not get what it wanted. */
    public boolean bad() {
      return switch (this) {
        case REFUSED, UNREACHABLE, TIMED_OUT, FORBIDDEN, RESET -> true;
        case CLUSTER, DIALLING, EXCLUDED, TAKEN -> false;
      };
    }

    /** As a filter and a table of values have it: {@code timed-out}. */
    public String key() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** In a word. */
    public String word() {
      return text("verdict." + name().toLowerCase(Locale.ROOT));
    }
  }
}
