package dev.culvert.helper.attach;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.proto.attach.v1.AttachEvent;
import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Plan;
import dev.culvert.proto.attach.v1.Port;
import org.junit.jupiter.api.Test;

/** Which ports of this computer the cluster may have dialled. */
final class NamedPortsTest {
  private final NamedPorts named = new NamedPorts();

  private static AttachSpec spec(Port.Builder... ports) {
    AttachSpec.Builder spec = AttachSpec.newBuilder();
    for (Port.Builder each : ports) {
      spec.addPorts(each);
    }
    return spec.build();
  }

  private static Port.Builder port(int local, String remote) {
    return Port.newBuilder().setLocal(local).setRemote(remote);
  }

  private static AttachEvent plan(int... locals) {
    Plan.Builder plan = Plan.newBuilder();
    for (int each : locals) {
      plan.addPorts(port(each, "8080"));
    }
    return AttachEvent.newBuilder().setPlan(plan).build();
  }

  @Test
  void thoseThatAreAskedForAndNoOther() {
    named.asked(spec(port(3000, "http"), port(0, "9090")));
    assertThat(named.has(3000)).isTrue();
    assertThat(named.has(9090)).isTrue();
    assertThat(named.has(22)).isFalse();
  }

  @Test
  void whatTheManagerSaysDoesNotCountWhereThePersonHasSaid() {
    AttachSpec spec = spec(port(3000, "http"));
    named.asked(spec);
    named.told(spec, plan(3000, 22));
    assertThat(named.has(22)).isFalse();
  }

  @Test
  void itCountsWhereThatIsLeftToTheCluster() {
    AttachSpec only = spec();
    named.asked(only);
    named.told(only, plan(8080));
    AttachSpec byName = spec(port(0, "metrics"));
    named.asked(byName);
    named.told(byName, plan(9090));
    assertThat(named.has(8080)).isTrue();
    assertThat(named.has(9090)).isTrue();
    named.clear();
    assertThat(named.has(8080)).isFalse();
  }
}
