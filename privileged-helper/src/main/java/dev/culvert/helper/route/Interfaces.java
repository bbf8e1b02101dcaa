package dev.culvert.helper.route;

import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import dev.culvert.helper.nativecall.Errno;
import dev.culvert.helper.nativecall.SystemCallException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Devices, addresses and routes of this computer's main table, by rtnetlink(7). Everything that
 * adds is satisfied when the thing is there, and everything that removes when it is not, and says
 * whether it did something. Blocks; one caller at a time.
 */
public final class Interfaces implements AutoCloseable {
  /**
   * Who made a route (rtm_protocol): a number of our own, so that we know our routes again. Below
   * 192 lie the daemons that have names in rt_protos.
   */
  public static final int PROTOCOL = 0xcf;

  private static final int RTM_NEWLINK = 16;
  private static final int RTM_DELLINK = 17;
  private static final int RTM_GETLINK = 18;
  private static final int RTM_NEWADDR = 20;
  private static final int RTM_DELADDR = 21;
  private static final int RTM_GETADDR = 22;
  private static final int RTM_NEWROUTE = 24;
  private static final int RTM_DELROUTE = 25;
  private static final int RTM_GETROUTE = 26;

  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int IFF_UP = 1;
  private static final int IFLA_IFNAME = 3;
  private static final int IFLA_MTU = 4;
  private static final int IFLA_IFALIAS = 20;
  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;
  private static final int IFA_F_NODAD = 0x02;
  private static final int RTA_DST = 1;
  private static final int RTA_OIF = 4;
  private static final int RTA_TABLE = 15;
  private static final int RT_TABLE_MAIN = 254;
  private static final int RT_SCOPE_UNIVERSE = 0;
  private static final int RT_SCOPE_LINK = 253;
  private static final int RTN_UNICAST = 1;
  private static final int LINK_HEADER = 16;
  private static final int ADDRESS_HEADER = 8;
  private static final int ROUTE_HEADER = 12;

  private final Netlink netlink;

  /** Of the network namespace of this thread. */
  public Interfaces() throws IOException {
    netlink = new Netlink();
  }

  /**
   * A device.
   *
   * @param alias free text that somebody gave it, or empty
   */
  public record Device(int index, String name, int mtu, String alias) {}

  /** An address of a device. */
  public record Address(int index, IpAddress address, int length) {}

  /** A unicast route of the main table. */
  public record Route(Prefix destination, int index, int protocol) {}

  /** All devices. */
  public List<Device> devices() throws IOException {
    NetlinkMessage message = netlink.request(RTM_GETLINK, Netlink.NLM_F_DUMP);
    linkHeader(message, 0, 0, 0);
    List<Device> devices = new ArrayList<>();
    for (ByteBuffer answer : netlink.exchange("list of devices", message)) {
      Map<Integer, byte[]> attributes = NetlinkMessage.attributes(answer, LINK_HEADER);
      devices.add(
          new Device(
              answer.getInt(4),
              text(attributes.get(IFLA_IFNAME)),
              number(attributes.get(IFLA_MTU)),
              text(attributes.get(IFLA_IFALIAS))));
    }
    return devices;
  }

  /** The device of this name. */
  public Optional<Device> device(String name) throws IOException {
    return devices().stream().filter(device -> device.name().equals(name)).findFirst();
  }

  /** Names the device's owner, sets its MTU and brings it up. */
  public void bringUp(int index, int mtu, String alias) throws IOException {
    NetlinkMessage message = netlink.request(RTM_NEWLINK, Netlink.NLM_F_ACK);
    linkHeader(message, index, IFF_UP, IFF_UP);
    message.attribute(IFLA_MTU, mtu);
    message.attribute(IFLA_IFALIAS, alias.getBytes(StandardCharsets.UTF_8));
    netlink.change("bring up of device " + index + " with MTU " + mtu, message);
  }

  /** Removes the device; whether there was one. */
  public boolean removeDevice(int index) throws IOException {
    NetlinkMessage message = netlink.request(RTM_DELLINK, Netlink.NLM_F_ACK);
    linkHeader(message, index, 0, 0);
    return netlink.changeUnless(Errno.ENODEV, "removal of device " + index, message);
  }

  /** All addresses. */
  public List<Address> addresses() throws IOException {
    NetlinkMessage message = netlink.request(RTM_GETADDR, Netlink.NLM_F_DUMP);
    message.u8(0).u8(0).u8(0).u8(0).u32(0);
    List<Address> addresses = new ArrayList<>();
    for (ByteBuffer answer : netlink.exchange("list of addresses", message)) {
      Map<Integer, byte[]> attributes = NetlinkMessage.attributes(answer, ADDRESS_HEADER);
      // IFA_ADDRESS is the peer's on a point-to-point device; IFA_LOCAL is ours, and IPv4 only.
      byte[] address = attributes.getOrDefault(IFA_LOCAL, attributes.get(IFA_ADDRESS));
      if (address != null) {
        addresses.add(new Address(answer.getInt(4), IpAddress.of(address), answer.get(1) & 0xff));
      }
    }
    return addresses;
  }

