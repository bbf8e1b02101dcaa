package dev.culvert.helper.local.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.net.AddressMap;
import dev.culvert.core.net.AddressMap.Entry;
import dev.culvert.core.net.Prefix;
import dev.culvert.proto.attach.v1.AttachEvent;
import dev.culvert.proto.attach.v1.Environment;
import dev.culvert.proto.attach.v1.Ready;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A container's variables where the cluster has other addresses. */
final class MappedEnvironmentTest {
  private static final Environment FOUND =
      Environment.newBuilder()
          .putVariables("WEB_PORT", "tcp://10.96.0.7:80")
          .putVariables("POD_IP", "10.244.0.9")
          .putVariables("KUBERNETES_SERVICE_HOST", "10.96.0.1")
          .putVariables("KUBERNETES_PORT", "tcp://10.96.0.1:443")
          .setPod("web-1")
          .build();

  @Test
  void addressesAreTheOnesOfThisComputer() {
    AddressMap map =
        new AddressMap(
            List.of(new Entry(Prefix.parse("10.96.0.0/16"), Prefix.parse("198.18.0.0/16"))),
            List.of());
    Environment here = MappedEnvironment.of(FOUND, map);
    assertThat(here.getVariablesMap())
        .isEqualTo(
            Map.of(
                "WEB_PORT", "tcp://198.18.0.7:80",
                "POD_IP", "10.244.0.9",
                "KUBERNETES_SERVICE_HOST", "kubernetes.default.svc",
                "KUBERNETES_PORT", "tcp://198.18.0.1:443"));
    assertThat(here.getPod()).isEqualTo("web-1");
  }

  /** They are in the answer to attaching, from which files are written and programs started. */
  @Test
  void soAreThoseThatComeWithTheAttachment() {
    AddressMap map =
        new AddressMap(
            List.of(new Entry(Prefix.parse("10.96.0.0/16"), Prefix.parse("198.18.0.0/16"))),
            List.of());
    AttachEvent ready =
        AttachEvent.newBuilder().setReady(Ready.newBuilder().setEnvironment(FOUND)).build();
    assertThat(MappedEnvironment.of(ready, map).getReady().getEnvironment())
        .isEqualTo(MappedEnvironment.of(FOUND, map));
    AttachEvent step = AttachEvent.newBuilder().setStep("waiting for 10.96.0.7").build();
    assertThat(MappedEnvironment.of(step, map)).isSameAs(step);
  }

  @Test
  void withoutVirtualRangesNothingChanges() {
    assertThat(MappedEnvironment.of(FOUND, AddressMap.NONE)).isSameAs(FOUND);
  }
}
