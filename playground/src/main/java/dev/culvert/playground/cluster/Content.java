package dev.culvert.playground.cluster;

import dev.culvert.playground.cluster.Workload.Kind;
import dev.culvert.playground.machine.Layout;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDRBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is in the cluster at its start: a small shop, its database, and servers that misbehave. */
public final class Content {
  /** The namespace of the manager. */
  public static final String MANAGER_NAMESPACE = "culvert";

  /** The manager's workload, and the value of its pods' label {@link Workload#NAME_LABEL}. */
  public static final String MANAGER = "culvert-manager";

  private static final List<String> NAMESPACES =
      List.of(
          "default",
          "shop",
          "payments",
          "monitoring",
          MANAGER_NAMESPACE,
          "kube-system",
          "kube-public",
          "kube-node-lease");
  private static final List<String> POD =
      List.of("/usr/bin/python3", "-u", "/run/playground/pod.py");

  private Content() {}

  /** The workloads that really run, the manager excepted. */
  public static List<Workload> workloads() {
    return List.of(
        new Workload(
            Kind.DEPLOYMENT,
            "kube-system",
            "coredns",
            1,
            "coredns",
            "",
            new ContainerBuilder()
                .withName("coredns")
                .withImage("playground/dns")
                .withPorts(port("dns", 53, "UDP"), port("dns-tcp", 53, "TCP"))
                .build()),
        deployment("default", "web", 1, pod(List.of("http:8080"), port("http", 8080, "TCP"))),
        deployment("shop", "echo", 2, pod(List.of("http:8080"), port("http", 8080, "TCP"))),
        deployment(
            "shop",
            "orders",
            1,
            pod(
                List.of("http:8080", "http:9090"),
                port("http", 8080, "TCP"),
                port("metrics", 9090, "TCP"))),
        deployment(
            "shop",
            "udp-echo",
            1,
            pod(
                List.of("udp-echo:5300", "udp-who:5301"),
                port("echo", 5300, "UDP"),
                port("who", 5301, "UDP"))),
        stateful("shop", "cart", 2, pod(List.of("http:8080"), port("http", 8080, "TCP"))),
        stateful("shop", "redis", 1, redis()),
        deployment(
            "payments",
            "ledger",
            1,
            pod(
                List.of(
                    "http:8080",
                    "source:7001",
                    "sink:7002",
                    "discard:7003",
                    "echo:7007",
                    "half-close:7011"),
                port("http", 8080, "TCP"),
                port("source", 7001, "TCP"),
                port("sink", 7002, "TCP"),
                port("discard", 7003, "TCP"),
                port("echo", 7007, "TCP"),
                port("half-close", 7011, "TCP"),
                port("half-report", 7012, "TCP"))),
        deployment(
            "payments",
            "stubborn",
            1,
            pod(
                List.of("deaf:7010", "reset:7013", "http:8080"),
                port("deaf", 7010, "TCP"),
                port("reset", 7013, "TCP"),
                port("http", 8080, "TCP"))),
        new Workload(
            Kind.DAEMON_SET,
            "monitoring",
            "node-exporter",
            1,
            "default",
            "",
            pod(List.of("http:9100"), port("metrics", 9100, "TCP"))));
  }

