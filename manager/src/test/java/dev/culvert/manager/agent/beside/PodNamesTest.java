package dev.culvert.manager.agent.beside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.tunnel.transport.Transports;
import dev.culvert.manager.tunnel.Loops;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Against a name server on loopback. */
final class PodNamesTest {
  private static final Name NAME = Name.fromConstantString("ledger.payments.svc.cluster.local.");

  private final EventLoopGroup loops = Transports.newPacedLoops(1, "names-test");
  private @TempDir Path folder;

  // Set before each test.
  @SuppressWarnings("NullAway.Init")
  PodNamesTest() {}

  @AfterEach
  void stop() throws InterruptedException {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(10, TimeUnit.SECONDS);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("resolv.conf"), text);
  }

  @Test
  void asksThePodsNameserverAndTellsHowItCompletesNames() throws Exception {
    try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answer(server));
      Path file =
          file(
              """
              search payments.svc.cluster.local svc.cluster.local.
              nameserver 127.0.0.1
              options ndots:5
              """);
      try (PodNames names = PodNames.read(file, new Loops(loops), server.getLocalPort())) {
        assertThat(names.told().orElseThrow().getNameserversList()).containsExactly("127.0.0.1");
        assertThat(names.told().orElseThrow().getSearchList())
            .containsExactly("payments.svc.cluster.local", "svc.cluster.local");
        Message query = Message.newQuery(Record.newRecord(NAME, Type.A, DClass.IN));
        Message answer =
            new Message(
                names.resolve(query.toWire()).toCompletableFuture().get(30, TimeUnit.SECONDS));
        assertThat(answer.getHeader().getID()).isEqualTo(query.getHeader().getID());
        assertThat(answer.getSection(Section.ANSWER)).hasSize(1);
      }
    }
  }

  private static void answer(DatagramSocket server) {
    byte[] buffer = new byte[4096];
    while (!server.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        server.receive(packet);
        Message message =
            new Message(java.util.Arrays.copyOf(packet.getData(), packet.getLength()));
        message.getHeader().setFlag(Flags.QR);
        message.addRecord(
            new ARecord(NAME, DClass.IN, 30, InetAddress.ofLiteral("10.96.30.1")), Section.ANSWER);
        byte[] wire = message.toWire();
        server.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
      } catch (IOException e) {
        if (server.isClosed()) {
          return;
        }
      }
    }
  }

  @Test
  void aPodWithoutANameserverSaysSo() throws Exception {
    for (Path each : new Path[] {file("search lan\n"), folder.resolve("missing")}) {
      try (PodNames names = PodNames.read(each, new Loops(loops))) {
        assertThat(names.told()).isEmpty();
        assertThat(names.resolve(new byte[12]).toCompletableFuture()).isCompletedExceptionally();
      }
    }
  }
}
