package dev.culvert.manager.kube;

import dev.culvert.core.net.Prefix;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Service ranges of a cluster that does not show its ServiceCIDR objects, by the API server's
 * own answer: a Service with an address that no cluster has is refused with the ranges it could
 * have. A dry run: nothing is made, whatever the answer.
 */
final class ServiceRanges {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceRanges.class);

  /** What clients are told of where these come from. */
  static final String SOURCE = "the API server's answer to an impossible Service address";

  /** {@code The range of valid IPs is 10.96.0.0/12}; of several, separated by commas. */
  private static final Pattern RANGE =
      Pattern.compile("range of valid IPs is ([0-9a-fA-F.:/]+(?:, ?[0-9a-fA-F.:/]+)*)");

  /** One for each family; Service ranges are private addresses, these are not. */
  private static final List<String> IMPOSSIBLE = List.of("1.1.1.1", "2606:4700:4700::1111");

  private ServiceRanges() {}

  /** What the API server tells; empty when it tells nothing. Blocks. */
  static List<Prefix> ask(KubernetesClient client, String namespace) {
    List<Prefix> found = new ArrayList<>();
    for (String address : IMPOSSIBLE) {
      try {
        client
            .services()
            .inNamespace(namespace)
            .resource(
                new ServiceBuilder()
                    .withNewMetadata()
                    .withName("culvert-asks-for-the-range")
                    .withNamespace(namespace)
                    .endMetadata()
                    .withNewSpec()
                    .withClusterIP(address)
                    .addNewPort()
                    .withPort(80)
                    .endPort()
                    .endSpec()
                    .build())
            .dryRun()
            .create();
        LOG.warn("the API server takes {} for a Service's address and tells no range", address);
      } catch (KubernetesClientException e) {
        List<Prefix> told = ranges(KubeErrors.text(e));
        if (told.isEmpty()) {
          LOG.info("no Service range for {}: {}", address, KubeErrors.text(e));
        }
        told.stream().filter(range -> !found.contains(range)).forEach(found::add);
      }
    }
    return found;
  }

  static List<Prefix> ranges(String refusal) {
    List<Prefix> found = new ArrayList<>();
    RANGE
        .matcher(refusal)
        .results()
        .flatMap(match -> List.of(match.group(1).split(", ?", -1)).stream())
        .forEach(text -> {
          try {
            found.add(Prefix.parse(text));
          } catch (IllegalArgumentException e) {
            LOG.warn("the API server tells a range that is none: {}", e.getMessage());
          }
        });
    return found;
  }
}
