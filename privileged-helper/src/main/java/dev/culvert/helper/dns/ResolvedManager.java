package dev.culvert.helper.dns;

import java.util.List;
import org.freedesktop.dbus.Struct;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.annotations.DBusMemberName;
import org.freedesktop.dbus.annotations.Position;
import org.freedesktop.dbus.interfaces.DBusInterface;

/**
 * What we call of systemd-resolved (org.freedesktop.resolve1(5)); public because D-Bus asks for it.
 */
@DBusInterfaceName("org.freedesktop.resolve1.Manager")
public interface ResolvedManager extends DBusInterface {

  /** The servers of a link. */
  @DBusMemberName("SetLinkDNS")
  void setLinkDns(int index, List<Server> servers);

  /** The domains of a link. */
  @DBusMemberName("SetLinkDomains")
  void setLinkDomains(int index, List<Domain> domains);

  /** Whether names that no link has a domain for may go to this one. */
  @DBusMemberName("SetLinkDefaultRoute")
  void setLinkDefaultRoute(int index, boolean enable);

  /** {@code no}: cluster names are not signed. */
  @DBusMemberName("SetLinkDNSSEC")
  void setLinkDnssec(int index, String mode);

  /** {@code no}: our server is at the other end of the device. */
  @DBusMemberName("SetLinkDNSOverTLS")
  void setLinkDnsOverTls(int index, String mode);

  /** {@code no}: nobody else is on the link. */
  @DBusMemberName("SetLinkLLMNR")
  void setLinkLlmnr(int index, String mode);

  /** {@code no}: nobody else is on the link. */
  @DBusMemberName("SetLinkMulticastDNS")
  void setLinkMulticastDns(int index, String mode);

  /** Takes back everything that was set for the link. */
  @DBusMemberName("RevertLink")
  void revertLink(int index);

  /** Forgets answers, also those that deny names that exist now. */
  @DBusMemberName("FlushCaches")
  void flushCaches();

  /** An address with its family (AF_INET, AF_INET6) in network order: {@code (iay)}. */
  final class Server extends Struct {
    /** AF_INET or AF_INET6. */
    @Position(0)
    public final int family;

    /** 4 or 16 bytes. */
    @Position(1)
    public final byte[] address;

    /** By its parts. */
    public Server(int family, byte[] address) {
      this.family = family;
      this.address = address;
    }
  }

  /** A domain, and whether it only routes queries or completes short names too: {@code (sb)}. */
  final class Domain extends Struct {
    /** As {@code cluster.local}. */
    @Position(0)
    public final String name;

    /** Not for completion. */
    @Position(1)
    public final boolean routeOnly;

    /** By its parts. */
    public Domain(String name, boolean routeOnly) {
      this.name = name;
      this.routeOnly = routeOnly;
    }
  }
}
