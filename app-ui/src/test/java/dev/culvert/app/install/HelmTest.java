package dev.culvert.app.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Helm itself renders the chart to the same objects, and its schema refuses what it should. Needs a
 * helm, named by the environment's CULVERT_HELM; {@code ./culvert verify} builds one where Go is.
 */
class HelmTest {
  private static final Path CHART = Path.of("../installer/chart/culvert-manager");

  @TempDir private Path dir;
  private String helm = "";

  @BeforeEach
  void find() {
    helm = Optional.ofNullable(System.getenv("CULVERT_HELM")).orElse("");
    assumeTrue(!helm.isEmpty(), "skipped: CULVERT_HELM names no helm");
  }

  private record Outcome(int code, String out) {}

  private Outcome helm(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(helm));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("HOME", dir.toString());
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), out);
  }

  static List<InstallOptions> installations() {
    return List.of(
        InstallOptions.defaults("culvert"),
        new InstallOptions(
            "team-a",
            Optional.of("registry.example:5000/culvert/manager:7"),
            Optional.of("Always"),
            List.of("pull-a", "pull-b"),
            false,
            false,
            Optional.of("LoadBalancer")),
        new InstallOptions(
            "team-b",
            Optional.of("mirror.example/manager"),
            Optional.empty(),
            List.of(),
            false,
            true,
            Optional.empty()));
  }

  @ParameterizedTest
  @MethodSource("installations")
  void helmRendersTheSameObjects(InstallOptions options) throws Exception {
    Path values = Files.writeString(dir.resolve("values"), TemplateValues.json(options.values()));
    Outcome rendered =
        helm(
            "template",
            "culvert-manager",
            CHART.toString(),
            "--namespace",
            options.namespace(),
            "--values",
            values.toString());
    assertThat(rendered.code()).as(rendered.out()).isZero();
    List<Map<String, Object>> helms =
        Arrays.stream(rendered.out().split("(?m)^---$", -1))
            .filter(text -> text.lines().anyMatch(line -> !line.isBlank() && !line.startsWith("#")))
            .map(ManagerChartTest::load)
            .toList();
    List<Map<String, Object>> ours =
        ManagerChart.documents(options.namespace(), "Helm", "0.1.0", options.values()).stream()
            .map(ManagerChartTest::load)
            .toList();
    assertThat(sorted(ours)).isEqualTo(sorted(helms));
  }

  private static List<Map<String, Object>> sorted(List<Map<String, Object>> objects) {
    return objects.stream()
        .sorted(Comparator.comparing(o -> o.get("kind") + " " + o.get("metadata")))
        .toList();
  }

  @Test
  void helmFindsNoFault() throws Exception {
    Outcome lint = helm("lint", "--strict", CHART.toString());
    assertThat(lint.code()).as(lint.out()).isZero();
  }

  @ParameterizedTest
  @MethodSource("wrongValues")
  void theSchemaRefuses(String wrong) throws Exception {
    Outcome rendered = helm("template", "x", CHART.toString(), "--set", wrong);
    assertThat(rendered.code()).as(rendered.out()).isNotZero();
    assertThat(rendered.out()).contains(wrong.substring(0, wrong.indexOf('=')).replace('.', '/'));
  }

  static List<String> wrongValues() {
    return List.of("scope=planet", "attach=perhaps", "image.pullPolicy=Sometimes", "image.tag=a b");
  }
}
