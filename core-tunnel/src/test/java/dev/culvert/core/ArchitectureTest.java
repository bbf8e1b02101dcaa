package dev.culvert.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The fences of this module, each with its reason. */
final class ArchitectureTest {
  private static final String[] ENGINE = {
    "dev.culvert.core",
    "dev.culvert.core.wire..",
    "dev.culvert.core.link..",
    "dev.culvert.core.demux..",
    "dev.culvert.core.tcp..",
    "dev.culvert.core.udp..",
    "dev.culvert.core.icmp..",
    "dev.culvert.core.relay.."
  };

  private static final JavaClasses MODULE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.culvert.core");

  @Test
  void noKubernetesAndNoWindow() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.fabric8..", "javafx..", "com.sun.jna..", "java.awt..")
        .because("the engine is plain Java over a link, a clock and a dialer")
        .check(MODULE);
  }

  @Test
  void noProcesses() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.ProcessBuilder")
        .orShould()
        .callMethod(Runtime.class, "exec", String[].class)
        .because("processes are the helper's, in its one package for them")
        .check(MODULE);
  }

  @Test
  void theEngineOpensNoSockets() {
    noClasses()
        .that()
        .resideInAnyPackage(ENGINE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net..", "java.nio.channels..", "io.netty.channel..")
        .because("packets come from a link and payload goes to a dialer, whatever they are")
        .check(MODULE);
  }

  @Test
  void grpcOnlyInTheTunnel() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.culvert.core.tunnel..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.grpc..")
        .because("the tunnel is one way to carry payload; nothing else knows which")
        .check(MODULE);
  }

  @Test
  void theEngineHasNoThreadsAndNoLocks() {
    noClasses()
        .that()
        .resideInAnyPackage(ENGINE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.concurrent", "java.util.concurrent.locks")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .because("one event loop owns everything; counters alone are read from elsewhere")
        .check(MODULE);
  }

  @Test
  void timeIsPassedIn() {
    noClasses()
        .that()
        .resideInAnyPackage(ENGINE)
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .because("tests run in virtual time")
        .check(MODULE);
  }

  @Test
  void packagesFollowTheWayOfAByte() {
    classes()
        .that()
        .resideInAPackage("dev.culvert.core.wire..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.culvert.core.wire..",
            "dev.culvert.core.net..",
            "io.netty.buffer..",
            "java..",
            "org.jspecify..")
        .because("headers know nothing of what is done with them")
        .check(MODULE);
    noClasses()
        .that()
        .resideInAnyPackage("dev.culvert.core.tcp..", "dev.culvert.core.demux..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.culvert.core.relay..", "dev.culvert.core.tunnel..", "dev.culvert.core.inspect..")
        .because("TCP does not know what its payload is for")
        .check(MODULE);
  }
}
