package dev.culvert.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The fences of the application, each with its reason. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.culvert.app");

  @Test
  void viewModelsKnowNoSceneGraph() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.culvert.app.view..", "dev.culvert.app.cluster..", "dev.culvert.app.helper..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "javafx.scene..",
            "javafx.stage..",
            "javafx.application..",
            "javafx.animation..",
            "dev.culvert.app.window..",
            "dev.culvert.app.theme..",
            "org.kordamp..",
            "atlantafx..")
        .because("what the window says must be testable without a toolkit")
        .check(CLASSES);
  }

  @Test
  void theKubernetesClientStaysInOnePackage() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.culvert.app.kube..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.fabric8..")
        .because("another client, or a script in a spec, must be able to take its place")
        .check(CLASSES);
  }

  @Test
  void theWireStaysInOnePackage() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..grpc..")
        // It unpacks bytes with Netty's HPACK and calls nobody.
        .and()
        .doNotHaveSimpleName("Http2Heads")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.grpc..", "io.netty..")
        .because("a call that can block or fail must not be made from a screen or a command")
        .check(CLASSES);
  }

  @Test
  void theWindowDoesNotKnowWhoTellsIt() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.culvert.app.view..", "dev.culvert.app.window..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.culvert.app.kube..",
            "dev.culvert.app.kubeconfig..",
            "dev.culvert.app.cli..",
            "dev.culvert.app.helper.grpc..")
        .because("specs and pictures give it scripted sources; only the main class wires real ones")
        .check(CLASSES);
  }

  @Test
  void theSceneGraphStaysInTheWindow() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.culvert.app.window..", "dev.culvert.app.theme..")
        .and()
        .doNotHaveFullyQualifiedName("dev.culvert.app.WindowMain")
        .and()
        .doNotHaveFullyQualifiedName("dev.culvert.app.WindowMain$Culvert")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("javafx.scene..", "javafx.stage..")
        .because("the command line must start without a toolkit")
        .check(CLASSES);
  }

  @Test
  void theApplicationIsNeverPrivileged() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.culvert.core..", "dev.culvert.helper..", "dev.culvert.manager..")
        .because(
            "the engine and the helper run as root; the window speaks to them over the wire only")
        .check(CLASSES);
  }
}
