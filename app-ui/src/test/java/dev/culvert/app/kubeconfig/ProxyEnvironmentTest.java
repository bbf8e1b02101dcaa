package dev.culvert.app.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Go's rules for HTTPS_PROXY and NO_PROXY. */
final class ProxyEnvironmentTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://api.dev:6443      | ''                    | true",
        "https://localhost:6443    | ''                    | false",
        "https://127.0.0.5:6443    | ''                    | false",
        "https://[::1]:6443        | ''                    | false",
        "https://api.dev:6443      | *                     | false",
        "https://api.dev:6443      | dev                   | false",
        "https://api.dev:6443      | api.dev               | false",
        "https://api.dev:6443      | .api.dev              | true",
        "https://api.dev:6443      | .dev                  | false",
        "https://api.dev:6443      | *.dev                 | false",
        "https://api.dev:6443      | api.dev:443           | true",
        "https://api.dev:6443      | 'x, api.dev:6443'     | false",
        "https://xapi.dev:6443     | api.dev               | true",
        "https://10.1.2.3:6443     | 10.0.0.0/8            | false",
        "https://10.1.2.3:6443     | 10.1.2.3              | false",
        "https://10.1.2.3:6443     | 11.0.0.0/8            | true",
        "https://[fd00::1]:6443    | fd00::/8              | false",
        "https://10.1.2.3:6443     | fd00::/8              | true",
      })
  void obeysNoProxy(String url, String noProxy, boolean proxied) {
    var proxy =
        ProxyEnvironment.proxyFor(
            URI.create(url), Map.of("https_proxy", "proxy:3128", "NO_PROXY", noProxy));
    assertThat(proxy.map(URI::toString).orElse("direct"))
        .isEqualTo(proxied ? "http://proxy:3128" : "direct");
  }
}
