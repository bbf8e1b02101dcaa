package dev.culvert.helper.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.link.Link;
import dev.culvert.core.link.Packet;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import dev.culvert.helper.testing.InNamespacesOnly;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * The C library's resolver with our resolv.conf, asking through the device a server that knows one
 * name and denies the rest. In namespaces of its own.
 */
@InNamespacesOnly
final class GetentCases implements Link.Receiver {
  private static final String KNOWN = "orders.shop.svc.cluster.local.";

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final List<String> asked = new CopyOnWriteArrayList<>();

  @TempDir Path temporary;
  private HostNetwork network;
  private Link link;

  @BeforeEach
  void open() throws Exception {
    network = new LinuxHostNetwork(temporary.resolve("j"), Path.of("/"), Clock.systemUTC());
    EventLoop loop = group.next();
    HostDevice device =
        network.openDevice(
            new DeviceRequest("culvert", List.of(IpAddress.parse("10.111.0.1")), 0), loop);
    link = device.link();
    loop.submit(() -> link.start(this)).sync();
    network.setRoutes(device, List.of(Prefix.parse("10.111.0.2/32")));
    network.applyDns(
        device,
        new DnsRequest(
            IpAddress.parse("10.111.0.2"),
            "cluster.local",
            List.of("shop.svc.cluster.local", "svc.cluster.local", "cluster.local"),
            List.of("cluster.local")));
  }

  @AfterEach
  void close() throws IOException {
    network.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @ParameterizedTest
  @CsvSource({
    "orders, 10.96.0.10, 1",
    "orders.shop, 10.96.0.10, 3",
    "orders.shop.svc, 10.96.0.10, 4",
    "orders.shop.svc.cluster.local, 10.96.0.10, 1",
    "orders.shop.svc.cluster.local., 10.96.0.10, 1",
    "nosuchname.example.com, '', 5",
  })
  void everyFormOfTheNameIsFound(String name, String answer, int questions) throws Exception {
    Process getent = new ProcessBuilder("/usr/bin/getent", "ahostsv4", name).start();
    String output = new String(getent.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertThat(getent.waitFor()).as("asked %s", asked).isEqualTo(answer.isEmpty() ? 2 : 0);
    assertThat(output).startsWith(answer);
    assertThat(asked).hasSize(questions);
  }

  @Override
  public void onPacket(Packet packet) {
    byte[] request = ByteBufUtil.getBytes(packet.bytes);
    if (request[0] == 0x45 && request[9] == 17) {
      link.transmit(new Packet().set(answer(request)));
    }
  }

  @Override
  public void onBatchEnd() {
    link.flush();
  }

  @Override
  public void onDown(IOException cause) {
    throw new UncheckedIOException(cause);
  }

  private ByteBuf answer(byte[] request) {
    try {
      Message query = new Message(Arrays.copyOfRange(request, 28, request.length));
      asked.add(query.getQuestion().getName().toString());
      byte[] payload = answer(query).toWire();
      ByteBuf packet = Unpooled.directBuffer(Link.HEADROOM + 28 + payload.length);
      packet.setIndex(Link.HEADROOM, Link.HEADROOM);
      packet.writeShort(0x4500).writeShort(28 + payload.length).writeInt(0);
      packet.writeShort(64 << 8 | 17).writeShort(0);
      packet.writeBytes(request, 16, 4).writeBytes(request, 12, 4);
      packet.setShort(Link.HEADROOM + 10, headerChecksum(packet));
      packet.writeBytes(request, 22, 2).writeBytes(request, 20, 2);
      packet.writeShort(8 + payload.length).writeShort(0).writeBytes(payload);
      return packet;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Message answer(Message query) throws IOException {
    Message answer = new Message(query.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.getHeader().setFlag(Flags.RA);
    answer.addRecord(query.getQuestion(), Section.QUESTION);
    if (!query.getQuestion().getName().toString().equals(KNOWN)) {
      answer.getHeader().setRcode(Rcode.NXDOMAIN);
    } else if (query.getQuestion().getType() == Type.A) {
      answer.addRecord(
          new ARecord(
              query.getQuestion().getName(), DClass.IN, 5, InetAddress.ofLiteral("10.96.0.10")),
          Section.ANSWER);
    }
    return answer;
  }

  private static int headerChecksum(ByteBuf packet) {
    int sum = 0;
    for (int i = 0; i < 20; i += 2) {
      sum += packet.getUnsignedShort(Link.HEADROOM + i);
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    return ~(sum + (sum >>> 16)) & 0xffff;
  }
}
