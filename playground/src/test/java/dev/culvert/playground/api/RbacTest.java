package dev.culvert.playground.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.playground.api.Rbac.Act;
import dev.culvert.playground.api.Rbac.Grant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RbacTest {
  private static final Identity MARA = new Identity("mara", "1", List.of("developers"));
  private static final Rbac RBAC =
      new Rbac(
          List.of(
              Grant.of(
                  "Group:developers", Set.of("shop"), Set.of("get"), Set.of(""), Set.of("pods")),
              new Grant(
                  "User:mara",
                  Set.of("kube-system"),
                  Set.of("get"),
                  Set.of(""),
                  Set.of("configmaps"),
                  Set.of("one"))));

  @Test
  void grantsWhatALineSays() {
    assertThat(RBAC.allows(MARA, new Act("get", "", "pods", "shop", "x"))).isTrue();
  }

  @Test
  void aSubresourceIsNotItsResource() {
    assertThat(RBAC.allows(MARA, new Act("get", "", "pods/portforward", "shop", "x"))).isFalse();
  }

  @Test
  void aNamespaceIsNotAllNamespaces() {
    assertThat(RBAC.allows(MARA, new Act("get", "", "pods", "", ""))).isFalse();
    assertThat(RBAC.allows(MARA, new Act("get", "", "pods", "payments", "x"))).isFalse();
  }

  @Test
  void aNameIsNotAllNames() {
    assertThat(RBAC.allows(MARA, new Act("get", "", "configmaps", "kube-system", "one"))).isTrue();
    assertThat(RBAC.allows(MARA, new Act("get", "", "configmaps", "kube-system", "two"))).isFalse();
  }

  @Test
  void mastersMayEverything() {
    Identity admin = new Identity("admin", "0", List.of("system:masters"));
    assertThat(RBAC.allows(admin, new Act("delete", "apps", "deployments", "", ""))).isTrue();
  }

  @Test
  void refusesInKubernetesWords() {
    assertThat(RBAC.refusal(MARA, new Act("create", "", "pods/portforward", "shop", "redis-0")))
        .contains(
            "pods \"redis-0\" is forbidden: User \"mara\" cannot create resource"
                + " \"pods/portforward\" in API group \"\" in the namespace \"shop\"");
    assertThat(RBAC.refusal(MARA, new Act("list", "", "nodes", "", "")))
        .contains(
            "nodes is forbidden: User \"mara\" cannot list resource \"nodes\" in API group \"\" at"
                + " the cluster scope");
  }
}
