package dev.culvert.manager.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import org.junit.jupiter.api.Test;

/** What is written beside a Service whose ports were moved. */
final class MovedPortsTest {
  private final Service service =
      new ServiceBuilder()
          .withNewMetadata()
          .withName("orders")
          .addToAnnotations("theirs", "stays")
          .endMetadata()
          .withNewSpec()
          .addNewPort()
          .withName("http")
          .withPort(80)
          .withTargetPort(new IntOrString("web"))
          .endPort()
          .addNewPort()
          .withName("bare")
          .withPort(9090)
          .endPort()
          .endSpec()
          .build();

  private ServicePort port(int index) {
    return service.getSpec().getPorts().get(index);
  }

  @Test
  void aPortGoesBackToWhatItLedTo() {
    MovedPorts.of(service).move(port(0), 61_000);
    MovedPorts.of(service).move(port(1), 61_001);
    assertThat(port(0).getTargetPort().getIntVal()).isEqualTo(61_000);
    assertThat(service.getMetadata().getAnnotations())
        .containsEntry(MovedPorts.ANNOTATION, "80/TCP=web>61000,9090/TCP=9090>61001");
    assertThat(MovedPorts.of(service).restore(port(0))).isTrue();
    assertThat(port(0).getTargetPort().getStrVal()).isEqualTo("web");
    assertThat(MovedPorts.of(service).restore(port(1))).isTrue();
    assertThat(port(1).getTargetPort().getIntVal()).isEqualTo(9090);
    assertThat(service.getMetadata().getAnnotations()).containsOnlyKeys("theirs");
    assertThat(MovedPorts.of(service).restore(port(1))).isFalse();
  }

  @Test
  void aPortThatIsMovedTwiceGoesBackToTheFirst() {
    MovedPorts.of(service).move(port(0), 61_000);
    MovedPorts.of(service).move(port(0), 62_000);
    assertThat(MovedPorts.of(service).original(port(0))).contains(new IntOrString("web"));
  }

  @Test
  void whatSomebodyElseSetMeanwhileStays() {
    MovedPorts.of(service).move(port(0), 61_000);
    port(0).setTargetPort(new IntOrString("other"));
    assertThat(MovedPorts.of(service).restore(port(0))).isTrue();
    assertThat(port(0).getTargetPort().getStrVal()).isEqualTo("other");
    assertThat(service.getMetadata().getAnnotations()).containsOnlyKeys("theirs");
  }

  @Test
  void nonsenseIsNoMove() {
    service.getMetadata().getAnnotations().put(MovedPorts.ANNOTATION, "80/TCP=web,=,>,80/TCP=a>b");
    assertThat(MovedPorts.of(service).original(port(0))).isEmpty();
  }
}
