package dev.culvert.helper;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The fences of the privileged helper. */
final class ArchitectureTest {
  private static final JavaClasses HELPER =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.culvert.helper");

  @ParameterizedTest
  @MethodSource("rules")
  void holds(ArchRule rule) {
    rule.check(HELPER);
  }

  static Stream<ArchRule> rules() {
    return Stream.of(
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.culvert.helper.nativecall..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.sun.jna..", "java.lang.foreign..")
            .because(
                "a native call can crash the process or corrupt it; whoever reviews them finds them"
                    + " all in one package"),
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.culvert.helper.process..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.lang.ProcessBuilder")
            .orShould()
            .callMethod(Runtime.class, "exec", String[].class)
            .orShould()
            .callMethod(Runtime.class, "exec", String.class)
            .because(
                "what root starts is started in one place: by absolute path and with a clean"
                    + " environment"),
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.fabric8..", "javafx..", "dev.culvert.app..", "java.awt..")
            .because(
                "the helper runs as root: the cluster's API and the window stay out of its process"),
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.culvert.helper.dns..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.freedesktop.dbus..")
            .because("the system bus is how one of two ways of name service is set, no more"),
        noClasses()
            .that()
            .resideInAnyPackage(
                "dev.culvert.helper.host..",
                "dev.culvert.helper.tun..",
                "dev.culvert.helper.route..",
                "dev.culvert.helper.dns..",
                "dev.culvert.helper.journal..",
                "dev.culvert.helper.guardian..")
            .should()
            .dependOnClassesThat(
                resideInAPackage("io.grpc..").or(resideInAPackage("dev.culvert.proto..")))
            .because("what changes the computer knows nothing of who asked for it"),
        classes()
            .that()
            .resideInAPackage("dev.culvert.helper.nativecall..")
            .should()
            .onlyDependOnClassesThat(
                not(resideInAPackage("dev.culvert.."))
                    .or(resideInAPackage("dev.culvert.helper.nativecall..")))
            .because("native calls are the floor: they use nothing of ours"));
  }
}
