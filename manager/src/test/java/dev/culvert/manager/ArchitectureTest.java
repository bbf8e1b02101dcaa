package dev.culvert.manager;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The fences of this module, each with its reason. */
final class ArchitectureTest {
  private static final JavaClasses MODULE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.culvert.manager");

  @Test
  void kubernetesOnlyInItsPackage() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.culvert.manager.kube..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.fabric8..", "io.vertx..")
        .because(
            "who may do what and what the network looks like are values, wherever they are from")
        .check(MODULE);
  }

  @Test
  void grpcOnlyWhereItIsSpoken() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.culvert.manager.rpc..",
            "dev.culvert.manager.agent.rpc..",
            "dev.culvert.manager.tunnel..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.grpc..", "dev.culvert.core.tunnel.grpc..")
        .because("dialling, names, sessions and rights do not know how they were asked")
        .check(MODULE);
  }

  @Test
  void diallingKnowsAddressesAndFailuresOnly() {
    classes()
        .that()
        .resideInAPackage("dev.culvert.manager.dial..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.culvert.manager.dial..",
            "dev.culvert.core.net..",
            "dev.culvert.core.tunnel",
            "dev.culvert.core.words",
            "io.netty.channel..",
            "java..",
            "org.jspecify..")
        .because("where the manager goes does not depend on who asked or in which protocol")
        .check(MODULE);
  }

  @Test
  void sessionsAndSubnetsOpenNoSockets() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.culvert.manager.session..", "dev.culvert.manager.cluster..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net..", "java.nio.channels..", "io.netty..")
        .because("they are decided by what is passed in")
        .check(MODULE);
  }

  @Test
  void timeOfSessionsIsPassedIn() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.culvert.manager.session..", "dev.culvert.manager.auth..")
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .because("tests run in passed-in time")
        .check(MODULE);
  }

  @Test
  void noProcessesAndNoWindow() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.ProcessBuilder")
        .orShould()
        .callMethod(Runtime.class, "exec", String[].class)
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("javafx..", "java.awt..", "dev.culvert.helper..", "dev.culvert.app..")
        .because("the manager is one process in a pod, with nothing beside it")
        .check(MODULE);
  }

  @Test
  void ofTheEngineOnlyTheTunnelsEndIsUsed() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.culvert.core.tcp..",
            "dev.culvert.core.udp..",
            "dev.culvert.core.demux..",
            "dev.culvert.core.relay..",
            "dev.culvert.core.link..",
            "dev.culvert.core.dns..",
            "dev.culvert.core.inspect..")
        .because("packets end on the person's computer; only payload comes here")
        .check(MODULE);
  }
}
