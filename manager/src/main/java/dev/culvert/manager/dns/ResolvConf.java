package dev.culvert.manager.dns;

import dev.culvert.core.net.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code resolv.conf(5)} says, as far as the manager needs it.
 *
 * @param nameservers in order
 * @param search domains, without a dot at the end
 */
public record ResolvConf(List<IpAddress> nameservers, List<String> search) {
  /** What Kubernetes calls itself unless told otherwise. */
  public static final String DEFAULT_DOMAIN = "cluster.local";

  public ResolvConf {
    nameservers = List.copyOf(nameservers);
    search = List.copyOf(search);
  }

  /** Reads the file. */
  public static ResolvConf read(Path file) throws IOException {
    return parse(Files.readString(file));
  }

  /** Reads the text; lines that say nothing are passed over, as the resolver does. */
  public static ResolvConf parse(String text) {
    List<IpAddress> nameservers = new ArrayList<>();
    List<String> search = new ArrayList<>();
    for (String line : text.lines().toList()) {
      String[] words = line.strip().split("\\s+", -1);
      if (words.length < 2) {
        continue;
      }
      switch (words[0]) {
        case "nameserver" -> address(words[1]).ifPresent(nameservers::add);
        case "search", "domain" -> {
          // The last of them counts.
          search.clear();
          for (int i = 1; i < words.length; i++) {
            search.add(
                words[i].endsWith(".") ? words[i].substring(0, words[i].length() - 1) : words[i]);
          }
        }
        default -> {}
      }
    }
    return new ResolvConf(nameservers, search);
  }

  /**
   * The cluster's domain: the kubelet puts {@code svc.<domain>} into each pod's search list.
   *
   * @return empty when the list has none, as outside a pod
   */
  public Optional<String> clusterDomain() {
    return search.stream()
        .filter(domain -> domain.startsWith("svc.") && domain.length() > 4)
        .map(domain -> domain.substring(4))
        .findFirst();
  }

  private static Optional<IpAddress> address(String text) {
    int zone = text.indexOf('%');
    try {
      return Optional.of(IpAddress.parse(zone < 0 ? text : text.substring(0, zone)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
