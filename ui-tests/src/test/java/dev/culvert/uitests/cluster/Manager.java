package dev.culvert.uitests.cluster;

import dev.culvert.playground.kubernetes.RealCluster;
import dev.culvert.playground.laptop.Laptop;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The manager in the cluster, and the person who may use it. */
final class Manager {
  static final String NAMESPACE = "culvert";

  /** A ServiceAccount in a namespace of its own, with the documented rights and no other. */
  static final String DEVELOPER = "developer";

  /** A member of system:masters, by client certificate. */
  static final String ADMINISTRATOR = "admin";

  /** What a cluster makes anew by itself all the time. */
  private static final Set<String> RESTLESS =
      Set.of("events", "events.events.k8s.io", "leases.coordination.k8s.io");

  private static final String SELECTOR = "app.kubernetes.io/name=culvert-manager";

  private Manager() {}

  /** Installs it, unless it is there, as the administrator would; then the developer may use it. */
  static void install(RealCluster cluster, Laptop administrator) {
    if (cluster.told("get", "namespace", NAMESPACE, "--ignore-not-found").isEmpty()) {
      install(cluster, administrator, NAMESPACE);
    }
    await(cluster);
    grant(cluster, EnumSet.allOf(Right.class));
  }

  /** {@code culvert install}, with the image that was loaded into the node. */
  static void install(RealCluster cluster, Laptop administrator, String namespace) {
    administrator
        .cli("install", cluster.context(), "-n", namespace, "--pull-policy", "Never")
        .orFail("culvert install");
  }

  /** {@code culvert uninstall}. */
  static void uninstall(RealCluster cluster, Laptop administrator, String namespace) {
    administrator.cli("uninstall", cluster.context(), "-n", namespace).orFail("culvert uninstall");
  }

  /** Every object of the cluster that is not always changing: its name, uid and generation. */
  static Set<String> everythingIn(RealCluster cluster) {
    List<String> kinds =
        cluster
            .told("api-resources", "--verbs=list", "-o", "name")
            .lines()
            .filter(kind -> !RESTLESS.contains(kind))
            .toList();
    return cluster
        .told(
            "get",
            String.join(",", kinds),
            "--all-namespaces",
            "--ignore-not-found",
            "-o",
            "jsonpath={range .items[*]}{.kind} {.metadata.namespace}/{.metadata.name}"
                + " {.metadata.uid} {.metadata.generation}{\"\\n\"}{end}")
        .lines()
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Waits until it is there. */
  static void await(RealCluster cluster) {
    cluster.told(
        "-n", NAMESPACE, "rollout", "status", "deployment/culvert-manager", "--timeout=80s");
  }

  /** What the developer may do, and nothing else. */
  static void grant(RealCluster cluster, Set<Right> rights) {
    cluster.apply(
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: story-developer, namespace: %1$s}
        rules:
        %2$s---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: story-developer, namespace: %1$s}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: story-developer}
        subjects: [{kind: ServiceAccount, name: developer, namespace: culvert-people}]
        """
            .formatted(NAMESPACE, rights.stream().map(Right::rule).collect(Collectors.joining())));
  }

  /** The addresses, of both families, that its connections come from. */
  static List<String> addresses(RealCluster cluster) {
    String all =
        cluster.told(
            "-n",
            NAMESPACE,
            "get",
            "pods",
            "-l",
            SELECTOR,
            "--field-selector=status.phase=Running",
            "-o",
            "jsonpath={.items[0].status.podIPs[*].ip}");
    return List.of(all.split(" ", -1));
  }

  /** The node that its pod runs on. */
  static String node(RealCluster cluster) {
    return cluster.told(
        "-n",
        NAMESPACE,
        "get",
        "pods",
        "-l",
        SELECTOR,
        "--field-selector=status.phase=Running",
        "-o",
        "jsonpath={.items[0].spec.nodeName}");
  }

  /** Its pod has to leave the node, and no other may come to it. */
  static void drain(RealCluster cluster, String node) {
    cluster.told(
        "drain",
        node,
        "--pod-selector=" + SELECTOR,
        "--delete-emptydir-data",
        "--ignore-daemonsets",
        "--timeout=60s");
  }

  /** Its pod dies without a word; the Deployment makes another. */
  static void kill(RealCluster cluster) {
    cluster.told(
        "-n",
        NAMESPACE,
        "delete",
        "pods",
        "-l",
        SELECTOR,
        "--grace-period=0",
        "--force",
        "--wait=false");
  }
}
