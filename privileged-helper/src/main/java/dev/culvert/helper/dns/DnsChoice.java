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

  /** Decides. */
  public static DnsChoice of(DnsEnvironment environment) {
    boolean asksResolved =
        environment.servers().contains(STUB) || environment.servers().contains(PROXY_STUB);
    boolean asksOthers =
        environment.servers().stream()
            .anyMatch(server -> !server.equals(STUB) && !server.equals(PROXY_STUB));
    boolean uplinkFile = environment.linkTarget().endsWith("systemd/resolve/resolv.conf");
    if (!environment.resolvedAnswers()) {
      return new DnsChoice(
          Mode.RESOLV_CONF,
          asksResolved
              ? "resolv.conf names systemd-resolved, which does not answer on the system bus"
              : "systemd-resolved does not run here");
    }
    if (uplinkFile) {
      return new DnsChoice(
          Mode.RESOLV_CONF,
          "programs ask the uplink's servers past systemd-resolved (resolv.conf links to its uplink file)");
    }
    if (asksResolved && asksOthers) {
      return new DnsChoice(
          Mode.RESOLV_CONF,
          "resolv.conf names other servers beside systemd-resolved, which would deny cluster names");
    }
    if (asksResolved) {
      return new DnsChoice(
          Mode.SYSTEMD_RESOLVED, "systemd-resolved runs and resolv.conf sends programs to it");
    }
    return new DnsChoice(
        Mode.RESOLV_CONF, "systemd-resolved runs, but resolv.conf does not send programs to it");
  }
}
