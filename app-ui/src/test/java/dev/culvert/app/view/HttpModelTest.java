package dev.culvert.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.culvert.app.helper.HelperException;
import dev.culvert.app.http.Packets;
import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.attach.v1.Kind;
import dev.culvert.proto.attach.v1.Port;
import dev.culvert.proto.attach.v1.Workload;
import dev.culvert.proto.helper.v1.PacketBatch;
import dev.culvert.proto.helper.v1.RecordedPacket;
import dev.culvert.proto.helper.v1.Recording;
import dev.culvert.proto.helper.v1.TrafficEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the HTTP screen shows, and when it looks into anything at all. */
class HttpModelTest {
  private static final Notice NOT_CONNECTED = new Notice("", "Not connected", "", List.of());
  private static final Attachment ORDERS =
      Attachment.newBuilder()
          .setId("a1")
          .setMine(true)
          .setSpec(
              AttachSpec.newBuilder()
                  .setKind(Kind.KIND_WIRETAP)
                  .setWorkload(Workload.newBuilder().setName("orders").setNamespace("shop")))
          .addPorts(Port.newBuilder().setLocal(3000).setRemote("8080"))
          .build();

  private final HandWorkbench bench = new HandWorkbench();
  private final HandInspect inspect = new HandInspect();
  private final HourModel hour = new HourModel(inspect, bench);
  private final HttpModel model = new HttpModel(inspect, bench, hour, () -> List.of(ORDERS));

  private Recording recording() {
    return Recording.newBuilder()
        .setUntil(Timestamp.newBuilder().setSeconds(bench.now().getEpochSecond() + 600))
        .build();
  }

  private HandInspect.Reading started(HttpScope scope) {
    inspect.answer.complete(recording());
    model.start(scope);
    return inspect.readings.getLast();
  }

