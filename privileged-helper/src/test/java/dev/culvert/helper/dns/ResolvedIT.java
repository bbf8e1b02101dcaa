package dev.culvert.helper.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.culvert.helper.testing.Namespaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The real systemd-resolved on a system bus of its own, in namespaces of its own. */
@Tag("integration")
final class ResolvedIT {
  private static final String START =
      """
      mkdir -p /run/dbus /run/systemd/resolve
      grep -q '^systemd-resolve:' /etc/group || echo 'systemd-resolve:x:991:' >>/etc/group
      grep -q '^systemd-resolve:' /etc/passwd ||
        echo 'systemd-resolve:x:991:991::/:/usr/sbin/nologin' >>/etc/passwd
      chown systemd-resolve:systemd-resolve /run/systemd/resolve
      mkdir -p /etc/systemd
      printf '[Resolve]\\nDNS=192.168.1.1\\nDomains=home.arpa\\n' >/etc/systemd/resolved.conf
      ln -sf ../run/systemd/resolve/stub-resolv.conf /etc/resolv.conf
      cat >/run/bus.conf <<'XML'
      <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
        "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
      <busconfig>
        <type>system</type><listen>unix:path=/run/dbus/system_bus_socket</listen><auth>EXTERNAL</auth>
        <policy context="default">
          <allow user="*"/><allow own="*"/><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
        </policy>
      </busconfig>
      XML
      dbus-daemon --config-file=/run/bus.conf --nofork 2>/run/bus.log & bus=$!
      for i in $(seq 100); do [ -S /run/dbus/system_bus_socket ] && break; sleep 0.05; done
      RESOLVED 2>/run/resolved.log & resolved=$!
      for i in $(seq 100); do [ -f /run/systemd/resolve/stub-resolv.conf ] && break; sleep 0.05; done
      trap 'kill $resolved $bus' EXIT
      "$@"; exit
      """;

  @Test
  void takesOurSettingsAndGivesThemBack() throws IOException, InterruptedException {
    Optional<Path> resolved = ResolvedProgram.find();
    assumeTrue(
        resolved.isPresent() && Files.isExecutable(Path.of("/usr/bin/dbus-daemon")),
        "there is no systemd-resolved here and none could be downloaded");
    Namespaces.Result result =
        Namespaces.runTests(
            START.replace("RESOLVED", resolved.orElseThrow().toString()), ResolvedCases.class);
    assertThat(result.exitCode()).as(result.output()).isZero();
  }
}
