package dev.culvert.app.http;

import dev.culvert.app.http.HttpExchange.Remark;
import dev.culvert.app.http.HttpParser.Why;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** The requests of one HTTP/2 connection and their answers, many at a time. */
final class Http2Streams {
  /** Streams at a time; what opens more is not followed in its oldest. */
  private static final int MOST_OPEN = 256;

  private final Host host;
  private final SequencedMap<Integer, Stream> open = new LinkedHashMap<>();
  private final Side client = new Client();
  private final Side server = new Server();

  /** The connection around it. */
  interface Host {
    Instant now();

    /** A request begins. */
    HttpDraft draft(Instant at, String startLine, List<HttpHeader> headers);

    void changed(HttpDraft draft);

    /** It cannot be read any further. */
    void unread(Why why);
  }

  /** One request. */
  private static final class Stream {
    final HttpDraft draft;
    HttpDraft.@Nullable Part answer;
    boolean asked;

    Stream(HttpDraft draft) {
      this.draft = draft;
    }
  }

  Http2Streams(Host host) {
    this.host = host;
  }

  /** What the client says, from behind its preface. */
  Http2Frames client() {
    return client.frames;
  }

  /** What the server says. */
  Http2Frames server() {
    return server.frames;
  }

  /** A request in HTTP/1.1 asked for the change, and is the first stream. */
  void upgraded(HttpDraft draft) {
    Stream first = new Stream(draft);
    first.asked = true;
    open.put(1, first);
  }

  /** The connection is over, or is not followed any longer. */
  void end(Remark remark) {
    client.frames.stop();
    server.frames.stop();
    open.values().forEach(stream -> mark(stream, remark));
    open.clear();
  }

  private void mark(Stream stream, Remark remark) {
    stream.draft.remarks.add(remark);
    host.changed(stream.draft);
  }

  private void fail(Why why) {
    end(Remark.MISSED);
    host.unread(why);
  }

  private static String field(List<HttpHeader> head, String name) {
    return head.stream()
        .filter(field -> field.name().equals(name))
        .map(HttpHeader::value)
        .findFirst()
        .orElse("");
  }

  /** As HTTP/1.1 has them: the authority is the host (RFC 9113 section 8.3.1). */
  private static List<HttpHeader> plain(List<HttpHeader> head) {
    List<HttpHeader> fields = new ArrayList<>();
    String authority = field(head, ":authority");
    if (!authority.isEmpty() && field(head, "host").isEmpty()) {
      fields.add(new HttpHeader("host", authority));
    }
    head.stream().filter(field -> !field.name().startsWith(":")).forEach(fields::add);
    return fields;
  }

  /** A start line is cut into words at its spaces. */
  private static String word(String text) {
    return text.replaceAll("[\\x00- \\x7f]", "\ufffd");
  }

  /** What is the same in both directions. */
  private abstract class Side implements Http2Frames.Events {
    final Http2Frames frames = new Http2Frames(this);
    private final Http2Heads heads = new Http2Heads();
    private long allowed = -1;
    Instant began = Instant.EPOCH;

    abstract Side other();

    abstract void head(int stream, List<HttpHeader> head);

    abstract HttpDraft.@Nullable Part part(Stream stream);

    @Override
    public void begins() {
      began = host.now();
    }

    @Override
    public void head(int stream, byte[] block, boolean promised) {
      Optional<List<HttpHeader>> head = heads.read(stream, block);
      if (head.isEmpty()) {
        fail(Why.NO_HTTP);
      } else if (!promised) {
        head(stream, head.orElseThrow());
      }
    }

    @Override
    public void body(int of, byte[] bytes, int from, int length) {
      Stream stream = open.get(of);
      HttpDraft.Part part = stream == null ? null : part(stream);
      if (stream != null && part != null) {
        part.body(bytes, from, length);
        host.changed(stream.draft);
      }
    }

    @Override
    public void missed(int of, long bytes) {
      Stream stream = open.get(of);
      HttpDraft.Part part = stream == null ? null : part(stream);
      if (stream != null && part != null) {
        part.miss(bytes);
        host.changed(stream.draft);
      }
    }

    @Override
    public void reset(int of) {
      Stream stream = open.remove(of);
      if (stream != null) {
        mark(stream, Remark.CUT);
      }
    }

    @Override
    public void tableSize(long bytes) {
      allowed = bytes;
    }

    @Override
    public void settingsTaken() {
      // From here on its heads build on a table of the size that the other one allows.
      if (other().allowed >= 0) {
        heads.tableSize(other().allowed);
      }
    }

    @Override
    public void over(Why why) {
      fail(why);
    }
  }

  private final class Client extends Side {
    @Override
    Side other() {
      return server;
    }

    @Override
    HttpDraft.@Nullable Part part(Stream stream) {
      return stream.asked ? null : stream.draft.request;
    }

    @Override
    void head(int of, List<HttpHeader> head) {
      Stream known = open.get(of);
      if (known != null) {
        known.draft.request.trailers(plain(head));
        host.changed(known.draft);
        return;
      }
      String method = field(head, ":method");
      String path = field(head, method.equals("CONNECT") ? ":authority" : ":path");
      if (method.isEmpty() || path.isEmpty()) {
        fail(Why.NO_HTTP);
        return;
      }
      String line = word(method) + " " + word(path) + " HTTP/2";
      open.put(of, new Stream(host.draft(began, line, plain(head))));
      if (open.size() > MOST_OPEN) {
        mark(open.pollFirstEntry().getValue(), Remark.MISSED);
      }
    }

    @Override
    public void ends(int of) {
      Stream stream = open.get(of);
      if (stream != null && !stream.asked) {
        stream.asked = true;
        stream.draft.request.whole();
        host.changed(stream.draft);
      }
    }
  }

  private final class Server extends Side {
    @Override
    Side other() {
      return client;
    }

    @Override
    HttpDraft.@Nullable Part part(Stream stream) {
      return stream.answer;
    }

    @Override
    void head(int of, List<HttpHeader> head) {
      Stream stream = open.get(of);
      if (stream == null) {
        return; // Of a request that was not seen, given up, or made up by the server.
      }
      HttpDraft.Part answer = stream.answer;
      String status = field(head, ":status");
      if (answer != null) {
        answer.trailers(plain(head));
      } else if (!status.matches("[1-9][0-9][0-9]")) {
        fail(Why.NO_HTTP);
        return;
      } else if (!status.startsWith("1")) {
        stream.draft.firstByte = began;
        stream.answer = stream.draft.answer("HTTP/2 " + status, plain(head));
      }
      host.changed(stream.draft);
    }

    @Override
    public void ends(int of) {
      Stream stream = open.remove(of);
      HttpDraft.Part answer = stream == null ? null : stream.answer;
      if (stream != null && answer != null) {
        answer.whole();
        stream.draft.end = host.now();
        host.changed(stream.draft);
      }
    }
  }
}
