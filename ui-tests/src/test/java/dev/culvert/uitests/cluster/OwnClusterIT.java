package dev.culvert.uitests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.culvert.playground.kubernetes.OwnCluster;
import dev.culvert.playground.laptop.Laptop;
import dev.culvert.playground.machine.Output;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * A person's own cluster, with the manager that is installed there: only what every cluster has is
 * visited, and nothing in it is changed.
 */
@Tag("integration")
@Tag("cluster")
@Tag("own")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
final class OwnClusterIT {
  private static final String API = "kubernetes.default.svc";

  private Laptop laptop;
  private Map<String, String> before;

  // Set by the life cycle methods below, which JUnit calls before anything else.
  @SuppressWarnings("NullAway.Init")
  OwnClusterIT() {}

  @BeforeAll
  void findTheCluster() {
    OwnCluster cluster =
        OwnCluster.named()
            .orElseGet(
                () -> abort("no own cluster: KUBECONFIG=… ./culvert cluster test visits one"));
    laptop =
        new Laptop(
            cluster.computer(),
            System.getProperty("java.class.path"),
            cluster.folder().resolve("log"));
    before = laptop.network();
  }

  @BeforeEach
  void connect() {
    laptop.startHelper();
    Output output = laptop.cli("connect");
    if ((output.out() + output.err()).contains("CUL-K05")) {
      abort("there is no manager in this cluster: culvert install puts one there");
    }
    assertThat(output.exitCode())
        .as("connect: %s%s%n%s", output.out(), output.err(), laptop.helperPrinted())
        .isZero();
  }

  @AfterEach
  void leaveNothing() throws InterruptedException {
    laptop.stopHelper();
    assertThat(laptop.network()).as("what is left on the laptop").isEqualTo(before);
  }

  @AfterAll
  void forgetTheLaptop() {
    if (laptop != null) {
      laptop.close();
    }
  }

  @Test
  void theApiServersServiceAnswersByName() {
    String status =
        printed(
            "/usr/bin/curl",
            "-sSk",
            "--max-time",
            "15",
            "-o",
            "/dev/null",
            "-w",
            "%{http_code}",
            "https://" + API + "/version");
    assertThat(status).as("whoever may ask").isIn("200", "401", "403");
    System.out.println("https://" + API + "/version: " + status);
  }

  @Test
  void namesAreFoundBothWays() {
    String address = dig(API + ".cluster.local", "A").lines().findFirst().orElse("");
    if (address.isEmpty()) {
      address = dig(API + ".cluster.local", "AAAA");
    }
    assertThat(address).isNotEmpty();
    assertThat(printed("/usr/bin/dig", "+short", "-x", address)).isEqualTo(API + ".cluster.local.");
    assertThat(dig("_https._tcp." + API + ".cluster.local", "SRV"))
        .endsWith(" 443 " + API + ".cluster.local.");
    assertThat(printed("/usr/bin/dig", "+noall", "+comments", "nothing.default.svc.cluster.local"))
        .contains("NXDOMAIN");
  }

  @Test
  void datagramsReachTheClustersOwnNameService() {
    String server = dig("kube-dns.kube-system.svc.cluster.local", "A");
    if (server.isEmpty()) {
      abort("this cluster's name service is not called kube-dns.kube-system");
    }
    assertThat(
            printed(
                "/usr/bin/dig",
                "+short",
                "+notcp",
                "+time=5",
                "@" + server,
                API + ".cluster.local"))
        .isNotEmpty();
  }

  @Test
  void whatIsConnectedIsTold() {
    String status = laptop.cli("status").orFail("status").out();
    System.out.print(status);
    assertThat(status).contains("Connected to", "manager", "routes", "DNS");
    printed(
        "/usr/bin/curl",
        "-sSk",
        "--max-time",
        "15",
        "-o",
        "/dev/null",
        "https://" + API + "/version");
    assertThat(laptop.cli("flows", "--json").out()).contains("\"destinationName\":\"" + API);
    laptop.cli("disconnect").orFail("disconnect");
    assertThat(laptop.network()).as("the laptop").isEqualTo(before);
  }

  private String printed(String... command) {
    return laptop.run(command).orFail(String.join(" ", command)).out().strip();
  }

  private String dig(String name, String type) {
    return printed("/usr/bin/dig", "+short", "+time=5", name, type);
  }
}