  /**
   * Everything else that is there from the beginning.
   *
   * @param clientAuthority PEM of the authority of client certificates
   * @param scale this many workloads that are objects only
   */
  public static List<HasMetadata> objects(String clientAuthority, int scale) {
    List<HasMetadata> all = new ArrayList<>(Scale.objects(scale));
    for (String namespace : NAMESPACES) {
      all.add(
          new NamespaceBuilder()
              .withNewMetadata()
              .withName(namespace)
              .withLabels(Map.of("kubernetes.io/metadata.name", namespace))
              .endMetadata()
              .withNewStatus()
              .withPhase("Active")
              .endStatus()
              .build());
      all.add(account(namespace, "default"));
    }
    all.add(account("kube-system", "coredns"));
    all.add(account(MANAGER_NAMESPACE, MANAGER));
    all.add(
        new NodeBuilder()
            .withNewMetadata()
            .withName("playground")
            .withLabels(Map.of("kubernetes.io/hostname", "playground", "kubernetes.io/os", "linux"))
            .endMetadata()
            .withNewSpec()
            .withPodCIDR(Layout.POD_CIDR)
            .withPodCIDRs(Layout.POD_CIDR, Layout.POD_CIDR_6)
            .endSpec()
            .withNewStatus()
            .addNewAddress(Layout.NODE, "InternalIP")
            .addNewAddress("playground", "Hostname")
            .addNewCondition()
            .withType("Ready")
            .withStatus("True")
            .endCondition()
            .withNewNodeInfo()
            .withKubeletVersion("v1.36.2+playground")
            .withOperatingSystem("linux")
            .endNodeInfo()
            .endStatus()
            .build());
    all.add(
        new ServiceCIDRBuilder()
            .withNewMetadata()
            .withName("kubernetes")
            .endMetadata()
            .withNewSpec()
            .withCidrs(Layout.SERVICE_CIDR, Layout.SERVICE_CIDR_6)
            .endSpec()
            .build());
    all.add(
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace("kube-system")
            .withName("extension-apiserver-authentication")
            .endMetadata()
            .withData(Map.of("client-ca-file", clientAuthority))
            .build());
    all.addAll(services());
    all.addAll(endpointsByHand());
    return all;
  }

  private static List<Service> services() {
    return List.of(
        service("default", "kubernetes", null, Layout.API_SERVICE, servicePort("https", 443, null)),
        service(
            "kube-system",
            "kube-dns",
            "coredns",
            Layout.DNS_SERVICE,
            udpPort("dns", 53, "dns"),
            servicePort("dns-tcp", 53, "dns-tcp")),
        service("default", "web", "web", "10.96.10.1", servicePort("http", 80, 8080)),
        service("shop", "echo", "echo", "10.96.20.1", servicePort("http", 80, "http")),
        service(
            "shop",
            "orders",
            "orders",
            "10.96.20.2",
            servicePort("http", 80, 8080),
            servicePort("metrics", 9090, "metrics")),
        service(
            "shop",
            "udp-echo",
            "udp-echo",
            "10.96.20.3",
            udpPort("echo", 5300, "echo"),
            udpPort("who", 5301, "who")),
        service("shop", "redis", "redis", "10.96.20.4", servicePort("redis", 6379, "redis")),
        service("shop", "cart", "cart", "None", servicePort("http", 8080, "http")),
        // A ready pod, and a port that nobody listens on.
        service("shop", "refused", "echo", "10.96.20.90", servicePort("http", 80, 9999)),
        // No pod at all.
        service("shop", "empty", "nobody", "10.96.20.91", servicePort("http", 80, 8080)),
        // An address inside the pods' subnet that swallows everything.
        service("shop", "blackhole", null, "10.96.20.92", servicePort("http", 80, null)),
        // An address of which the node says that it cannot be reached.
        service("shop", "unreachable", null, "10.96.20.93", servicePort("http", 80, null)),
        service(
            "payments",
            "ledger",
            "ledger",
            "10.96.30.1",
            servicePort("http", 80, "http"),
            servicePort("source", 7001, "source"),
            servicePort("sink", 7002, "sink"),
            servicePort("discard", 7003, "discard"),
            servicePort("echo", 7007, "echo"),
            servicePort("half-close", 7011, "half-close"),
            servicePort("half-report", 7012, "half-report")),
        service(
            "payments",
            "stubborn",
            "stubborn",
            "10.96.30.2",
            servicePort("deaf", 7010, "deaf"),
            servicePort("reset", 7013, "reset")),
        service(
            "monitoring",
            "node-exporter",
            "node-exporter",
            "None",
            servicePort("metrics", 9100, "metrics")));
  }

  private static List<HasMetadata> endpointsByHand() {
    return List.of(
        endpoints("default", "kubernetes", Layout.NODE, "https", Layout.API_PORT),
        endpoints("shop", "blackhole", Layout.BLACK_HOLE, "http", 80),
        endpoints("shop", "unreachable", "10.244.255.1", "http", 80));
  }

