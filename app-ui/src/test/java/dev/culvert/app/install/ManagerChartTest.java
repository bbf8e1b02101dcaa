package dev.culvert.app.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What an installation consists of, whoever renders it. */
class ManagerChartTest {
  private static final Path CHART = Path.of("../installer/chart/culvert-manager");

  private static List<Map<String, Object>> objects(InstallOptions options) {
    return ManagerChart.documents(options, "1.2.3").stream().map(ManagerChartTest::load).toList();
  }

  @SuppressWarnings("unchecked") // manifests are maps
  static Map<String, Object> load(String yaml) {
    return (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(yaml);
  }

  private static InstallOptions namespaced() {
    return new InstallOptions(
        "team-a",
        Optional.of("registry.example:5000/culvert/manager:7"),
        Optional.of("Always"),
        List.of("pull-a", "pull-b"),
        false,
        false,
        Optional.of("NodePort"));
  }

  private static Object at(Object from, Object... path) {
    Object value = from;
    for (Object step : path) {
      Object next =
          value instanceof List<?> list ? list.get((Integer) step) : ((Map<?, ?>) value).get(step);
      value = Objects.requireNonNull(next, () -> "nothing at " + List.of(path));
    }
    return value;
  }

  private static Map<String, Object> only(List<Map<String, Object>> objects, String kind) {
    return objects.stream().filter(o -> kind.equals(o.get("kind"))).findFirst().orElseThrow();
  }

  @Test
  void everyTemplateOfTheChartIsRendered() throws IOException {
    try (var files = Files.list(CHART.resolve("templates"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(ManagerChart.TEMPLATES);
    }
  }

  @Test
  void theWholeClusterNeedsClusterRights() {
    assertThat(objects(InstallOptions.defaults("culvert")))
        .extracting(o -> o.get("kind"))
        .containsExactly(
            "ServiceAccount",
            "ConfigMap",
            "ClusterRole",
            "ClusterRoleBinding",
            "RoleBinding",
            "Role",
            "RoleBinding",
            "Deployment");
  }

  @Test
  void oneNamespaceIsLeftAlone() {
    List<Map<String, Object>> objects = objects(namespaced());
    assertThat(objects)
        .extracting(o -> o.get("kind"))
        .containsExactly(
            "ServiceAccount", "ConfigMap", "Role", "RoleBinding", "Service", "Deployment");
    assertThat(objects)
        .allSatisfy(o -> assertThat(at(o, "metadata", "namespace")).isEqualTo("team-a"));
    assertThat(at(only(objects, "Role"), "rules").toString()).doesNotContain("ephemeral");
  }

  @Test
  void everythingSaysWhoseItIs() {
    assertThat(objects(InstallOptions.defaults("culvert")))
        .allSatisfy(o -> {
          assertThat(at(o, "metadata", "labels", "app.kubernetes.io/managed-by"))
              .isEqualTo("culvert");
          assertThat(at(o, "metadata", "labels", "app.kubernetes.io/part-of")).isEqualTo("culvert");
        });
  }

  @Test
  void theImageAndItsSecretsAreTheOnesAskedFor() {
    List<Map<String, Object>> objects = objects(namespaced());
    Object container = at(only(objects, "Deployment"), "spec", "template", "spec", "containers", 0);
    assertThat(at(container, "image")).isEqualTo("registry.example:5000/culvert/manager:7");
    assertThat(at(container, "imagePullPolicy")).isEqualTo("Always");
    assertThat(at(only(objects, "ServiceAccount"), "imagePullSecrets"))
        .isEqualTo(List.of(Map.of("name", "pull-a"), Map.of("name", "pull-b")));
  }

  @Test
  void theVersionIsTheTagUnlessOneIsNamed() {
    Object container =
        at(
            only(objects(InstallOptions.defaults("culvert")), "Deployment"),
            "spec",
            "template",
            "spec",
            "containers",
            0);
    assertThat(at(container, "image")).isEqualTo("culvert.dev/manager:1.2.3");
  }

  /** https://kubernetes.io/docs/concepts/security/pod-security-standards/, the restricted one. */
  @Test
  void thePodKeepsTheRestrictedStandard() {
    Object pod =
        at(
            only(objects(InstallOptions.defaults("culvert")), "Deployment"),
            "spec",
            "template",
            "spec");
    Object container = at(pod, "containers", 0, "securityContext");
    assertThat(at(pod, "securityContext", "runAsNonRoot")).isEqualTo(true);
    assertThat(at(pod, "securityContext", "seccompProfile", "type")).isEqualTo("RuntimeDefault");
    assertThat(at(container, "allowPrivilegeEscalation")).isEqualTo(false);
    assertThat(at(container, "capabilities", "drop")).isEqualTo(List.of("ALL"));
    assertThat(at(container, "readOnlyRootFilesystem")).isEqualTo(true);
    assertThat(((Map<?, ?>) pod).containsKey("volumes")).isFalse();
  }
}
