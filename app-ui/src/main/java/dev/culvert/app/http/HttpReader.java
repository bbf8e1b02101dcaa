package dev.culvert.app.http;

import dev.culvert.app.http.HttpExchange.Connection;
import dev.culvert.app.http.HttpParser.Why;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * Reads HTTP/1.1 and HTTP/2 in plain text out of packets: puts each connection's two directions
 * together, finds requests in the one and answers in the other. What it cannot read it counts, by
 * reason, and never guesses.
 *
 * <p>Bounded: {@link #MOST_EXCHANGES} exchanges with 64 KiB of each body and heads of 16 KiB,
 * {@link #MOST_CONNECTIONS} connections that hold 64 KiB of segments out of order in each
 * direction. With buffers that grow by doubling, and the copies that a table of these keeps, that
 * is about 100 MiB when every one of them is filled, by calculation, and usually far less. Used by
 * one thread.
 */
public final class HttpReader {
  /** Exchanges kept; the oldest go. */
  public static final int MOST_EXCHANGES = 200;

  /** Connections followed at the same time; the oldest is left. */
  public static final int MOST_CONNECTIONS = 128;

  private final SequencedMap<String, HttpConnection> connections = new LinkedHashMap<>();
  private final SequencedMap<Long, HttpDraft> kept = new LinkedHashMap<>();
  private final Map<Long, HttpDraft> changed = new TreeMap<>();
  private final Map<Unread, Integer> unread = new EnumMap<>(Unread.class);
  private long numbers;

  /** Why a connection is not shown, or no longer. */
  public enum Unread {
    /** It is encrypted. */
    TLS,
    /** It speaks HTTP/2 since before the looking began. */
    HTTP2,
    /** It is something else. */
    OTHER,
    /** Bytes that are needed crossed unseen. */
    MISSED
  }

  /**
   * Takes a packet.
   *
   * @param fromClient whether it comes from who asks: of a flow a program of this computer, of an
   *     attachment somebody in the cluster
   * @param flow the flow it belongs to; 0 when none is known
   * @param attachment the attachment that brought it; empty for a flow
   */
  public void packet(Instant at, boolean fromClient, long flow, String attachment, byte[] data) {
    TcpSegment segment = TcpSegment.of(data);
    if (segment == null) {
      return;
    }
    String client = fromClient ? segment.source() : segment.destination();
    String server = fromClient ? segment.destination() : segment.source();
    String key = client + " " + server + " " + attachment;
    if (segment.syn() && fromClient) {
      leave(connections.remove(key));
    }
    HttpConnection connection =
        connections.computeIfAbsent(
            key,
            _ -> new HttpConnection(this, id -> new Connection(client, server, id, attachment)));
    while (connections.size() > MOST_CONNECTIONS) {
      leave(connections.pollFirstEntry().getValue());
    }
    connection.segment(at, fromClient, flow, segment);
  }

  /** What is new or has changed since this was asked last, in the order of requests. */
  public List<HttpExchange> changes() {
    List<HttpExchange> exchanges = new ArrayList<>();
    changed.values().forEach(draft -> exchanges.add(draft.exchange()));
    changed.clear();
    return exchanges;
  }

  /** The numbers of what is kept. */
  public Collection<Long> numbers() {
    return List.copyOf(kept.keySet());
  }

  /** How many connections could not be read, by reason. */
  public Map<Unread, Integer> unread() {
    return Map.copyOf(unread);
  }

  private static void leave(@org.jspecify.annotations.Nullable HttpConnection connection) {
    if (connection != null) {
      connection.leave();
    }
  }

  HttpDraft draft(Instant at, Connection connection, String startLine, List<HttpHeader> headers) {
    HttpDraft draft = new HttpDraft(++numbers, at, connection, startLine, headers);
    kept.put(draft.number, draft);
    while (kept.size() > MOST_EXCHANGES) {
      HttpDraft oldest = kept.pollFirstEntry().getValue();
      oldest.drop();
      changed.remove(oldest.number);
    }
    changed(draft);
    return draft;
  }

  void changed(HttpDraft draft) {
    if (kept.containsKey(draft.number)) {
      changed.put(draft.number, draft);
    }
  }

  void unread(Why why) {
    Unread reason =
        switch (why) {
          case TLS -> Unread.TLS;
          case HTTP2 -> Unread.HTTP2;
          case MISSED -> Unread.MISSED;
          case NO_HTTP, UPGRADED -> Unread.OTHER;
        };
    unread.merge(reason, 1, Integer::sum);
  }
}
