package dev.culvert.installer.jars;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Jars as image and packages have them: not compressed, because those are; without signatures,
 * which would be checked at each start and keep classes out of the class archive; and without
 * native libraries, which lie beside them.
 */
public final class Jars {
  private static final Pattern NATIVE =
      Pattern.compile("(?:.*/)?([^/]+\\.(?:so|dll|dylib|jnilib|a))");

  private static final Pattern LEFT_OUT =
      Pattern.compile(
          "META-INF/(native/.*|maven/.*|[^/]*\\.(SF|RSA|DSA|EC))|.*\\.proto|.*/|module-info\\.class");

  private Jars() {}

  /** Whether the jar is for one platform only, to judge by its classifier. */
  public static boolean platform(String name) {
    return name.matches(".*-(linux|osx|windows)-[a-z0-9_]+\\.jar");
  }

  /** Entries in the order of their names, all from one moment. */
  public static void repack(Path from, Path to, Instant created) throws IOException {
    LocalDateTime time = LocalDateTime.ofInstant(created, ZoneOffset.UTC);
    try (ZipFile in = new ZipFile(from.toFile());
        OutputStream file = Files.newOutputStream(to);
        ZipOutputStream out = new ZipOutputStream(file)) {
      out.setMethod(ZipOutputStream.STORED);
      List<String> names =
          in.stream()
              .map(ZipEntry::getName)
              .filter(name -> !LEFT_OUT.matcher(name).matches() && !NATIVE.matcher(name).matches())
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

  /** Copies the native libraries of Netty that are in a jar. */
  public static void natives(Path jar, Path into) throws IOException {
    natives(jar, into, name -> name.startsWith("META-INF/native/") && name.endsWith(".so"));
  }

  /** Copies the native libraries in a jar whose entries are chosen. */
  static void natives(Path jar, Path into, Predicate<String> chosen) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
        Matcher named = NATIVE.matcher(entry.getName());
        if (named.matches() && chosen.test(entry.getName())) {
          Files.copy(
              zip.getInputStream(entry),
              into.resolve(named.group(1)),
              StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }
}
