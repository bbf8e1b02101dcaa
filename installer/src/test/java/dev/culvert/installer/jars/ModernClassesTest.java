package dev.culvert.installer.jars;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModernClassesTest {
  private static final int JAVA_5 = 49;
  private static final LocalDateTime BUILT = LocalDateTime.of(2020, 2, 2, 2, 2, 2);

  @TempDir private Path dir;

  /** {@code static int larger(int a, int b)}: a branch, so that newer formats need a stack map. */
  private static byte[] larger(int version) {
    MethodTypeDesc type =
        MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int, ConstantDescs.CD_int);
    return ClassFile.of(StackMapsOption.DROP_STACK_MAPS)
        .build(
            ClassDesc.of("old.Larger"),
            builder ->
                builder
                    .withVersion(version, 0)
                    .withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_SUPER)
                    .withMethodBody(
                        "larger",
                        type,
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                        code -> {
                          var second = code.newLabel();
                          code.iload(0)
                              .iload(1)
                              .if_icmplt(second)
                              .iload(0)
                              .ireturn()
                              .labelBinding(second)
                              .iload(1)
                              .ireturn();
                        }));
  }

  private Path jar(byte[] content) throws Exception {
    Path jar = dir.resolve("old.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      for (var entry : List.of("META-INF/services/old.Service", "old/Larger.class")) {
        JarEntry made = new JarEntry(entry);
        made.setTimeLocal(BUILT);
        out.putNextEntry(made);
        out.write(entry.endsWith(".class") ? content : new byte[] {'x'});
        out.closeEntry();
      }
    }
    return jar;
  }

  @Test
  void oldClassesGetStackMapsAndDoWhatTheyDid() throws Exception {
    Path jar = jar(larger(JAVA_5));
    assertThat(ModernClasses.modernise(jar)).isEqualTo(1);
    try (JarFile changed = new JarFile(jar.toFile())) {
      assertThat(changed.stream().map(JarEntry::getName))
          .containsExactly("META-INF/services/old.Service", "old/Larger.class");
      JarEntry entry = changed.getJarEntry("old/Larger.class");
      assertThat(entry.getTimeLocal()).isEqualTo(BUILT);
      var model = ClassFile.of().parse(changed.getInputStream(entry).readAllBytes());
      assertThat(model.majorVersion()).isEqualTo(ClassFile.JAVA_8_VERSION);
      StackMapTableAttribute maps =
          model
              .methods()
              .getFirst()
              .code()
              .orElseThrow()
              .findAttribute(Attributes.stackMapTable())
              .orElseThrow();
      assertThat(maps.entries()).hasSize(1);
    }
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      var method = loader.loadClass("old.Larger").getMethod("larger", int.class, int.class);
      assertThat(method.invoke(null, 3, 7)).isEqualTo(7);
      assertThat(method.invoke(null, 9, 7)).isEqualTo(9);
    }
  }

  @Test
  void whatIsNewEnoughStaysAsItIs() throws Exception {
    Path jar = jar(larger(ClassFile.JAVA_6_VERSION));
    byte[] before = Files.readAllBytes(jar);
    assertThat(ModernClasses.modernise(jar)).isZero();
    assertThat(Files.readAllBytes(jar)).isEqualTo(before);
    try (var files = Files.list(dir)) {
      assertThat(files).containsExactly(jar);
    }
  }
}
