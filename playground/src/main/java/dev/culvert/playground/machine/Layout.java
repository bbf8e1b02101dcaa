package dev.culvert.playground.machine;

/**
 * The addresses of the playground. Every instance has the same: its namespaces are its own.
 *
 * <pre>
 *  laptop                 internet (home router)             node
 *  192.168.178.20 ------- 192.168.178.1 | 192.0.2.1 -------- 192.0.2.10 (API server :6443)
 *                         203.0.113.80 (www.example.com)     10.244.0.1 cni0 === pods 10.244.0.x
 *                         default: unreachable                services 10.96.0.0/16
 * </pre>
 */
public final class Layout {
  public static final String LAPTOP = "192.168.178.20";
  public static final String ROUTER = "192.168.178.1";

  /** Another person's, on another wire of the same router. */
  public static final String SECOND_LAPTOP = "192.168.179.20";

  public static final String SECOND_ROUTER = "192.168.179.1";
  public static final String ROUTER_WAN = "192.0.2.1";
  public static final String PUBLIC_WEB = "203.0.113.80";
  public static final String NODE = "192.0.2.10";
  public static final int API_PORT = 6443;

  /** Nothing listens there: the context {@code kind-local}. */
  public static final int DEAD_API_PORT = 6444;

  public static final String POD_GATEWAY = "10.244.0.1";
  public static final String POD_GATEWAY_6 = "fd00:10:244::1";
  public static final String POD_CIDR = "10.244.0.0/16";
  public static final String POD_CIDR_6 = "fd00:10:244::/64";
  public static final String SERVICE_CIDR = "10.96.0.0/16";
  public static final String SERVICE_CIDR_6 = "fd00:10:96::/112";

  /** Of the Service {@code kubernetes}. */
  public static final String API_SERVICE = "10.96.0.1";

  /** Of the Service {@code kube-dns}. */
  public static final String DNS_SERVICE = "10.96.0.10";

  /** The node answers "host unreachable" for these. */
  public static final String UNREACHABLE_CIDR = "10.244.255.0/24";

  /** The node drops everything for this one. */
  public static final String BLACK_HOLE = "10.244.254.1";

  public static final String CLUSTER_DOMAIN = "cluster.local";

  private Layout() {}

  /** The IPv4 address of the pod with this number, from 2. */
  public static String podAddress(int number) {
    return "10.244." + (number >> 8) + "." + (number & 255);
  }

  /** The IPv6 address of the pod with this number. */
  public static String podAddress6(int number) {
    return "fd00:10:244::" + Integer.toHexString(number);
  }
}