  private static HasMetadata endpoints(
      String namespace, String name, String ip, String portName, int port) {
    return new EndpointsBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .addNewSubset()
        .addNewAddress()
        .withIp(ip)
        .endAddress()
        .addNewPort()
        .withName(portName)
        .withPort(port)
        .withProtocol("TCP")
        .endPort()
        .endSubset()
        .build();
  }

  private static HasMetadata account(String namespace, String name) {
    return new ServiceAccountBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .build();
  }

  static Workload deployment(String namespace, String name, int replicas, Container container) {
    return new Workload(
        Kind.DEPLOYMENT, namespace, name, replicas, "default", "", named(container, name));
  }

  private static Workload stateful(
      String namespace, String name, int replicas, Container container) {
    return new Workload(
        Kind.STATEFUL_SET, namespace, name, replicas, "default", name, named(container, name));
  }

  private static Container named(Container container, String name) {
    return new ContainerBuilder(container).withName(name).build();
  }

  private static Container pod(List<String> roles, ContainerPort... ports) {
    ContainerBuilder builder =
        new ContainerBuilder()
            .withName("main")
            .withImage("playground/pod:1")
            .withCommand(POD)
            .withArgs(roles)
            .withPorts(ports);
    for (ContainerPort port : ports) {
      if (port.getProtocol().equals("TCP") && port.getName().matches("http|metrics")) {
        return builder
            .withNewReadinessProbe()
            .withNewHttpGet()
            .withPath("/healthz")
            .withPort(new IntOrString(port.getContainerPort()))
            .endHttpGet()
            .endReadinessProbe()
            .build();
      }
    }
    return builder.build();
  }

  private static Container redis() {
    return new ContainerBuilder()
        .withName("redis")
        .withImage("redis:7")
        .withCommand("redis-server")
        .withArgs(
            "--port",
            "6379",
            "--save",
            "",
            "--appendonly",
            "no",
            "--protected-mode",
            "no",
            "--bind",
            "*",
            "-::*",
            "--dir",
            "/run")
        .withPorts(port("redis", 6379, "TCP"))
        .withNewReadinessProbe()
        .withNewTcpSocket()
        .withPort(new IntOrString(6379))
        .endTcpSocket()
        .endReadinessProbe()
        .build();
  }

  static ContainerPort port(String name, int number, String protocol) {
    return new ContainerPort(number, null, null, name, protocol);
  }

  private static ServicePort servicePort(String name, int port, @Nullable Object target) {
    return new ServicePortBuilder()
        .withName(name)
        .withProtocol("TCP")
        .withPort(port)
        .withTargetPort(new IntOrString(target == null ? port : target))
        .build();
  }

  private static ServicePort udpPort(String name, int port, String target) {
    return new ServicePortBuilder()
        .withName(name)
        .withProtocol("UDP")
        .withPort(port)
        .withTargetPort(new IntOrString(target))
        .build();
  }

  private static Service service(
      String namespace, String name, @Nullable String app, String ip, ServicePort... ports) {
    boolean dual = app != null;
    List<String> ips = new ArrayList<>(List.of(ip));
    if (dual && !ip.equals("None")) {
      String[] parts = ip.split("\\.", -1);
      int low = Integer.parseInt(parts[2]) << 8 | Integer.parseInt(parts[3]);
      ips.add("fd00:10:96::" + Integer.toHexString(low));
    }
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .withLabels(app == null ? Map.of() : Map.of(Workload.NAME_LABEL, app))
        .endMetadata()
        .withNewSpec()
        .withType("ClusterIP")
        .withClusterIP(ip)
        .withClusterIPs(ips)
        .withIpFamilies(dual ? List.of("IPv4", "IPv6") : List.of("IPv4"))
        .withIpFamilyPolicy(dual ? "PreferDualStack" : "SingleStack")
        .withSelector(app == null ? null : Map.of(Workload.NAME_LABEL, app))
        .withPorts(ports)
        .endSpec()
        .build();
  }
}
