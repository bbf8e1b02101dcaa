package dev.culvert.helper.attach;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.attach.v1.Attachment.Phase;
import dev.culvert.proto.attach.v1.AttachmentList;
import dev.culvert.proto.attach.v1.Filter;
import dev.culvert.proto.attach.v1.Kind;
import dev.culvert.proto.attach.v1.Shortcut;
import dev.culvert.proto.attach.v1.Transport;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which flows need not go by the cluster. */
final class DirectTest {
  private static final IpAddress SERVICE = IpAddress.parse("10.96.20.1");
  private static final Endpoint HTTP = new Endpoint(SERVICE, 80);

  static Shortcut shortcut(IpAddress address, int port, Transport transport, int local) {
    return Shortcut.newBuilder()
        .setAddress(ByteString.copyFrom(address.toBytes()))
        .setPort(port)
        .setTransport(transport)
        .setLocal(local)
        .build();
  }

  static Attachment attachment(Kind kind, Phase phase, Shortcut... shortcuts) {
    return Attachment.newBuilder()
        .setId("a1")
        .setSpec(AttachSpec.newBuilder().setKind(kind))
        .setMine(true)
        .setPhase(phase)
        .addAllShortcuts(java.util.List.of(shortcuts))
        .build();
  }

  private static Direct of(Attachment attachment, String... leaving) {
    return Direct.of(
        AttachmentList.newBuilder().addAttachments(attachment).build(), Set.of(leaving));
  }

  private static Attachment http(Kind kind, Phase phase) {
    return attachment(kind, phase, shortcut(SERVICE, 80, Transport.TRANSPORT_TCP, 3000));
  }

  @ParameterizedTest
  @CsvSource({
    "KIND_INTERCEPT, PHASE_ACTIVE,    true",
    "KIND_REPLACE,   PHASE_ACTIVE,    true",
    "KIND_WIRETAP,   PHASE_ACTIVE,    false",
    "KIND_INGEST,    PHASE_ACTIVE,    false",
    "KIND_INTERCEPT, PHASE_PAUSED,    false",
    "KIND_INTERCEPT, PHASE_ATTACHING, false",
    "KIND_INTERCEPT, PHASE_FAILED,    false",
  })
  void whatTakesAllOfAPortAndIsInForce(Kind kind, Phase phase, boolean direct) {
    assertThat(of(http(kind, phase)).find(false, HTTP).isPresent()).isEqualTo(direct);
  }

  @Test
  void atTheProgramThatTheAttachmentNames() {
    Direct.Way way =
        of(http(Kind.KIND_INTERCEPT, Phase.PHASE_ACTIVE)).find(false, HTTP).orElseThrow();
    assertThat(way.attachment()).isEqualTo("a1");
    assertThat(way.program().getAddress().isLoopbackAddress()).isTrue();
    assertThat(way.program().getPort()).isEqualTo(3000);
  }

  /** Somebody else's filter may take it, and what is not HTTP is the pod's. */
  @Test
  void aRequestThatHasToBeJudgedIsNot() {
    Attachment.Builder filtered = http(Kind.KIND_INTERCEPT, Phase.PHASE_ACTIVE).toBuilder();
    filtered.getSpecBuilder().setFilter(Filter.newBuilder().setPathPrefix("/"));
    assertThat(of(filtered.build()).ways()).isEmpty();
  }

  @Test
  void somebodyElsesIsNot() {
    Attachment theirs =
        http(Kind.KIND_INTERCEPT, Phase.PHASE_ACTIVE).toBuilder().setMine(false).build();
    assertThat(of(theirs).ways()).isEmpty();
  }

  @Test
  void oneThatIsBeingEndedIsNot() {
    Attachment leaving = http(Kind.KIND_INTERCEPT, Phase.PHASE_ACTIVE);
    assertThat(of(leaving, "a1").ways()).isEmpty();
    assertThat(of(leaving, "a2").ways()).hasSize(1);
  }

  @Test
  void portAndTransportAreTold() {
    Direct direct =
        of(
            attachment(
                Kind.KIND_INTERCEPT,
                Phase.PHASE_ACTIVE,
                shortcut(SERVICE, 53, Transport.TRANSPORT_UDP, 5353),
                shortcut(IpAddress.parse("fd00::7"), 53, Transport.TRANSPORT_TCP, 5354)));
    Endpoint dns = new Endpoint(SERVICE, 53);
    assertThat(direct.find(true, dns)).map(way -> way.program().getPort()).contains(5353);
    assertThat(direct.find(false, dns)).isEmpty();
    assertThat(direct.find(true, new Endpoint(SERVICE, 54))).isEmpty();
    assertThat(direct.find(false, new Endpoint(IpAddress.parse("fd00::7"), 53)))
        .map(way -> way.program().getPort())
        .contains(5354);
  }

  @Test
  void whatIsNoAddressOrPortIsPassedOver() {
    Shortcut good = shortcut(SERVICE, 80, Transport.TRANSPORT_TCP, 3000);
    assertThat(
            of(attachment(
                    Kind.KIND_INTERCEPT,
                    Phase.PHASE_ACTIVE,
                    good.toBuilder().setAddress(ByteString.copyFromUtf8("shop")).build().toBuilder()
                        .setPort(0)
                        .build(),
                    good.toBuilder().setAddress(ByteString.copyFromUtf8("orders")).build(),
                    good.toBuilder().setLocal(70_000).build(),
                    good))
                .ways())
        .hasSize(1);
  }
}
