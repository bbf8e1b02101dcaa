package dev.culvert.helper.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.net.IpAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is chosen, and the line that says so. */
final class DnsChoiceTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "plain file | '' | 192.168.1.1 | false | dns: mode=resolv.conf, because systemd-resolved does not run here",
        "no file | '' | '' | false | dns: mode=resolv.conf, because systemd-resolved does not run here",
        "Ubuntu, Fedora | ../run/systemd/resolve/stub-resolv.conf | 127.0.0.53 | true | dns: mode=systemd-resolved, because systemd-resolved runs and resolv.conf sends programs to it",
        "stub in a file | '' | 127.0.0.53 | true | dns: mode=systemd-resolved, because systemd-resolved runs and resolv.conf sends programs to it",
        "proxy stub | '' | 127.0.0.54 | true | dns: mode=systemd-resolved, because systemd-resolved runs and resolv.conf sends programs to it",
        "stub, but no bus | ../run/systemd/resolve/stub-resolv.conf | 127.0.0.53 | false | dns: mode=resolv.conf, because resolv.conf names systemd-resolved, which is not on the system bus",
        "uplink file | /run/systemd/resolve/resolv.conf | 192.168.1.1 | true | dns: mode=resolv.conf, because resolv.conf links to the uplinks' servers, so programs ask past systemd-resolved",
        "uplink file with a local server | ../run/systemd/resolve/resolv.conf | 127.0.0.53 | true | dns: mode=resolv.conf, because resolv.conf links to the uplinks' servers, so programs ask past systemd-resolved",
        "mixed | '' | 127.0.0.53 8.8.8.8 | true | dns: mode=resolv.conf, because resolv.conf names servers beside systemd-resolved, which would deny cluster names",
        "resolved beside NetworkManager's file | /run/NetworkManager/resolv.conf | 192.168.1.1 | true | dns: mode=resolv.conf, because systemd-resolved runs, but resolv.conf does not send programs to it",
        "resolved, empty file | '' | '' | true | dns: mode=resolv.conf, because systemd-resolved runs, but resolv.conf does not send programs to it",
        "dnsmasq | '' | 127.0.0.1 | false | dns: mode=resolv.conf, because systemd-resolved does not run here",
      })
  void table(String what, String linkTarget, String servers, boolean resolved, String line) {
    List<IpAddress> addresses =
        servers.isEmpty()
            ? List.of()
            : Stream.of(servers.split(" ", -1)).map(IpAddress::parse).toList();
    DnsChoice choice = DnsChoice.of(new DnsEnvironment(linkTarget, addresses, resolved));
    assertThat(choice.logLine()).as(what).isEqualTo(line);
  }
}
