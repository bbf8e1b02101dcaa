package dev.culvert.uitests.script;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.culvert.proto.helper.v1.PacketBatch;
import dev.culvert.proto.helper.v1.RecordedPacket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** Requests of the story, as the packets that the helper would have recorded. */
public final class HttpTalk {
  private static final int CALLER = 0x0a2a0117; // 10.42.1.23
  private static final int LOOPBACK = 0x7f000001;
  private static final int LAPTOP = 0x64400002; // 100.64.0.2
  private static final int SERVICE = 0x0a602907; // 10.96.41.7

  private final PacketBatch.Builder batch = PacketBatch.newBuilder().setDevice("culvert0");
  private final String attachment;
  private final int port;
  private Instant at;
  private int asked = 1;
  private int answered = 1;

  private HttpTalk(String attachment, int port, Instant at) {
    this.attachment = attachment;
    this.port = port;
    this.at = at;
  }

  private HttpTalk begin() {
    say(true, 0, 2, new byte[0]);
    say(false, 0, 18, new byte[0]);
    return this;
  }

  /** A connection that an attachment has brought to a program at port 3000 here. */
  public static HttpTalk brought(String attachment, int port, Instant at) {
    return new HttpTalk(attachment, port, at).begin();
  }

  /** A connection of a program of this computer to the orders. */
  public static HttpTalk own(int port, Instant at) {
    return new HttpTalk("", port, at).begin();
  }

  /** The caller says this. */
  public HttpTalk ask(String text) {
    byte[] bytes = text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    return ask(bytes);
  }

  /** Bytes as they are. */
  void say(boolean fromCaller, byte[] bytes) {
    say(fromCaller, fromCaller ? asked : answered, 24, bytes);
    if (fromCaller) {
      asked += bytes.length;
    } else {
      answered += bytes.length;
    }
  }

  /** So much later. */
  void pass(int millis) {
    at = at.plus(Duration.ofMillis(millis));
  }

  private HttpTalk ask(byte[] bytes) {
    say(true, asked, 24, bytes);
    asked += bytes.length;
    return this;
  }

  /** A head, and a body of so many bytes as its length. */
  public HttpTalk ask(String head, String body) {
    return ask(whole(head, body));
  }

  /** After this time, the answer. */
  public HttpTalk answer(int millis, String head, String body) {
    at = at.plus(Duration.ofMillis(millis));
    byte[] bytes = whole(head, body);
    say(false, answered, 24, bytes);
    answered += bytes.length;
    at = at.plus(Duration.ofMillis(1));
    return this;
  }

  private static byte[] whole(String head, String body) {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    String all = head + "\nContent-Length: " + content.length + "\n\n";
    byte[] first = all.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(first.length + content.length).put(first).put(content).array();
  }

  /** All of it. */
  public PacketBatch batch() {
    return batch.build();
  }

  private void say(boolean fromCaller, int sequence, int flags, byte[] payload) {
    boolean brought = !attachment.isEmpty();
    int caller = brought ? CALLER : LAPTOP;
    int server = brought ? LOOPBACK : SERVICE;
    int serverPort = brought ? 3000 : 8080;
    ByteBuffer packet = ByteBuffer.allocate(40 + payload.length);
    packet.put((byte) 0x45).put((byte) 0).putShort((short) packet.capacity()).putInt(0);
    packet.put((byte) 64).put((byte) 6).putShort((short) 0);
    packet.putInt(fromCaller ? caller : server).putInt(fromCaller ? server : caller);
    packet.putShort((short) (fromCaller ? port : serverPort));
    packet.putShort((short) (fromCaller ? serverPort : port));
    packet.putInt(sequence).putInt(fromCaller ? answered : asked);
    packet.put((byte) 0x50).put((byte) flags).putShort((short) 0).putInt(0).put(payload);
    batch.addPackets(
        RecordedPacket.newBuilder()
            .setAt(Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()))
            .setFromProgram(fromCaller != brought)
            .setAttachment(attachment)
            .setData(ByteString.copyFrom(packet.array())));
  }

  /** What came to the orders in the last minute, and what this computer asked. */
  public static PacketBatch story() {
    HttpTalk shop =
        brought("a5", 41_234, Story.NOW.minusSeconds(48))
            .ask(
                "GET /v1/orders?state=open&limit=20 HTTP/1.1\nHost: orders.shop\nx-user: mara"
                    + "\nAccept: application/json\n\n")
            .answer(12, "HTTP/1.1 200 OK\nContent-Type: application/json", orders())
            .ask(
                "POST /v1/orders HTTP/1.1\nHost: orders.shop\nx-user: mara"
                    + "\nAuthorization: Bearer eyJhbGciOiJFUzI1NiJ9.story\nCookie: session=9f2c"
                    + "\nContent-Type: application/json",
                "{\"sku\":\"tea-42\",\"count\":3,\"gift\":true}")
            .answer(
                38,
                "HTTP/1.1 201 Created\nLocation: /v1/orders/1042\nSet-Cookie: session=9f2d; Secure"
                    + "\nContent-Type: application/json",
                "{\"id\":1042,\"sku\":\"tea-42\",\"count\":3,\"total\":{\"amount\":\"23.70\","
                    + "\"currency\":\"EUR\"},\"gift\":true}")
            .ask("DELETE /v1/orders/77 HTTP/1.1\nHost: orders.shop\nx-user: mara\n\n")
            .answer(6, "HTTP/1.1 404 Not Found\nContent-Type: text/plain", "there is no order 77\n")
            .ask("GET /v1/orders/1042/invoice.pdf HTTP/1.1\nHost: orders.shop\nx-user: mara\n\n")
            .answer(
                1240,
                "HTTP/1.1 500 Internal Server Error\nContent-Type: application/octet-stream",
                "\u0000\u0001PDF\u0002");
    HttpTalk own =
        own(51_020, Story.NOW.minusSeconds(20))
            .ask(
                "GET /health/with/a/path/that/is/so/long/that/no/column/of/any/table/holds/it"
                    + "?trace=4bf92f3577b34da6a3ce929d0e0e4736&span=00f067aa0ba902b7 HTTP/1.1"
                    + "\nHost: orders.shop:8080\nUser-Agent: curl/8.5.0\n\n")
            .answer(3, "HTTP/1.1 200 OK\nContent-Type: text/plain", "ok\n");
    HttpTalk old = new HttpTalk("", 51_021, Story.NOW.minusSeconds(9));
    old.say(true, new byte[] {0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8}); // PING
    HttpTalk grpc = brought("a5", 41_238, Story.NOW.minusSeconds(9));
    new GrpcTalk(grpc)
        .call("/shop.v1.Orders/Get", "\u0008\u0092\u0008", 7, "\n\u0006tea-42\u0010\u0003", 0)
        .call("/shop.v1.Orders/Cancel", "\u0008M", 3, "", 5);
    HttpTalk open =
        brought("a5", 41_240, Story.NOW.minusSeconds(2))
            .ask("GET /v1/orders/stream HTTP/1.1\nHost: orders.shop\nx-user: mara\n\n");
    return PacketBatch.newBuilder()
        .setDevice("culvert0")
        .addAllPackets(shop.batch().getPacketsList())
        .addAllPackets(own.batch().getPacketsList())
        .addAllPackets(old.batch().getPacketsList())
        .addAllPackets(open.batch().getPacketsList())
        .addAllPackets(grpc.batch().getPacketsList())
        .build();
  }

  private static String orders() {
    return "[{\"id\":1041,\"sku\":\"cup-7\",\"count\":1},{\"id\":1040,\"sku\":\"pot-2\",\"count\":2}]";
  }
}
