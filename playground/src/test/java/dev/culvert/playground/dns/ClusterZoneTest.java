package dev.culvert.playground.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.playground.service.ClusterView;
import dev.culvert.playground.service.ClusterView.PodView;
import dev.culvert.playground.service.ClusterView.PortView;
import dev.culvert.playground.service.ClusterView.ServiceView;
import dev.culvert.playground.service.ClusterView.Target;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

final class ClusterZoneTest {
  private static final Zone ZONE =
      new ClusterZone(
          new ClusterView(
              List.of(
                  new ServiceView(
                      "shop",
                      "echo",
                      List.of("10.96.20.1", "fd00:10:96::7"),
                      List.of(
                          new PortView(
                              "http", "tcp", 80, List.of(new Target("10.244.0.5", 8080, "x"))))),
                  new ServiceView(
                      "shop",
                      "cart",
                      List.of(),
                      List.of(
                          new PortView(
                              "http",
                              "tcp",
                              8080,
                              List.of(
                                  new Target("10.244.0.8", 8080, "cart-0"),
                                  new Target("10.244.0.9", 8080, "cart-1")))))),
              List.of(new PodView("shop", "cart-0", "cart-0", List.of("10.244.0.8"), true)),
              Set.of("shop", "empty")),
          new PublicZone());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "echo.shop.svc.cluster.local | A | 10.96.20.1",
        "ECHO.shop.svc.Cluster.Local | A | 10.96.20.1",
        "echo.shop.svc.cluster.local | AAAA | fd00:10:96:0:0:0:0:7",
        "cart.shop.svc.cluster.local | A | 10.244.0.8 10.244.0.9",
        "cart-1.cart.shop.svc.cluster.local | A | 10.244.0.9",
        "10-244-0-8.shop.pod.cluster.local | A | 10.244.0.8",
        "_http._tcp.echo.shop.svc.cluster.local | SRV | 0 100 80 echo.shop.svc.cluster.local.",
        "_http._tcp.cart.shop.svc.cluster.local | SRV | 0 100 8080"
            + " cart-0.cart.shop.svc.cluster.local. 0 100 8080"
            + " cart-1.cart.shop.svc.cluster.local.",
        "1.20.96.10.in-addr.arpa | PTR | echo.shop.svc.cluster.local.",
        "9.0.244.10.in-addr.arpa | PTR | cart-1.cart.shop.svc.cluster.local.",
        "www.example.com | A | 203.0.113.80",
      })
  void answers(String name, String type, String expected) {
    Message answer = ask(name, type);
    assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(
            String.join(
                " ",
                answer.getSection(Section.ANSWER).stream().map(Record::rdataToString).toList()))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "shop.svc.cluster.local,A",
    "empty.svc.cluster.local,A",
    "_tcp.echo.shop.svc.cluster.local,A",
    "cart.shop.svc.cluster.local,AAAA",
    "echo.shop.svc.cluster.local,TXT",
  })
  void existsWithoutSuchData(String name, String type) {
    Message answer = ask(name, type);
    assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(answer.getSection(Section.ANSWER)).isEmpty();
    assertThat(answer.getSection(Section.AUTHORITY)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "nope.shop.svc.cluster.local",
    "echo.nowhere.svc.cluster.local",
    "echo.shop.cluster.local",
    "77.77.96.10.in-addr.arpa",
    "nobody.example.com",
  })
  void doesNotExist(String name) {
    Message answer = ask(name, "A");
    assertThat(answer.getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(answer.getSection(Section.AUTHORITY).getFirst().getType()).isEqualTo(Type.SOA);
  }

  @Test
  void repeatsTheNameAsItWasSpelled() {
    Message answer = ask("eChO.shop.svc.cluster.local", "A");
    assertThat(answer.getSection(Section.ANSWER).getFirst().getName().toString())
        .isEqualTo("eChO.shop.svc.cluster.local.");
  }

  private static Message ask(String name, String type) {
    return ZONE.answer(
        Message.newQuery(Record.newRecord(Answers.name(name), Type.value(type), DClass.IN)));
  }
}
