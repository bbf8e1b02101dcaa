package dev.culvert.app.kubeconfig;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The proxy of the environment, by the rules of Go's {@code httpproxy}, which kubectl follows:
 * {@code HTTPS_PROXY} or {@code HTTP_PROXY} by scheme (small letters too), unless {@code NO_PROXY}
 * names the host; never for localhost and loopback addresses.
 */
final class ProxyEnvironment {
  private static final Logger LOG = LoggerFactory.getLogger(ProxyEnvironment.class);

  private ProxyEnvironment() {}

  static Optional<URI> proxyFor(URI url, Map<String, String> environment) {
    String variable = ApiEndpoint.scheme(url).equals("https") ? "HTTPS_PROXY" : "HTTP_PROXY";
    String value = get(environment, variable);
    if (value.isEmpty() || excluded(url, get(environment, "NO_PROXY"))) {
      return Optional.empty();
    }
    try {
      URI proxy = new URI(value.contains("://") ? value : "http://" + value);
      return proxy.getHost() == null ? Optional.empty() : Optional.of(proxy);
    } catch (URISyntaxException e) {
      LOG.warn("{} is not a URL and is ignored: {}", variable, e.getMessage());
      return Optional.empty();
    }
  }

  private static String get(Map<String, String> environment, String variable) {
    String value = environment.getOrDefault(variable, "");
    return value.isEmpty()
        ? environment.getOrDefault(variable.toLowerCase(Locale.ROOT), "")
        : value;
  }

  private static boolean excluded(URI url, String noProxy) {
    String host = stripBrackets(url.getHost()).toLowerCase(Locale.ROOT);
    Optional<Cidr> address = Cidr.address(host);
    if (host.equals("localhost") || address.map(Cidr::isLoopback).orElse(false)) {
      return true;
    }
    for (String part : noProxy.split(",", -1)) {
      String rule = part.strip().toLowerCase(Locale.ROOT);
      if (!rule.isEmpty() && matches(rule, host, url.getPort(), address)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(String rule, String host, int port, Optional<Cidr> address) {
    if (rule.equals("*")) {
      return true;
    }
    if (rule.contains("/")) {
      return address.isPresent()
          && Cidr.block(rule).map(b -> b.contains(address.orElseThrow())).orElse(false);
    }
    String name = stripBrackets(rule);
    int colon = rule.lastIndexOf(':');
    if (colon > 0 && rule.indexOf(':') == colon) {
      if (!rule.substring(colon + 1).equals(Integer.toString(port))) {
        return false;
      }
      name = rule.substring(0, colon);
    }
    if (address.isPresent()) {
      return Cidr.address(name).map(address.orElseThrow()::equals).orElse(false);
    }
    if (name.startsWith("*.")) {
      name = name.substring(1);
    }
    // ".example.org" means its subdomains only, "example.org" also itself.
    return name.startsWith(".")
        ? host.endsWith(name)
        : host.equals(name) || host.endsWith("." + name);
  }

  private static String stripBrackets(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }
}
