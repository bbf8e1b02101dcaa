package dev.culvert.helper.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.net.IpAddress;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ResolvConfTest {
  private static final IpAddress SERVER = IpAddress.parse("10.111.0.2");
  private static final List<String> SEARCH =
      List.of("shop.svc.cluster.local", "svc.cluster.local", "cluster.local");

  @Test
  void isReadAsTheCLibraryReadsIt() {
    ResolvConf conf =
        ResolvConf.parse(
            """
            # a comment
            ; another
            nameserver 192.168.1.1 # more
            nameserver\tfe80::1%eth0
            nameserver not-an-address
            domain old.example
              search a.example   b.example
            options ndots:2 timeout:1
            options edns0
            sortlist 10.0.0.0
            """);
    assertThat(conf.servers())
        .containsExactly(IpAddress.parse("192.168.1.1"), IpAddress.parse("fe80::1"));
    assertThat(conf.search()).containsExactly("a.example", "b.example");
    assertThat(conf.options()).containsExactly("ndots:2", "timeout:1", "edns0");
    assertThat(conf.others()).containsExactly("sortlist 10.0.0.0");
    assertThat(conf.ndots()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"'', 1", "options ndots:0, 0", "options ndots:99, 15", "options ndots:x, 1"})
  void ndots(String text, int ndots) {
    assertThat(ResolvConf.parse(text).ndots()).isEqualTo(ndots);
  }

  @Test
  void oursNamesOneServerAndPutsOurDomainsFirst() {
    ResolvConf original =
        ResolvConf.parse(
            """
            nameserver 192.168.1.1
            search home.arpa cluster.local
            options edns0 trust-ad ndots:2
            sortlist 10.0.0.0
            """);
    assertThat(original.replacedBy(ResolvConf.mark("f00"), SERVER, SEARCH))
        .isEqualTo(
            """
            # Written by Culvert, session f00
            # It is here while this computer is connected to a cluster; the original comes back
            # when it disconnects. To put it back by hand: culvert-helper --cleanup
            nameserver 10.111.0.2
            search shop.svc.cluster.local svc.cluster.local cluster.local home.arpa
            options edns0 ndots:2
            sortlist 10.0.0.0
            """);
  }

  @Test
  void aSearchLineNeverGrowsPastWhatOldResolversTake() {
    List<String> many =
        IntStream.range(0, 30).mapToObj(i -> "department" + i + ".example").toList();
    ResolvConf original = new ResolvConf(List.of(), many, List.of(), List.of());
    String line =
        original
            .replacedBy(ResolvConf.mark("f00"), SERVER, SEARCH)
            .lines()
            .filter(text -> text.startsWith("search "))
            .findFirst()
            .orElseThrow();
    assertThat(line.substring("search ".length()))
        .hasSizeBetween(220, 255)
        .startsWith(SEARCH.get(0));
    assertThat(line).endsWith(".example");
  }

  @Test
  void isKnownAgain() {
    String ours = ResolvConf.parse("").replacedBy(ResolvConf.mark("f00"), SERVER, List.of());
    assertThat(ResolvConf.isOurs(ours)).isTrue();
    assertThat(ResolvConf.isOurs("nameserver 10.111.0.2\n")).isFalse();
    assertThat(ours).doesNotContain("search", "options");
  }
}
