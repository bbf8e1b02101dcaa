package dev.culvert.uitests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.playground.machine.Output;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a connection to a real cluster gives, with the rights that a real person has. */
@Tag("gate")
@Timeout(180)
final class ConnectIT extends ClusterStory {

  @Test
  void servicesAnswerByNameWhileConnectedOnly() {
    assertThat(reaches("http://web.default")).as("before connecting").isFalse();
    connect();
    assertThat(printed("/usr/bin/curl", "-sS", "http://web.default")).startsWith("hello from web-");
    assertThat(printed("/usr/bin/curl", "-sS", "http://web")).startsWith("hello from web-");
    assertThat(printed("/usr/bin/curl", "-sS", "http://db-1.db.default:8080"))
        .isEqualTo("hello from db-1");
    disconnect();
    assertThat(reaches("http://web.default")).as("after disconnecting").isFalse();
    assertThat(laptop().network()).as("the laptop").isEqualTo(before());
  }

  @Test
  void trafficComesFromTheManagersPod() {
    connect();
    assertThat(printed("/usr/bin/curl", "-sS", "http://web.default/cgi-bin/who"))
        .contains("was asked by")
        .containsAnyOf(Manager.addresses(cluster()).toArray(String[]::new));
  }

  @Test
  void digFindsEveryKindOfRecord() {
    connect();
    String web = cluster().told("get", "service", "web", "-o", "jsonpath={.spec.clusterIP}");
    String pods =
        cluster().told("get", "pods", "-l", "app=db", "-o", "jsonpath={.items[*].status.podIP}");
    assertThat(dig("web.default.svc.cluster.local", "A")).isEqualTo(web);
    assertThat(dig("web.default", "A")).contains(web);
    assertThat(dig("db.default.svc.cluster.local", "A").lines())
        .containsExactlyInAnyOrder(pods.split(" ", -1));
    assertThat(pods.split(" ", -1)).contains(dig("db-0.db.default.svc.cluster.local", "A"));
    assertThat(dig("_http._tcp.web.default.svc.cluster.local", "SRV"))
        .contains("80 web.default.svc.cluster.local.");
    assertThat(dig("_http._tcp.db.default.svc.cluster.local", "SRV").lines())
        .hasSize(2)
        .anyMatch(line -> line.endsWith("8080 db-0.db.default.svc.cluster.local."));
    assertThat(printed("/usr/bin/dig", "+short", "-x", web))
        .isEqualTo("web.default.svc.cluster.local.");
    assertThat(printed("/usr/bin/dig", "+noall", "+comments", "nothing.default.svc.cluster.local"))
        .contains("NXDOMAIN");
  }

  @Test
  void datagramsReachAService() {
    connect();
    String server =
        cluster()
            .told(
                "-n",
                "kube-system",
                "get",
                "service",
                "kube-dns",
                "-o",
                "jsonpath={.spec.clusterIP}");
    assertThat(
            printed(
                "/usr/bin/dig",
                "+short",
                "+notcp",
                "+tries=1",
                "@" + server,
                "kubernetes.default.svc.cluster.local"))
        .isEqualTo("10.96.0.1");
  }

  @Test
  void aRefusedPortIsRefused() {
    connect();
    Output refused = laptop().run("/usr/bin/curl", "-sS", "--max-time", "10", "http://refused");
    assertThat(refused.exitCode()).as(refused.err()).isEqualTo(7);
  }

  @Test
  void aClientCertificateDoesAsWellAsAToken() {
    Output output = connect(as(Manager.ADMINISTRATOR));
    assertThat(output.exitCode())
        .as("connect: %s%s%n%s", output.out(), output.err(), laptop().helperPrinted())
        .isZero();
    assertThat(printed("/usr/bin/curl", "-sS", "http://web.default")).startsWith("hello from web-");
  }

  private String dig(String name, String type) {
    return printed("/usr/bin/dig", "+short", "+time=5", name, type);
  }
}
