package dev.culvert.core.dns;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells whether {@code web.<label>} may be a name outside the cluster, so that a namespace of that
 * name (there are many called {@code dev} or {@code shop}) does not hide it.
 */
final class TopLevelDomains {
  private static final String LIST = "top-level-domains.txt";

  /**
   * Not in the root zone, but answered in many a company's or home's own network: RFC 6762 appendix
   * G, RFC 8375, RFC 9476, and ICANN's {@code internal}.
   */
  private static final Set<String> PRIVATE =
      Set.of(
          "alt",
          "corp",
          "home",
          "internal",
          "intranet",
          "lan",
          "local",
          "localdomain",
          "mail",
          "private");

  private static final Set<String> PUBLIC = load();

  private TopLevelDomains() {}

  /** Whether resolvers outside the cluster may know names that end in this label. */
  static boolean mayExistOutside(String label, DnsConfig config) {
    return label.length() == 2 // Every country code, ISO 3166-1.
        || PUBLIC.contains(label)
        || PRIVATE.contains(label)
        || config.ownSearch().stream()
            .anyMatch(domain -> domain.equals(label) || domain.endsWith("." + label));
  }

  private static Set<String> load() {
    try (InputStream in = TopLevelDomains.class.getResourceAsStream(LIST)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + LIST + " is missing from this build");
      }
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))
          .lines()
          .filter(line -> !line.startsWith("#"))
          .flatMap(line -> Arrays.stream(line.split(" ", -1)))
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException("the resource " + LIST + " cannot be read", e);
    }
  }
}
