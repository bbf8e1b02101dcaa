package dev.culvert.app.capture;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads HTTP/1.1 out of packets: puts each connection's two directions together, finds requests in
 * the one and answers in the other. What is no HTTP (TLS, other protocols, HTTP/2) gives nothing.
 * Bounded: so many connections, so many bytes of each direction, so many exchanges. Used by one
 * thread.
 */
public final class HttpReader {
  private static final int MOST_CONNECTIONS = 256;
  private static final int MOST_BYTES = 1024 * 1024;
  private static final int TCP = 6;

  private final int mostExchanges;
  private final Map<String, Talk> talks = new LinkedHashMap<>();
  private final List<HttpExchange> exchanges = new ArrayList<>();
  private long numbers;

  /**
   * @param mostExchanges kept; the oldest go
   */
  public HttpReader(int mostExchanges) {
    this.mostExchanges = mostExchanges;
  }

  /** What was read so far, oldest first. */
  public List<HttpExchange> exchanges() {
    return List.copyOf(exchanges);
  }

  /**
   * Takes a packet.
   *
   * @param fromProgram whether a program of this computer sent it
   * @param flow the flow it belongs to; 0 when none is known
   */
  public void packet(Instant at, boolean fromProgram, long flow, byte[] data) {
    Segment segment = Segment.of(data);
    if (segment == null) {
      return;
    }
    String key =
        fromProgram
            ? segment.source + " " + segment.destination
            : segment.destination + " " + segment.source;
    if (segment.syn && fromProgram) {
      talks.remove(key);
    }
    Talk talk =
        talks.computeIfAbsent(
            key, _ -> new Talk(fromProgram ? segment.destination : segment.source));
    while (talks.size() > MOST_CONNECTIONS) {
      talks.remove(talks.keySet().iterator().next());
    }
    talk.flow = flow == 0 ? talk.flow : flow;
    TcpText text = fromProgram ? talk.asked : talk.answered;
    if (segment.syn) {
      text.begin(segment.sequence);
    }
    text.add(segment.sequence, segment.payload);
    if (segment.payload.length > 0 || segment.fin) {
      read(talk, at, fromProgram, segment.fin && !fromProgram);
    }
  }

  private void read(Talk talk, Instant at, boolean fromProgram, boolean end) {
    if (fromProgram) {
      byte[] bytes = talk.asked.bytes();
      Optional<HttpMessage> request = HttpMessage.read(bytes, talk.askedRead, false, false);
      while (request.isPresent()) {
        talk.askedRead += request.orElseThrow().length();
        HttpExchange exchange =
            new HttpExchange(
                ++numbers,
                at,
                talk.server,
                talk.flow,
                request.orElseThrow(),
                Optional.empty(),
                Optional.empty());
        talk.open.add(exchange);
        exchanges.add(exchange);
        while (exchanges.size() > mostExchanges) {
          exchanges.removeFirst();
        }
        request = HttpMessage.read(bytes, talk.askedRead, false, false);
      }
      return;
    }
    byte[] bytes = talk.answered.bytes();
    while (!talk.open.isEmpty()) {
      HttpExchange asked = talk.open.getFirst();
      Optional<HttpMessage> answer = answer(bytes, talk.answeredRead, asked, end);
      if (answer.isEmpty()) {
        return;
      }
      talk.answeredRead += answer.orElseThrow().length();
      if (answer.orElseThrow().startLine().contains(" 100 ")) {
        continue;
      }
      talk.open.removeFirst();
      HttpExchange whole =
          new HttpExchange(
              asked.number(),
              asked.at(),
              asked.server(),
              talk.flow,
              asked.request(),
              answer,
              Optional.of(Duration.between(asked.at(), at)));
      exchanges.replaceAll(e -> e.number() == whole.number() ? whole : e);
    }
  }

  private static Optional<HttpMessage> answer(
      byte[] bytes, int from, HttpExchange asked, boolean end) {
    Optional<HttpMessage> head = HttpMessage.read(bytes, from, false, true);
    if (head.isEmpty()) {
      return Optional.empty();
    }
    String line = head.orElseThrow().startLine();
    boolean bodiless =
        asked.method().equals("HEAD")
            || line.contains(" 204 ")
            || line.contains(" 304 ")
            || line.contains(" 100 ");
    boolean delimited =
        head.orElseThrow().header("Content-Length").isPresent()
            || head.orElseThrow().header("Transfer-Encoding").isPresent();
    // Without a length the end of the stream is the end of the body.
    return bodiless || delimited || end
        ? HttpMessage.read(bytes, from, true, bodiless)
        : Optional.empty();
  }

  /** One connection. */
  private static final class Talk {
    private final String server;
    private final TcpText asked = new TcpText(MOST_BYTES);
    private final TcpText answered = new TcpText(MOST_BYTES);
    private final List<HttpExchange> open = new ArrayList<>();
    private int askedRead;
    private int answeredRead;
    private long flow;

    Talk(String server) {
      this.server = server;
    }
  }

  /** What is needed of a TCP segment. */
  private record Segment(
      String source,
      String destination,
      int sequence,
      boolean syn,
      boolean fin,
      byte[] payload) {

    static @org.jspecify.annotations.Nullable Segment of(byte[] data) {
      if (data.length < 40) {
        return null;
      }
      ByteBuffer packet = ByteBuffer.wrap(data);
      boolean v6 = (data[0] >> 4 & 15) == 6;
      int protocol = data[v6 ? 6 : 9];
      int header = v6 ? 40 : (data[0] & 15) * 4;
      if (protocol != TCP || data.length < header + 20) {
        return null;
      }
      int offset = (data[header + 12] >> 4 & 15) * 4;
      int total = v6 ? 40 + (packet.getShort(4) & 0xffff) : packet.getShort(2) & 0xffff;
      // A superpacket may be larger than its 16 bits say; then the recording's length counts.
      int end = total == 0 || total > data.length ? data.length : total;
      if (end < header + offset) {
        return null;
      }
      int size = v6 ? 16 : 4;
      byte[] payload = new byte[end - header - offset];
      System.arraycopy(data, header + offset, payload, 0, payload.length);
      int flags = data[header + 13];
      return new Segment(
          address(data, v6 ? 8 : 12, size) + port(packet, header),
          address(data, (v6 ? 8 : 12) + size, size) + port(packet, header + 2),
          packet.getInt(header + 4),
          (flags & 2) != 0,
          (flags & 1) != 0,
          payload);
    }

    private static String port(ByteBuffer packet, int at) {
      return ":" + (packet.getShort(at) & 0xffff);
    }

    private static String address(byte[] data, int at, int size) {
      byte[] bytes = new byte[size];
      System.arraycopy(data, at, bytes, 0, size);
      try {
        String text = InetAddress.getByAddress(bytes).getHostAddress();
        return size == 16 ? "[" + text + "]" : text;
      } catch (UnknownHostException e) {
        throw new IllegalStateException("an address has 4 or 16 bytes", e);
      }
    }
  }
}
