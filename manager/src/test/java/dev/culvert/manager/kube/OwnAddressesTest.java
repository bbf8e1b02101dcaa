package dev.culvert.manager.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import org.junit.jupiter.api.Test;

/** What clients are told to try. */
final class OwnAddressesTest {
  private final OwnAddresses own = new OwnAddresses("culvert");

  @Test
  void withoutAServiceThereIsNoWayButTheApiServers() {
    own.onPod(pod("a", "node-1", "192.0.2.1", "culvert"), true);
    assertThat(own.known()).isEmpty();
    own.onService(service("ClusterIP", "culvert"), true);
    assertThat(own.known()).as("reached in the cluster only").isEmpty();
  }

  @Test
  void aNodePortIsThatOfTheNodeThatTheManagerRunsOn() {
    own.onService(service("NodePort", "culvert"), true);
    assertThat(own.known()).isEmpty();
    own.onPod(pod("other", "node-9", "192.0.2.9", "elsewhere"), true);
    own.onPod(pod("a", "node-1", "192.0.2.1", "culvert"), true);
    assertThat(own.known()).containsExactly("192.0.2.1:30443");
    own.onNode(node("node-1", "203.0.113.1"), true);
    own.onNode(node("node-2", "203.0.113.2"), true);
    assertThat(own.known()).containsExactly("203.0.113.1:30443", "192.0.2.1:30443");
  }

  @Test
  void whenThePodMovesTheAddressMovesWithIt() {
    own.onService(service("NodePort", "culvert"), true);
    own.onPod(pod("a", "node-1", "192.0.2.1", "culvert"), true);
    own.onPod(pod("a", "node-1", "192.0.2.1", "culvert"), false);
    own.onPod(pod("b", "node-2", "2001:db8::2", "culvert"), true);
    assertThat(own.known()).containsExactly("[2001:db8::2]:30443");
    own.onService(service("NodePort", "culvert"), false);
    assertThat(own.known()).isEmpty();
  }

  @Test
  void aLoadBalancerHasAddressesOfItsOwn() {
    Service service = service("LoadBalancer", "culvert");
    own.onPod(pod("a", "node-1", "192.0.2.1", "culvert"), true);
    own.onService(service, true);
    assertThat(own.known()).as("none was given yet").isEmpty();
    LoadBalancerIngress named = new LoadBalancerIngress();
    named.setHostname("lb.example");
    LoadBalancerIngress numbered = new LoadBalancerIngress();
    numbered.setIp("203.0.113.7");
    own.onService(
        new ServiceBuilder(service)
            .withNewStatus()
            .withNewLoadBalancer()
            .addToIngress(named, numbered)
            .endLoadBalancer()
            .endStatus()
            .build(),
        true);
    assertThat(own.known()).containsExactly("lb.example:8443", "203.0.113.7:8443");
  }

  private static Service service(String type, String namespace) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withName("culvert-manager")
        .withNamespace(namespace)
        .endMetadata()
        .withNewSpec()
        .withType(type)
        .addNewPort()
        .withPort(8443)
        .withNodePort(30443)
        .endPort()
        .endSpec()
        .build();
  }

  private static Pod pod(String name, String node, String host, String namespace) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .addToLabels("app.kubernetes.io/name", "culvert-manager")
        .endMetadata()
        .withNewSpec()
        .withNodeName(node)
        .endSpec()
        .withNewStatus()
        .withPhase("Running")
        .withHostIP(host)
        .endStatus()
        .build();
  }

  private static Node node(String name, String external) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withNewStatus()
        .addNewAddress(external, "ExternalIP")
        .addNewAddress("192.0.2.200", "InternalIP")
        .endStatus()
        .build();
  }
}
