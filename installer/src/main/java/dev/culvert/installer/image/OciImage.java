package dev.culvert.installer.image;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * An image of one platform as an OCI image layout (OCI image specification 1.1), and the same as
 * one tar archive that also has the {@code manifest.json} that {@code docker load} and older tools
 * look for.
 */
final class OciImage {
  private static final String LAYOUT = "{\"imageLayoutVersion\":\"1.0.0\"}";
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private final Path layout;
  private final Path blobs;
  private final Instant created;

  /**
   * @param layout the directory to fill; it must not hold another image
   * @param created what the image says of its age
   */
  OciImage(Path layout, Instant created) throws IOException {
    this.layout = layout;
    this.blobs = Files.createDirectories(layout.resolve("blobs/sha256"));
    this.created = created;
  }

  /**
   * What the image says of itself.
   *
   * @param name repository and tag
   * @param architecture as Go calls it
   * @param user number, so that {@code runAsNonRoot} can be checked
   */
  record About(
      String name,
      String architecture,
      String user,
      List<String> entrypoint,
      List<String> environment,
      Map<String, String> labels) {}

  Layer layer(Path root, List<Path> paths) throws IOException {
    return Layer.pack(root, paths, created.getEpochSecond(), blobs);
  }

  /**
   * Finishes the layout.
   *
   * @return digest of the image's manifest
   */
  String finish(About about, SequencedMap<String, Layer> layers) throws IOException {
    Blob config =
        Blob.write(
            GSON.toJson(config(about, layers)), "application/vnd.oci.image.config.v1+json", blobs);
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("schemaVersion", 2);
    manifest.put("mediaType", "application/vnd.oci.image.manifest.v1+json");
    manifest.put("config", config.descriptor());
    manifest.put(
        "layers", layers.values().stream().map(layer -> layer.blob().descriptor()).toList());
    manifest.put("annotations", about.labels());
    Blob described =
        Blob.write(GSON.toJson(manifest), "application/vnd.oci.image.manifest.v1+json", blobs);
    Map<String, Object> entry = described.descriptor();
    entry.put("platform", Map.of("architecture", about.architecture(), "os", "linux"));
    Map<String, String> names = new LinkedHashMap<>();
    // containerd takes the whole name from its own annotation, the tag from the standard one.
    names.put("io.containerd.image.name", about.name());
    names.put(
        "org.opencontainers.image.ref.name",
        about.name().substring(about.name().lastIndexOf(':') + 1));
    entry.put("annotations", names);
    Map<String, Object> index = new LinkedHashMap<>();
    index.put("schemaVersion", 2);
    index.put("mediaType", "application/vnd.oci.image.index.v1+json");
    index.put("manifests", List.of(entry));
    Map<String, Object> docker = new LinkedHashMap<>();
    docker.put("Config", config.path());
    docker.put("RepoTags", List.of(about.name()));
    docker.put("Layers", layers.values().stream().map(layer -> layer.blob().path()).toList());
    Files.writeString(layout.resolve("oci-layout"), LAYOUT);
    Files.writeString(layout.resolve("index.json"), GSON.toJson(index));
    Files.writeString(layout.resolve("manifest.json"), GSON.toJson(List.of(docker)));
    return described.digest();
  }

  private Map<String, Object> config(About about, SequencedMap<String, Layer> layers) {
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("User", about.user());
    run.put("Env", about.environment());
    run.put("Entrypoint", about.entrypoint());
    run.put("WorkingDir", "/");
    run.put("Labels", about.labels());
    Map<String, Object> files = new LinkedHashMap<>();
    files.put("type", "layers");
    files.put("diff_ids", layers.values().stream().map(Layer::diffId).toList());
    List<Map<String, String>> history = new ArrayList<>();
    layers
        .keySet()
        .forEach(made -> {
          Map<String, String> step = new LinkedHashMap<>();
          step.put("created", created.toString());
          step.put("created_by", made);
          history.add(step);
        });
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("created", created.toString());
    config.put("architecture", about.architecture());
    config.put("os", "linux");
    config.put("config", run);
    config.put("rootfs", files);
    config.put("history", history);
    return config;
  }

  /** The layout as one file. */
  void archive(Path file) throws IOException {
    List<Path> all;
    try (var tree = Files.walk(layout)) {
      all = tree.map(layout::relativize).filter(p -> !p.toString().isEmpty()).sorted().toList();
    }
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        Tar tar = new Tar(out, created.getEpochSecond())) {
      for (Path path : all) {
        Path content = layout.resolve(path);
        if (Files.isDirectory(content)) {
          tar.directory(path.toString(), 0755);
        } else {
          tar.file(path.toString(), 0644, content);
        }
      }
    }
  }
}
