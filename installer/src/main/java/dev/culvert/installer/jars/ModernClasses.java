package dev.culvert.installer.jars;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Gives the classes of old libraries the format of today, with stack maps (JVMS 4.7.4): the archive
 * of classes (JEP 483) takes none that were compiled for Java 5, and a program that starts from an
 * archive pays for each class that is not in it. The code itself stays as it is.
 */
public final class ModernClasses {
  /** JDK 6: the first with stack maps, and the oldest that the archive takes. */
  private static final int OLDEST_ARCHIVED = 50;

  private ModernClasses() {}

  /** Rewrites each jar named that has old classes, and says how many. */
  @SuppressWarnings("SystemOut")
  public static void main(String[] jars) throws IOException {
    for (String name : jars) {
      int changed = modernise(Path.of(name));
      if (changed > 0) {
        System.out.printf("    %s: %d classes%n", Path.of(name).getFileName(), changed);
      }
    }
  }

  /** Rewrites one jar in place; its entries keep their order and their times. */
  static int modernise(Path jar) throws IOException {
    Path written = jar.resolveSibling(jar.getFileName() + ".new");
    int changed = 0;
    try (JarFile old = new JarFile(jar.toFile(), false)) {
      ClassFile format =
          ClassFile.of(
              StackMapsOption.GENERATE_STACK_MAPS,
              ClassFile.ClassHierarchyResolverOption.of(
                  ClassHierarchyResolver.ofResourceParsing(described -> stream(old, described))
                      .orElse(ClassHierarchyResolver.defaultResolver())));
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(written))) {
        List<JarEntry> entries = old.stream().toList();
        for (JarEntry entry : entries) {
          byte[] content = old.getInputStream(entry).readAllBytes();
          if (isOldClass(entry.getName(), content)) {
            content = modern(format, content);
            changed++;
          }
          JarEntry copy = new JarEntry(entry.getName());
          copy.setTime(entry.getTime());
          out.putNextEntry(copy);
          out.write(content);
          out.closeEntry();
        }
      }
    }
    if (changed > 0) {
      Files.move(written, jar, StandardCopyOption.REPLACE_EXISTING);
    } else {
      Files.delete(written);
    }
    return changed;
  }

  private static boolean isOldClass(String name, byte[] content) {
    return name.endsWith(".class") && (content[6] << 8 | content[7]) < OLDEST_ARCHIVED;
  }

  private static byte[] modern(ClassFile format, byte[] content) {
    ClassModel old = format.parse(content);
    // Each instruction is put anew, so that the maps are made; a body that is passed on whole has
    // none.
    CodeTransform anew = (code, element) -> code.with(element);
    return format.transformClass(
        old,
        ClassTransform.dropping(ClassFileVersion.class::isInstance)
            .andThen(ClassTransform.transformingMethodBodies(anew))
            .andThen(
                ClassTransform.endHandler(
                    builder -> builder.withVersion(ClassFile.JAVA_8_VERSION, 0))));
  }

  private static @Nullable InputStream stream(JarFile jar, ClassDesc described) {
    String descriptor = described.descriptorString();
    JarEntry entry = jar.getJarEntry(descriptor.substring(1, descriptor.length() - 1) + ".class");
    try {
      return entry == null ? null : jar.getInputStream(entry);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