  /** Gives the device this single address; whether it was not there before. */
  public boolean addAddress(int index, IpAddress address) throws IOException {
    NetlinkMessage message =
        netlink.request(RTM_NEWADDR, Netlink.NLM_F_ACK | Netlink.NLM_F_CREATE | Netlink.NLM_F_EXCL);
    addressBody(message, index, address);
    return netlink.changeUnless(
        Errno.EEXIST, "address " + address + " for device " + index, message);
  }

  /** Takes the address from the device; whether it was there. */
  public boolean removeAddress(int index, IpAddress address) throws IOException {
    NetlinkMessage message = netlink.request(RTM_DELADDR, Netlink.NLM_F_ACK);
    addressBody(message, index, address);
    return netlink.changeUnless(Errno.EADDRNOTAVAIL, "removal of address " + address, message);
  }

  /** Unicast routes of the main table, both families. */
  public List<Route> routes() throws IOException {
    List<Route> routes = new ArrayList<>();
    for (int family : new int[] {AF_INET, AF_INET6}) {
      NetlinkMessage message = netlink.request(RTM_GETROUTE, Netlink.NLM_F_DUMP);
      message.u8(family).u8(0).u8(0).u8(0).u8(0).u8(0).u8(0).u8(0).u32(0);
      for (ByteBuffer answer : netlink.exchange("list of routes", message)) {
        Map<Integer, byte[]> attributes = NetlinkMessage.attributes(answer, ROUTE_HEADER);
        byte[] table = attributes.get(RTA_TABLE);
        byte[] device = attributes.get(RTA_OIF);
        boolean main = (table == null ? answer.get(4) & 0xff : number(table)) == RT_TABLE_MAIN;
        if (main && device != null && answer.get(7) == RTN_UNICAST && answer.get(0) == family) {
          byte[] any = new byte[family == AF_INET ? 4 : 16];
          IpAddress destination = IpAddress.of(attributes.getOrDefault(RTA_DST, any));
          routes.add(
              new Route(
                  Prefix.around(destination, answer.get(1) & 0xff),
                  number(device),
                  answer.get(5) & 0xff));
        }
      }
    }
    return routes;
  }

  /** Sends the subnet into the device; whether it was not so before. */
  public boolean addRoute(int index, Prefix destination) throws IOException {
    NetlinkMessage message =
        netlink.request(
            RTM_NEWROUTE, Netlink.NLM_F_ACK | Netlink.NLM_F_CREATE | Netlink.NLM_F_EXCL);
    routeBody(message, index, destination);
    try {
      netlink.change("route " + destination + " into device " + index, message);
      return true;
    } catch (SystemCallException e) {
      // IPv4 says EEXIST also when the same subnet goes elsewhere: that is a clash, not a success.
      if (e.errno() == Errno.EEXIST && routes().contains(new Route(destination, index, PROTOCOL))) {
        return false;
      }
      throw e.errno() == Errno.EEXIST
          ? new IOException(
              "this computer has a route to " + destination + " already, which goes elsewhere", e)
          : e;
    }
  }

  /** Removes our route; whether there was one. */
  public boolean removeRoute(int index, Prefix destination) throws IOException {
    NetlinkMessage message = netlink.request(RTM_DELROUTE, Netlink.NLM_F_ACK);
    routeBody(message, index, destination);
    return netlink.changeUnless(Errno.ESRCH, "removal of route " + destination, message);
  }

  @Override
  public void close() throws IOException {
    netlink.close();
  }

  private static void linkHeader(NetlinkMessage message, int index, int flags, int change) {
    message.u8(0).u8(0).u16(0).u32(index).u32(flags).u32(change);
  }

  private static void addressBody(NetlinkMessage message, int index, IpAddress address) {
    // No duplicate address detection (RFC 4862 section 5.4) where nobody else can be: it would
    // make the address unusable for its first second.
    message
        .u8(address.v6() ? AF_INET6 : AF_INET)
        .u8(address.bits())
        .u8(address.v6() ? IFA_F_NODAD : 0)
        .u8(RT_SCOPE_UNIVERSE)
        .u32(index)
        .attribute(IFA_LOCAL, address.toBytes())
        .attribute(IFA_ADDRESS, address.toBytes());
  }

  private static void routeBody(NetlinkMessage message, int index, Prefix destination) {
    IpAddress address = destination.address();
    message
        .u8(address.v6() ? AF_INET6 : AF_INET)
        .u8(destination.length())
        .u8(0)
        .u8(0)
        .u8(RT_TABLE_MAIN)
        .u8(PROTOCOL)
        .u8(address.v6() ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK)
        .u8(RTN_UNICAST)
        .u32(0)
        .attribute(RTA_DST, address.toBytes())
        .attribute(RTA_OIF, index);
  }

  private static String text(byte @Nullable [] bytes) {
    return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8).replace("\0", "");
  }

  private static int number(byte @Nullable [] bytes) {
    return bytes == null ? 0 : ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt();
  }
}
