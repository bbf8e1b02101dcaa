package dev.culvert.core.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.net.Prefix;
import dev.culvert.core.words.Reason;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** Every shape of name, and who answers it. */
final class NameRulesTest {

  private static final DnsConfig CONFIG =
      new DnsConfig(
          "cluster.local",
          Set.of("default", "shop", "payments", "dev", "kube-system"),
          "payments",
          List.of(
              Prefix.parse("10.96.0.0/12"),
              Prefix.parse("10.244.0.0/16"),
              Prefix.parse("fd00:96::/112")),
          List.of("corp.example.com"));

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # under the cluster domain: the cluster alone
          orders.shop.svc.cluster.local,            A,    cluster orders.shop.svc.cluster.local
          orders.shop.svc.cluster.local.,           AAAA, cluster orders.shop.svc.cluster.local
          ORDERS.Shop.SVC.Cluster.Local.,           A,    cluster orders.shop.svc.cluster.local
          db-0.db.shop.svc.cluster.local,           A,    cluster db-0.db.shop.svc.cluster.local
          _http._tcp.echo.shop.svc.cluster.local,   SRV,  cluster _http._tcp.echo.shop.svc.cluster.local
          10-244-1-7.shop.pod.cluster.local,        A,    cluster 10-244-1-7.shop.pod.cluster.local
          cluster.local,                            SOA,  cluster cluster.local
          svc.cluster.local,                        A,    cluster svc.cluster.local
          nothing.cluster.local,                    A,    cluster nothing.cluster.local
          # what a search list makes of public names: no such namespace
          www.example.com.svc.cluster.local,        A,    NXDOMAIN
          orders.typo.svc.cluster.local,            A,    NXDOMAIN
          # svc.ns.svc
          orders.payments.svc,                      A,    cluster orders.payments.svc.cluster.local
          orders.shop.svc,                          A,    cluster orders.shop.svc.cluster.local
          db-0.db.shop.svc,                         A,    cluster db-0.db.shop.svc.cluster.local
          _http._tcp.echo.shop.svc,                 SRV,  cluster _http._tcp.echo.shop.svc.cluster.local
          orders.typo.svc,                          A,    NXDOMAIN
          # svc.ns
          orders.payments,                          A,    cluster orders.payments.svc.cluster.local
          Orders.Payments.,                         A,    cluster orders.payments.svc.cluster.local
          kube-dns.kube-system,                     A,    cluster kube-dns.kube-system.svc.cluster.local
          _dns._udp.kube-dns.kube-system,           SRV,  cluster _dns._udp.kube-dns.kube-system.svc.cluster.local
          # svc.ns that is also public: both
          echo.shop,                                A,    both echo.shop.svc.cluster.local
          web.dev,                                  AAAA, both web.dev.svc.cluster.local
          _http._tcp.web.dev,                       SRV,  both _http._tcp.web.dev.svc.cluster.local
          web.dev,                                  DS,   upstream
          # a single label: both
          orders,                                   A,    both orders.payments.svc.cluster.local
          com,                                      NS,   upstream
          # everything else
          www.web.dev,                              A,    upstream
          orders.typo,                              A,    upstream
          example.com,                              A,    upstream
          corp.example.com,                         A,    upstream
          notcluster.local,                         A,    upstream
          svc,                                      A,    both svc.payments.svc.cluster.local
          .,                                        NS,   upstream
          _http._tcp.echo,                          SRV,  upstream
          'a\\.b.payments',                         A,    upstream
          # addresses
          1.0.96.10.in-addr.arpa,                   PTR,  cluster 1.0.96.10.in-addr.arpa
          7.1.244.10.IN-ADDR.ARPA.,                 PTR,  cluster 7.1.244.10.in-addr.arpa
          1.1.168.192.in-addr.arpa,                 PTR,  upstream
          96.10.in-addr.arpa,                       NS,   upstream
          256.0.96.10.in-addr.arpa,                 PTR,  upstream
          1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.6.9.0.0.0.0.d.f.ip6.arpa, PTR, cluster 1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.6.9.0.0.0.0.d.f.ip6.arpa
          1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa, PTR, upstream
          # zone transfers
          cluster.local,                            AXFR, REFUSED
          example.com,                              AXFR, upstream
          """)
  void decides(String name, String type, String expected) {
    Decision decision = NameRules.decide(name, Type.value(type), DClass.IN, CONFIG);
    assertThat(shown(decision)).isEqualTo(expected);
    assertThat(decision.rule().isEmpty()).isFalse();
    assertThat(decision.reasoning()).isNotEmpty().doesNotContain(Reason.NONE);
  }

  @Test
  void sendsEverythingUpstreamWhenNotConnected() {
    for (String name :
        List.of("orders.shop.svc.cluster.local", "orders", "1.0.96.10.in-addr.arpa")) {
      Decision decision = NameRules.decide(name, Type.A, DClass.IN, DnsConfig.none());
      assertThat(decision.where()).isEqualTo(new Decision.ToUpstream());
      assertThat(decision.rule()).hasToString("not connected to a cluster");
    }
  }

  @Test
  void asksTheClusterWhenItsNamespacesAreNotKnown() {
    DnsConfig unknown = new DnsConfig("cluster.local", Set.of(), "shop", List.of(), List.of());
    assertThat(shown(NameRules.decide("a.b.svc.cluster.local", Type.A, DClass.IN, unknown)))
        .isEqualTo("cluster a.b.svc.cluster.local");
    assertThat(shown(NameRules.decide("a.b.svc", Type.A, DClass.IN, unknown)))
        .isEqualTo("cluster a.b.svc.cluster.local");
    assertThat(shown(NameRules.decide("a.b", Type.A, DClass.IN, unknown))).isEqualTo("upstream");
    assertThat(shown(NameRules.decide("a.shop", Type.A, DClass.IN, unknown)))
        .as("the connected namespace is known all the same")
        .isEqualTo("both a.shop.svc.cluster.local");
  }

  @Test
  void takesANamespaceForPublicWhenTheComputersOwnSearchDomainsEndInIt() {
    DnsConfig config =
        new DnsConfig("cluster.local", Set.of("acme"), "acme", List.of(), List.of("office.acme"));
    assertThat(shown(NameRules.decide("git.acme", Type.A, DClass.IN, config)))
        .isEqualTo("both git.acme.svc.cluster.local");
  }

  @Test
  void completesASingleLabelAsWhatIsAttachedWould() {
    DnsConfig config =
        new DnsConfig(
            "cluster.local",
            Set.of("shop", "payments"),
            "shop",
            List.of(),
            List.of(),
            List.of("Payments.svc.cluster.local", "svc.cluster.local.", "corp.example", ""));
    assertThat(shown(NameRules.decide("ledger", Type.A, DClass.IN, config)))
        .isEqualTo(
            "both ledger.payments.svc.cluster.local ledger.svc.cluster.local ledger.corp.example"
                + " ledger.shop.svc.cluster.local");
    assertThat(NameRules.decide("ledger", Type.A, DClass.IN, config).rule().toString())
        .contains("attached");
    assertThat(shown(NameRules.decide("ledger.payments", Type.A, DClass.IN, config)))
        .isEqualTo("cluster ledger.payments.svc.cluster.local");
    assertThat(shown(NameRules.decide("example.com", Type.A, DClass.IN, config)))
        .isEqualTo("upstream");
  }

  @Test
  void whatIsAttachedToTheConnectedNamespaceIsAskedOnce() {
    DnsConfig config =
        new DnsConfig(
            "cluster.local",
            Set.of("shop"),
            "shop",
            List.of(),
            List.of(),
            List.of("shop.svc.cluster.local"));
    assertThat(shown(NameRules.decide("echo", Type.A, DClass.IN, config)))
        .isEqualTo("both echo.shop.svc.cluster.local");
  }

  @Test
  void refusesOtherClassesForClusterNamesOnly() {
    assertThat(shown(NameRules.decide("echo.shop.svc", Type.A, DClass.CH, CONFIG)))
        .isEqualTo("REFUSED");
    assertThat(shown(NameRules.decide("version.bind", Type.TXT, DClass.CH, CONFIG)))
        .isEqualTo("upstream");
  }

  @Test
  void tellsTheStepsNotTaken() {
    assertThat(NameRules.decide("example.com", Type.A, DClass.IN, CONFIG).reasoning())
        .map(Reason::toString)
        .containsExactly(
            "not the name of an address",
            "not under the cluster domain cluster.local",
            "does not end in .svc after a service and a namespace",
            "\"com\" is not a known namespace, so not svc.ns",
            "not a single label",
            "goes to the computer's own resolvers");
  }

  private static String shown(Decision decision) {
    return switch (decision.where()) {
      case Decision.Cluster(String name) -> "cluster " + name;
      case Decision.ClusterThenUpstream(List<String> names) -> "both " + String.join(" ", names);
      case Decision.ToUpstream() -> "upstream";
      case Decision.Answer(int rcode) -> Rcode.string(rcode);
    };
  }
}
