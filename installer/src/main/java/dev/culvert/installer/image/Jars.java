package dev.culvert.installer.image;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Jars as the image has them: not compressed, because the layer is; without signatures, which would
 * be checked at each start and keep classes out of the class archive; and without native libraries,
 * which lie beside them.
 */
final class Jars {
  private static final Pattern LEFT_OUT =
      Pattern.compile(
          "META-INF/(native/.*|maven/.*|[^/]*\\.(SF|RSA|DSA|EC))|.*\\.proto|.*/|module-info\\.class");

  private Jars() {}

  /** Whether the jar is for one platform only, to judge by its classifier. */
  static boolean platform(String name) {
    return name.matches(".*-(linux|osx|windows)-[a-z0-9_]+\\.jar");
  }

  /** Entries in the order of their names, all from one moment. */
  static void repack(Path from, Path to, Instant created) throws IOException {
    LocalDateTime time = LocalDateTime.ofInstant(created, ZoneOffset.UTC);
    try (ZipFile in = new ZipFile(from.toFile());
        OutputStream file = Files.newOutputStream(to);
        ZipOutputStream out = new ZipOutputStream(file)) {
      out.setMethod(ZipOutputStream.STORED);
      List<String> names =
          in.stream()
              .map(ZipEntry::getName)
              .filter(name -> !LEFT_OUT.matcher(name).matches())
              .distinct()
              .sorted(Jars::manifestFirst)
              .toList();
      for (String name : names) {
        byte[] content = in.getInputStream(in.getEntry(name)).readAllBytes();
        ZipEntry entry = new ZipEntry(name);
        CRC32 crc = new CRC32();
        crc.update(content);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        entry.setTimeLocal(time);
        out.putNextEntry(entry);
        out.write(content);
      }
    }
  }

  /** As the jar file specification has it; some readers depend on it. */
  private static int manifestFirst(String a, String b) {
    boolean first = a.equals("META-INF/MANIFEST.MF");
    boolean second = b.equals("META-INF/MANIFEST.MF");
    return first == second ? a.compareTo(b) : first ? -1 : 1;
  }

  /** Copies the native libraries in a jar. */
  static void natives(Path jar, Path into) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
        String name = entry.getName();
        if (name.startsWith("META-INF/native/") && name.endsWith(".so")) {
          Files.copy(
              zip.getInputStream(entry), into.resolve(name.substring(name.lastIndexOf('/') + 1)));
        }
      }
    }
  }
}