  /** A request, as an attachment brings it: to a program of this computer. */
  private static PacketBatch request(String path, String attachment) {
    byte[] said =
        ("GET " + path + " HTTP/1.1\r\nHost: orders.shop\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    return PacketBatch.newBuilder()
        .addPackets(packet(2, 0, new byte[0], attachment))
        .addPackets(packet(16, 1, said, attachment))
        .build();
  }

  private static RecordedPacket packet(int flags, int sequence, byte[] payload, String attachment) {
    return RecordedPacket.newBuilder()
        .setFromProgram(attachment.isEmpty())
        .setAttachment(attachment)
        .setFlow(attachment.isEmpty() ? 9 : 0)
        .setData(ByteString.copyFrom(Packets.packet(true, 40_000, sequence, 0, flags, payload)))
        .build();
  }

  private List<HttpRow> rows() {
    bench.pass(Duration.ofSeconds(1));
    return model.table().picture().get().rows();
  }

  private String notice() {
    return Objects.requireNonNull(model.notice(NOT_CONNECTED, true, "orders.shop")).heading();
  }

  @Test
  void nothingIsReadBeforeItIsTurnedOn() {
    assertThat(inspect.asked).isEmpty();
    assertThat(inspect.readings).isEmpty();
    assertThat(model.on()).isFalse();
    assertThat(notice()).isEqualTo("HTTP is not looked into");
  }

  @Test
  void whatAttachmentsBringIsReadAsRequestsToHere() {
    HandInspect.Reading reading = started(HttpScope.ATTACHED);
    assertThat(inspect.asked).containsExactly(true);
    assertThat(reading.request.getAttached()).isTrue();
    assertThat(reading.request.getFollow()).isTrue();
    assertThat(reading.request.getDestinationsList()).isEmpty();
    assertThat(model.on()).isTrue();
    assertThat(notice()).isEqualTo("No request yet");
    reading.listener.accept(request("/a", "a1"));
    HttpRow row = rows().getFirst();
    assertThat(row.exchange().path()).isEqualTo("/a");
    assertThat(row.to()).isEqualTo("orders, here");
    assertThat(row.copy()).isTrue();
  }

  @Test
  void allThatIsAskedForIsOneRequestToTheHelper() {
    assertThat(started(HttpScope.EVERYTHING).request.getAttached()).isFalse();
    HttpScope one =
        new HttpScope(false, List.of(new HttpScope.Destination("orders:8080", "10.96.1.2", 8080)));
    HandInspect.Reading reading = started(one);
    assertThat(reading.request.getAttached()).isTrue();
    assertThat(reading.request.getDestinations(0).getAddress()).isEqualTo("10.96.1.2");
    assertThat(inspect.readings.getFirst().closed).as("one reading at a time").isTrue();
  }

  @Test
  void anotherScopeBeginsAnew() {
    HandInspect.Reading first = started(HttpScope.EVERYTHING);
    first.listener.accept(request("/a", ""));
    assertThat(rows()).hasSize(1);
    assertThat(rows().getFirst().exchange().connection().flow()).isEqualTo(9);
    HandInspect.Reading second = started(HttpScope.ATTACHED);
    first.listener.accept(request("/late", ""));
    second.listener.accept(request("/b", "a1"));
    assertThat(rows()).extracting(row -> row.exchange().path()).containsExactly("/b");
  }

  @Test
  void stoppingEndsTheRecordingToo() {
    HandInspect.Reading reading = started(HttpScope.EVERYTHING);
    reading.listener.accept(request("/a", ""));
    inspect.answer = new java.util.concurrent.CompletableFuture<>();
    inspect.answer.complete(Recording.getDefaultInstance());
    model.stop();
    assertThat(inspect.asked).containsExactly(true, false);
    assertThat(reading.closed).isTrue();
    assertThat(model.on()).isFalse();
    assertThat(rows()).as("what was read can still be looked at").hasSize(1);
    model.clear();
    assertThat(rows()).isEmpty();
  }

  @Test
  void whenTheRecordingEndsItIsOff() {
    started(HttpScope.EVERYTHING);
    inspect.traffic.accept(TrafficEvent.getDefaultInstance());
    bench.pass(Duration.ofSeconds(1));
    assertThat(model.on()).isFalse();
  }

  @Test
  void whyItCannotBeTurnedOnIsSaid() {
    inspect.answer.completeExceptionally(
        new HelperException(HelperException.Reason.WRONG_STATE, "packets are shown to root"));
    model.start(HttpScope.ATTACHED);
    assertThat(inspect.readings).isEmpty();
    assertThat(model.looking().get().problem()).contains("packets are shown to root");
  }

  @Test
  void theFilterKnowsFigures() {
    HandInspect.Reading reading = started(HttpScope.EVERYTHING);
    reading.listener.accept(request("/a", ""));
    model.table().filter().set("method:get path:/a status:0");
    assertThat(rows()).hasSize(1);
    model.table().filter().set("status:>399");
    assertThat(rows()).isEmpty();
    assertThat(notice()).isEqualTo("No request matches this filter");
  }

  @Test
  void aRequestCanGoToTheProgramHereOrToTheCluster() {
    HandInspect.Reading reading = started(HttpScope.EVERYTHING);
    reading.listener.accept(request("/a", ""));
    assertThat(model.resend().targets(rows().getFirst().exchange()))
        .extracting(target -> target.host() + ":" + target.port())
        .containsExactly("127.0.0.1:3000", "10.96.1.2:8080");
    reading.listener.accept(request("/b", "a1"));
    assertThat(model.resend().targets(rows().getFirst().exchange()))
        .extracting(target -> target.host() + ":" + target.port())
        .containsExactly("127.0.0.1:8080", "orders.shop:80");
    assertThat(ResendModel.host("[fd00::1]:80")).isEqualTo("fd00::1");
    assertThat(ResendModel.port("[fd00::1]", 80)).isEqualTo(80);
  }
}
