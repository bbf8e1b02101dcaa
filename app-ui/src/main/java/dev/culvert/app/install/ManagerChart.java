package dev.culvert.app.install;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The manager's manifests, rendered from the Helm chart in {@code installer/chart}, which is packed
 * into this application: the chart and the command line install the same.
 */
public final class ManagerChart {
  /** In the order in which they are applied. */
  static final List<String> TEMPLATES =
      List.of(
          "account.yaml",
          "authority.yaml",
          "rights-cluster.yaml",
          "rights-here.yaml",
          "direct.yaml",
          "deployment.yaml");

  /** What Helm calls itself, and what we call ourselves, in {@code managed-by}. */
  public static final String MANAGED_BY = "culvert";

  private ManagerChart() {}

  /**
   * YAML documents, in the order in which they are to be applied.
   *
   * @param version of the application, for the image's tag
   */
  public static List<String> documents(InstallOptions options, String version) {
    return documents(options.namespace(), MANAGED_BY, version, options.values());
  }

  static List<String> documents(
      String namespace, String service, String version, Map<String, Object> values) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("Values", merge(map(load("values.yaml")), values));
    root.put("Release", Map.of("Namespace", namespace, "Service", service));
    root.put("Chart", Map.of("AppVersion", version));
    List<String> documents = new ArrayList<>();
    for (String name : TEMPLATES) {
      String text = Template.parse(read("templates/" + name)).render(root);
      Arrays.stream(text.split("(?m)^---$", -1))
          .map(String::strip)
          .filter(document -> document.lines().anyMatch(line -> !line.startsWith("#")))
          .forEach(documents::add);
    }
    return documents;
  }

  /** Maps are joined, everything else is replaced: as Helm merges values. */
  private static Map<String, Object> merge(Map<String, Object> base, Map<String, Object> over) {
    Map<String, Object> merged = new LinkedHashMap<>(base);
    over.forEach((key, value) ->
        merged.merge(
            key,
            value,
            (old, now) ->
                old instanceof Map && now instanceof Map ? merge(map(old), map(now)) : now));
    return merged;
  }

  @SuppressWarnings("unchecked") // keys of our chart's values are strings
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  private static Object load(String name) {
    return new Load(LoadSettings.builder().setLabel(name).build()).loadFromString(read(name));
  }

  private static String read(String name) {
    try (InputStream in = ManagerChart.class.getResourceAsStream("chart/" + name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
