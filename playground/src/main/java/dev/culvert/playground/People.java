package dev.culvert.playground;

import dev.culvert.playground.api.Accounts;
import dev.culvert.playground.api.Authority;
import dev.culvert.playground.api.Identity;
import dev.culvert.playground.api.Rbac;
import dev.culvert.playground.api.Rbac.Grant;
import dev.culvert.playground.cluster.Content;
import dev.culvert.playground.machine.Layout;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** Who uses the cluster, what they may do, and the kubeconfigs that say so. */
final class People {
  private static final Set<String> ALL = Set.of("*");
  private static final Set<String> LOOK = Set.of("get", "list", "watch");
  private static final Set<String> CORE =
      Set.of(
          "pods",
          "services",
          "endpoints",
          "configmaps",
          "namespaces",
          "nodes",
          "events",
          "serviceaccounts");

  private People() {}

  /** The whole table of rights. */
  static Rbac rbac() {
    String manager =
        "User:system:serviceaccount:" + Content.MANAGER_NAMESPACE + ":" + Content.MANAGER;
    Set<String> own = Set.of(Content.MANAGER_NAMESPACE);
    return new Rbac(
        List.of(
            Grant.of(
                "Group:" + Identity.AUTHENTICATED,
                ALL,
                Set.of("create"),
                Set.of("authorization.k8s.io", "authentication.k8s.io"),
                Set.of(
                    "selfsubjectaccessreviews", "selfsubjectrulesreviews", "selfsubjectreviews")),
            look("Group:developers"),
            lookAtWorkloads("Group:developers"),
            Grant.of("Group:developers", ALL, Set.of("get", "create"), Set.of(""), PORT_FORWARD),
            Grant.of(
                "Group:developers",
                Set.of("default", "shop", "payments"),
                Set.of("create", "update", "patch", "delete"),
                Set.of("", "apps"),
                Set.of(
                    "pods",
                    "services",
                    "configmaps",
                    "deployments",
                    "statefulsets",
                    "pods/ephemeralcontainers")),
            look("Group:oncall"),
            lookAtWorkloads("Group:oncall"),
            Grant.of("Group:oncall", ALL, Set.of("get", "create"), Set.of(""), PORT_FORWARD),
            look("Group:readers"),
            lookAtWorkloads("Group:readers"),
            Grant.of(
                manager,
                ALL,
                Set.of("create"),
                Set.of("authentication.k8s.io"),
                Set.of("tokenreviews")),
            Grant.of(
                manager,
                ALL,
                Set.of("create"),
                Set.of("authorization.k8s.io"),
                Set.of("subjectaccessreviews")),
            Grant.of(
                manager,
                ALL,
                LOOK,
                Set.of("", "discovery.k8s.io", "networking.k8s.io"),
                Set.of(
                    "namespaces",
                    "nodes",
                    "services",
                    "pods",
                    "endpoints",
                    "endpointslices",
                    "servicecidrs")),
            Grant.of(
                manager,
                ALL,
                LOOK,
                Set.of("apps", "argoproj.io"),
                Set.of("deployments", "statefulsets", "replicasets", "daemonsets", "rollouts")),
            Grant.of(manager, ALL, Set.of("patch"), Set.of(""), Set.of("pods/ephemeralcontainers")),
            Grant.of(
                manager,
                own,
                Set.of("get", "list", "watch", "create", "update", "patch", "delete"),
                Set.of("", "coordination.k8s.io"),
                Set.of("configmaps", "secrets", "leases")),
            new Grant(
                manager,
                Set.of("kube-system"),
                LOOK,
                Set.of(""),
                Set.of("configmaps"),
                Set.of("extension-apiserver-authentication"))));
  }

  private static final Set<String> PORT_FORWARD = Set.of("pods/portforward");

  private static Grant look(String subject) {
    return Grant.of(subject, ALL, LOOK, Set.of(""), CORE);
  }

  private static Grant lookAtWorkloads(String subject) {
    return Grant.of(
        subject, ALL, LOOK, Set.of("apps", "batch", "discovery.k8s.io", "networking.k8s.io"), ALL);
  }

  /** The kubeconfig with all contexts. */
  static String kubeconfig(Accounts accounts, Authority servers, Authority clients) {
    Authority.Issued certificate = clients.client("mara", List.of("oncall"));
    return """
    apiVersion: v1
    kind: Config
    current-context: dev-eu
    clusters:
    %s%s%s%scontexts:
    %s%s%s%susers:
    %s%s%s%s\
    """
        .formatted(
            cluster("dev-eu", Layout.API_PORT, servers),
            cluster("staging-eu", Layout.API_PORT, servers),
            cluster("prod-eu", Layout.API_PORT, servers),
            cluster("kind-local", Layout.DEAD_API_PORT, servers),
            context("dev-eu", "shop", "mara"),
            context("staging-eu", "shop", "mara-staging"),
            context("prod-eu", "default", "mara-prod"),
            context("kind-local", "default", "kind"),
            token("mara", accounts.issue(user("mara", "developers"))),
            token("mara-staging", accounts.issue(user("mara-staging", "readers"))),
            certificate("mara-prod", certificate),
            token("kind", "none"));
  }

  /** A second file, as people have one from another team. */
  static String secondKubeconfig(Accounts accounts, Authority servers) {
    return single("team-data", "monitoring", accounts.issue(user("mara", "readers")), servers);
  }

  /** Another developer's. */
  static String kubeconfigOf(String person, Accounts accounts, Authority servers) {
    return single("dev-eu", "shop", accounts.issue(user(person, "developers")), servers);
  }

  /** Everything is allowed. */
  static String adminKubeconfig(Accounts accounts, Authority servers) {
    return single(
        "admin",
        "default",
        accounts.issue(new Identity("admin", "0", List.of("system:masters"))),
        servers);
  }

  private static String single(String name, String namespace, String token, Authority servers) {
    return """
    apiVersion: v1
    kind: Config
    current-context: %1$s
    clusters:
    %2$scontexts:
    %3$susers:
    %4$s\
    """
        .formatted(
            name,
            cluster(name, Layout.API_PORT, servers),
            context(name, namespace, name),
            token(name, token));
  }

  private static Identity user(String name, String group) {
    return new Identity(name, "u-" + name, List.of(group));
  }

  private static String cluster(String name, int port, Authority servers) {
    return """
    - name: %s
      cluster:
        server: https://%s:%d
        certificate-authority-data: %s
    """
        .formatted(name, Layout.NODE, port, base64(servers.pem()));
  }

  private static String context(String name, String namespace, String user) {
    return """
    - name: %1$s
      context:
        cluster: %1$s
        namespace: %2$s
        user: %3$s
    """
        .formatted(name, namespace, user);
  }

  private static String token(String name, String token) {
    return """
    - name: %s
      user:
        token: %s
    """
        .formatted(name, token);
  }

  private static String certificate(String name, Authority.Issued issued) {
    return """
    - name: %s
      user:
        client-certificate-data: %s
        client-key-data: %s
    """
        .formatted(name, base64(issued.certificatePem()), base64(issued.keyPem()));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
