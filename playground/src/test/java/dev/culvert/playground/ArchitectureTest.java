package dev.culvert.playground;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.culvert.playground");

  @Test
  void neverTheApplication() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.culvert.app..")
        .because("the window and the command line are other programs, started as such")
        .check(CLASSES);
  }

  @Test
  void nativeCallsInOnePackage() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.culvert.playground.machine..", "dev.culvert.playground.bench..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.foreign..")
        .because("what can crash the process is to be found in one place")
        .check(CLASSES);
  }

  @Test
  void rulesAndNamesAreValues() {
    noClasses()
        .that()
        .haveSimpleName("ServiceRules")
        .or()
        .haveSimpleName("ClusterView")
        .or()
        .haveSimpleName("ClusterZone")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netty..", "io.fabric8.kubernetes.client..")
        .because("they are made from objects and tested as tables")
        .check(CLASSES);
  }
}
