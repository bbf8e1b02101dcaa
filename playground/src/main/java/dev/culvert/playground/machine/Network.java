package dev.culvert.playground.machine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Makes the namespaces and the wires between them. Nothing of it is seen in the machine's own
 * namespace: both ends of every wire are made inside.
 */
public final class Network implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Instance instance;
  private final Namespace laptop;
  private final Namespace internet;
  private final Namespace node;

  /** Makes laptop, internet and node. */
  public Network(Instance instance) {
    this.instance = instance;
    laptop = new Namespace(instance.namespace("laptop"));
    internet = new Namespace(instance.namespace("internet"));
    node = new Namespace(instance.namespace("node"));
    ip(
        "",
        """
        netns add %s
        netns add %s
        netns add %s
        """
            .formatted(laptop.name(), internet.name(), node.name()));
    sysctl(
        internet,
        "net/ipv4/ip_forward=1",
        // The router's own answers to a laptop must not depend on which wire they come from.
        "net/ipv4/conf/all/rp_filter=0",
        "net/ipv4/icmp_ratelimit=0");
    sysctl(
        node,
        "net/ipv4/ip_forward=1",
        "net/ipv6/conf/all/forwarding=1",
        "net/ipv4/conf/all/rp_filter=0",
        // Pods reach each other through the node, in and out of one bridge: that is no mistake.
        "net/ipv4/conf/all/send_redirects=0",
        "net/ipv4/conf/default/send_redirects=0",
        "net/ipv6/conf/default/accept_dad=0",
        // Where br_netfilter is there, it would translate addresses on the bridge, below us.
        "net/bridge/bridge-nf-call-iptables=0",
        "net/bridge/bridge-nf-call-ip6tables=0",
        // A rejected connection is told each time, not once a second.
        "net/ipv4/icmp_ratelimit=0",
        "net/ipv6/icmp/ratelimit=0",
        "net/netfilter/nf_conntrack_max=262144");
    wire();
    nft(internet, ROUTER_RULES);
    nft(node, NODE_RULES);
  }

  public Namespace laptop() {
    return laptop;
  }

  public Namespace internet() {
    return internet;
  }

  public Namespace node() {
    return node;
  }

  private void wire() {
    ip(
        laptop.name(),
        """
        link add eth0 type veth peer name lan0 netns %s
        link set lo up
        addr add %s/24 dev eth0
        link set eth0 up
        """
            .formatted(internet.name(), Layout.LAPTOP));
    ip(
        internet.name(),
        """
        link set lo up
        link add wan0 type veth peer name eth0 netns %s
        addr add %s/24 dev lan0
        addr add %s/24 dev wan0
        addr add %s/32 dev lo
        link set lan0 up
        link set wan0 up
        route add unreachable default
        """
            .formatted(node.name(), Layout.ROUTER, Layout.ROUTER_WAN, Layout.PUBLIC_WEB));
    ip(laptop.name(), "route add default via %s\n".formatted(Layout.ROUTER));
    ip(
        node.name(),
        """
        link set lo up
        addr add %s/24 dev eth0
        link set eth0 up
        link add cni0 type bridge
        addr add %s/16 dev cni0
        addr add %s/64 dev cni0 nodad
        link set cni0 up
        route add unreachable default
        route add unreachable ::/0
        route add unreachable %s
        route add blackhole %s
        """
            .formatted(
                Layout.NODE,
                Layout.POD_GATEWAY,
                Layout.POD_GATEWAY_6,
                Layout.UNREACHABLE_CIDR,
                Layout.BLACK_HOLE));
  }

  /** Makes the namespace of another person's laptop, at the same router. */
  public Namespace addLaptop() {
    Namespace second = new Namespace(instance.namespace("second"));
    ip("", "netns add %s\n".formatted(second.name()));
    ip(
        second.name(),
        """
        link set lo up
        link add eth0 type veth peer name lan1 netns %s
        addr add %s/24 dev eth0
        link set eth0 up
        route add default via %s
        """
            .formatted(internet.name(), Layout.SECOND_LAPTOP, Layout.SECOND_ROUTER));
    ip(
        internet.name(),
        """
        addr add %s/24 dev lan1
        link set lan1 up
        """
            .formatted(Layout.SECOND_ROUTER));
    return second;
  }

  /**
   * Makes a pod's namespace and its wire to the node. The pod's address is a single one and all its
   * ways lead through the node, so that the node sees both directions of every connection.
   */
  public Namespace addPod(int number) {
    Namespace pod = new Namespace(instance.namespace("pod" + number));
    String wire = "veth" + number;
    ip("", "netns add %s\n".formatted(pod.name()));
    sysctl(
        pod,
        // Every group may ping, as containerd has it for pods (enable_unprivileged_icmp).
        "net/ipv4/ping_group_range=0 2147483647",
        "net/ipv6/conf/default/accept_dad=0",
        "net/ipv6/conf/default/accept_ra=0",
        // The node redirects pods to each other (RFC 4861 section 8), which would take answers past
        // it and past the translation of services' addresses. IPv6 has no switch at the sender.
        "net/ipv6/conf/all/accept_redirects=0",
        "net/ipv6/conf/default/accept_redirects=0");
    ip(
        pod.name(),
        """
        link set lo up
        link add eth0 type veth peer name %1$s netns %2$s
        addr add %3$s/32 dev eth0
        addr add %4$s/128 dev eth0 nodad
        link set eth0 up
        route add %5$s dev eth0
        route add default via %5$s
        route add %6$s dev eth0
        route add default via %6$s
        """
            .formatted(
                wire,
                node.name(),
                Layout.podAddress(number),
                Layout.podAddress6(number),
                Layout.POD_GATEWAY,
                Layout.POD_GATEWAY_6));
    ip(node.name(), "link set %1$s master cni0\nlink set %1$s up\n".formatted(wire));
    return pod;
  }

  /** Removes a pod's namespace, and with it its wire. */
  public void removePod(Namespace pod) {
    pod.close();
    ip("", "netns del %s\n".formatted(pod.name()));
  }

  /** Loads nftables rules in a namespace, all or none. */
  public static void nft(Namespace where, String rules) {
    Processes.run(
            PATIENCE,
            rules,
            List.of(
                Programs.path("nsenter"),
                "--net=" + where.path(),
                "--",
                Programs.path("nft"),
                "-f",
                "-"))
        .orFail("loading nftables rules in " + where.name() + ":\n" + rules);
  }

  private static void ip(String namespace, String lines) {
    List<String> command =
        namespace.isEmpty()
            ? List.of(Programs.path("ip"), "-batch", "-")
            : List.of(Programs.path("ip"), "-n", namespace, "-batch", "-");
    Processes.run(PATIENCE, lines, command).orFail("ip -n " + namespace + " with\n" + lines);
  }

  private static void sysctl(Namespace where, String... settings) {
    // /proc/sys/net shows the network namespace of the thread that opens it.
    where.call(() -> {
      for (String setting : settings) {
        int equals = setting.indexOf('=');
        Path file = Path.of("/proc/sys", setting.substring(0, equals));
        if (Files.isWritable(file)) {
          Files.writeString(file, setting.substring(equals + 1), UTF_8);
        }
      }
      return null;
    });
  }

  @Override
  public void close() {
    laptop.close();
    internet.close();
    node.close();
  }

  /** The home router hides the home network behind its own address. */
  private static final String ROUTER_RULES =
      """
      table ip home {
        chain out {
          type nat hook postrouting priority srcnat
          oifname "wan0" masquerade
        }
      }
      """;

  /** From outside, only the API server is reached; pods reach pods and services only. */
  private static final String NODE_RULES =
      """
      table inet node {
        chain forward {
          type filter hook forward priority filter; policy drop;
          iifname "cni0" oifname "cni0" accept
        }
        chain input {
          type filter hook input priority filter; policy drop;
          iifname { "lo", "cni0" } accept
          ct state established,related accept
          meta l4proto { icmp, ipv6-icmp } accept
          iifname "eth0" tcp dport { %d, %d } accept
        }
      }
      """
          .formatted(Layout.API_PORT, Layout.DEAD_API_PORT);
}
