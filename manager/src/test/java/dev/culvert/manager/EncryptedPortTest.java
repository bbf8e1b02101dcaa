package dev.culvert.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.attach.v1.AttachmentList;
import dev.culvert.proto.attach.v1.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A filter on a port that speaks TLS takes nothing, and its owner is told why. */
final class EncryptedPortTest {
  /** The beginning of a handshake: enough to be known by. */
  private static final byte[] HELLO = HexFormat.of().parseHex("16030100050100000100");

  private final AttachFixture fixture = new AttachFixture();
  private final BlockingQueue<AttachmentList> lists = new LinkedBlockingQueue<>();

  EncryptedPortTest() throws IOException {}

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  private void call(byte[] first) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), fixture.leadsTo())) {
      socket.getOutputStream().write(first);
      socket.shutdownOutput();
      // The application answers, if only that this is no HTTP.
      var _ = socket.getInputStream().readAllBytes();
    }
  }

  private Attachment awaitTaken(String detail) throws InterruptedException {
    while (true) {
      AttachmentList next = lists.poll(30, TimeUnit.SECONDS);
      assertThat(next).as("it is told within 30 s: " + detail).isNotNull();
      for (Attachment each : next.getAttachmentsList()) {
        if (each.getDetail().contains(detail)) {
          return each;
        }
      }
    }
  }

  @Test
  void theOwnerIsTold() throws Exception {
    try (AttachFixture.Laptop laptop = fixture.laptop(ManagerFixture.GOOD_TOKEN)) {
      Attachment own =
          laptop
              .attach(
                  fixture
                      .spec(Kind.KIND_INTERCEPT, 3000)
                      .setFilter(AttachFixture.header("X-User", "mara"))
                      .build())
              .getAttachment();
      assertThat(own.getDetail()).isEmpty();
      var _ = laptop.calls.watch(lists::add);
      call(
          "GET / HTTP/1.1\r\nHost: orders\r\nConnection: close\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      call(HELLO);
      Attachment told = awaitTaken("speaks TLS");
      assertThat(told.getDetail()).contains("port " + fixture.applicationPort);
      assertThat(told.getPhase()).isEqualTo(Attachment.Phase.PHASE_ACTIVE);
      assertThat(told.getTaken()).isZero();
    }
  }
}
