package dev.culvert.installer.jars;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PackageJarsTest {
  private static final Instant TIME = Instant.parse("2026-11-23T00:00:00Z");

  @TempDir private Path dir;

  private Path jar(String name, List<String> entries) throws Exception {
    Path jar = dir.resolve(name);
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (String entry : entries) {
        ZipEntry made = new ZipEntry(entry);
        made.setLastModifiedTime(FileTime.from(Instant.now()));
        out.putNextEntry(made);
        out.write(entry.getBytes(StandardCharsets.UTF_8));
        out.closeEntry();
      }
    }
    return jar;
  }

  @Test
  void nativeLibrariesOfThisSystemLieBesideTheJars() throws Exception {
    Path jna =
        jar(
            "jna.jar",
            List.of(
                "com/sun/jna/Native.class",
                "com/sun/jna/linux-x86-64/libjnidispatch.so",
                "com/sun/jna/linux-aarch64/libjnidispatch.so",
                "com/sun/jna/win32-x86-64/jnidispatch.dll",
                "META-INF/MANIFEST.MF"));
    jar("epoll.jar", List.of("META-INF/native/libnetty_epoll.so"));
    jar("fx.jar", List.of("libglass.so", "style.css"));
    PackageJars.prepare(dir, TIME, PackageJars.ours("Linux", "amd64"));
    assertThat(dir.resolve("libjnidispatch.so"))
        .hasContent("com/sun/jna/linux-x86-64/libjnidispatch.so");
    assertThat(dir.resolve("libnetty_epoll.so")).exists();
    assertThat(dir.resolve("libglass.so")).exists();
    assertThat(dir.resolve("jnidispatch.dll")).doesNotExist();
    try (ZipFile zip = new ZipFile(jna.toFile())) {
      assertThat(zip.stream().map(ZipEntry::getName))
          .containsExactly("META-INF/MANIFEST.MF", "com/sun/jna/Native.class");
      assertThat(zip.stream())
          .allSatisfy(entry -> {
            assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
            assertThat(entry.getTimeLocal()).isEqualTo(LocalDateTime.of(2026, 11, 23, 0, 0));
          });
    }
  }

  @Test
  void theSameJarsGiveTheSameBytes() throws Exception {
    Path jar = jar("a.jar", List.of("b.class", "a.class"));
    PackageJars.prepare(dir, TIME, entry -> true);
    byte[] once = Files.readAllBytes(jar);
    jar("a.jar", List.of("a.class", "b.class"));
    PackageJars.prepare(dir, TIME, entry -> true);
    assertThat(Files.readAllBytes(jar)).isEqualTo(once);
  }

  @Test
  void eachSystemHasItsName() {
    assertThat(PackageJars.ours("Mac OS X", "aarch64"))
        .accepts("com/sun/jna/darwin-aarch64/libjnidispatch.jnilib", "libglass.dylib")
        .rejects("com/sun/jna/darwin-x86-64/libjnidispatch.jnilib");
    assertThat(PackageJars.ours("Windows 11", "amd64"))
        .accepts("com/sun/jna/win32-x86-64/jnidispatch.dll")
        .rejects("com/sun/jna/win32-x86/jnidispatch.dll");
  }
}
