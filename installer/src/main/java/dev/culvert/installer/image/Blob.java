package dev.culvert.installer.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** Something in an image, known by its digest. */
record Blob(String mediaType, String digest, long size, Path file) {

  /** Renames a file to its digest. */
  static Blob keep(Path file, String mediaType, Path into) throws IOException {
    String digest = Digests.of(file);
    Path kept = into.resolve(digest.substring("sha256:".length()));
    Files.move(file, kept, StandardCopyOption.REPLACE_EXISTING);
    return new Blob(mediaType, digest, Files.size(kept), kept);
  }

  static Blob write(String text, String mediaType, Path into) throws IOException {
    Path temporary = Files.createTempFile(into, "blob", ".tmp");
    Files.writeString(temporary, text, StandardCharsets.UTF_8);
    return keep(temporary, mediaType, into);
  }

  /** As manifests refer to it. */
  Map<String, Object> descriptor() {
    Map<String, Object> descriptor = new LinkedHashMap<>();
    descriptor.put("mediaType", mediaType);
    descriptor.put("digest", digest);
    descriptor.put("size", size);
    return descriptor;
  }

  /** Where it is in an image layout. */
  String path() {
    return "blobs/sha256/" + file.getFileName();
  }
}
