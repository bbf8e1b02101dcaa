package dev.culvert.helper.dns;

import dev.culvert.core.net.IpAddress;

/**
 * How the name service is set, and why: a pure function of the environment.
 *
 * @param reason one sentence for the person
 */
public record DnsChoice(Mode mode, String reason) {

  /** The ways there are. */
  public enum Mode {
    /** Settings of our link in systemd-resolved. */
    SYSTEMD_RESOLVED("systemd-resolved"),
    /** {@code /etc/resolv.conf}, replaced. */
    RESOLV_CONF("resolv.conf");

    private final String text;

    Mode(String text) {
      this.text = text;
    }

    /** As it is shown. */
    public String text() {
      return text;
    }
  }

  private static final IpAddress STUB = IpAddress.parse("127.0.0.53");

  /** A proxy without the stub's extras (systemd 247 and later). */
  private static final IpAddress PROXY_STUB = IpAddress.parse("127.0.0.54");

  /** Whether this is an address of systemd-resolved itself. */
  static boolean isResolved(IpAddress server) {
    return server.equals(STUB) || server.equals(PROXY_STUB);
  }

  /** A file that is ours already stays the way. */
  static DnsChoice kept() {
    return new DnsChoice(Mode.RESOLV_CONF, "resolv.conf is ours already");
  }

  /** What the log says of it. */
  String logLine() {
    return "dns: mode=" + mode.text() + ", because " + reason;
  }

  /** Decides. */
  static DnsChoice of(DnsEnvironment environment) {
    boolean asksResolved = environment.servers().stream().anyMatch(DnsChoice::isResolved);
    boolean asksOthers = !environment.servers().stream().allMatch(DnsChoice::isResolved);
    if (!environment.resolvedAnswers()) {
      return new DnsChoice(
          Mode.RESOLV_CONF,
          asksResolved
              ? "resolv.conf names systemd-resolved, which is not on the system bus"
              : "systemd-resolved does not run here");
    }
    if (environment.linkTarget().endsWith("systemd/resolve/resolv.conf")) {
      return new DnsChoice(
          Mode.RESOLV_CONF,
          "resolv.conf links to the uplinks' servers, so programs ask past systemd-resolved");
    }
    if (asksResolved && asksOthers) {
      return new DnsChoice(
          Mode.RESOLV_CONF,
          "resolv.conf names servers beside systemd-resolved, which would deny cluster names");
    }
    if (asksResolved) {
      return new DnsChoice(
          Mode.SYSTEMD_RESOLVED, "systemd-resolved runs and resolv.conf sends programs to it");
    }
    return new DnsChoice(
        Mode.RESOLV_CONF, "systemd-resolved runs, but resolv.conf does not send programs to it");
  }
}
