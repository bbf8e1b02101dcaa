package dev.culvert.app.http;

import dev.culvert.app.http.HttpExchange.Connection;
import dev.culvert.app.http.HttpExchange.Remark;
import dev.culvert.app.http.HttpParser.Body;
import dev.culvert.app.http.HttpParser.Why;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** One connection: requests in one direction, their answers in the same order in the other. */
final class HttpConnection {
  /** Requests that wait for their answers; who sends more of them is no browser. */
  private static final int MOST_OPEN = 64;

  private final HttpReader reader;
  private final LongFunction<Connection> identity;
  private final Deque<HttpDraft> open = new ArrayDeque<>();
  private final HttpSide asks =
      new HttpSide(true, new HttpParser(true, new Requests()), () -> streams().client());
  private final HttpSide answers =
      new HttpSide(false, new HttpParser(false, new Answers()), () -> streams().server());
  private final TcpText asked = new TcpText(asks);
  private final TcpText answered = new TcpText(answers);
  private @Nullable Http2Streams streams;
  private Instant now = Instant.EPOCH;
  private long flow;
  private boolean joined;
  private boolean told;

  /**
   * @param identity what it is, by its flow's number, which may not be known at its beginning
   */
  HttpConnection(HttpReader reader, LongFunction<Connection> identity) {
    this.reader = reader;
    this.identity = identity;
  }

  void segment(Instant at, boolean fromClient, long ofFlow, TcpSegment segment) {
    now = at;
    flow = ofFlow == 0 ? flow : ofFlow;
    TcpText mine = fromClient ? asked : answered;
    TcpText other = fromClient ? answered : asked;
    if (segment.syn()) {
      mine.begin(segment.sequence() + 1);
      return;
    }
    if (fromClient && !asked.begun() && HttpLines.beginsWithRequest(segment.payload())) {
      // The connection is older than the recording, and this looks like where to begin.
      joined = true;
      asked.begin(segment.sequence());
    }
    if (!asked.begun() && Http2Frames.areFrames(segment.payload())) {
      tell(Why.HTTP2);
    }
    if (fromClient && asked.begun() && !answered.begun() && segment.ack()) {
      answered.begin(segment.acknowledged());
    }
    if (segment.ack()) {
      other.acknowledged(segment.acknowledged());
    }
    mine.add(segment.sequence(), segment.payload(), segment.fin());
    if (segment.rst() || answered.over()) {
      end();
    }
  }

  /** No more is read of it, though it may go on. */
  void leave() {
    stop(Remark.MISSED);
  }

  private void end() {
    answers.end();
    stop(Remark.CUT);
  }

  private void stop(Remark remark) {
    asks.stop();
    answers.stop();
    open.forEach(draft -> mark(draft, remark));
    open.clear();
    Http2Streams second = streams;
    if (second != null) {
      second.end(remark);
    }
  }

  private Http2Streams streams() {
    Http2Streams there = streams;
    if (there == null) {
      there = new Http2Streams(new Many());
      streams = there;
    }
    return there;
  }

  /** What the connection is to its streams, once it speaks HTTP/2. */
  private final class Many implements Http2Streams.Host {
    @Override
    public Instant now() {
      return now;
    }

    @Override
    public HttpDraft draft(Instant at, String startLine, List<HttpHeader> headers) {
      return reader.draft(at, identity.apply(flow), startLine, headers);
    }

    @Override
    public void changed(HttpDraft draft) {
      reader.changed(draft);
    }

    @Override
    public void unread(Why why) {
      tell(why);
    }
  }

  private void mark(HttpDraft draft, Remark remark) {
    draft.remarks.add(remark);
    reader.changed(draft);
  }

  private void tell(Why why) {
    if (!told) {
      told = true;
      reader.unread(why);
    }
  }

  /** What the client says. */
  private final class Requests implements HttpParser.Events {
    private Instant began = Instant.EPOCH;
    private @Nullable HttpDraft current;

    @Override
    public void begins() {
      began = now;
    }

    @Override
    public Body head(String startLine, List<HttpHeader> headers) {
      HttpDraft draft = reader.draft(began, identity.apply(flow), startLine, headers);
      if (joined) {
        joined = false;
        draft.remarks.add(Remark.JOINED);
      }
      current = draft;
      open.add(draft);
      if (open.size() > MOST_OPEN) {
        tell(Why.MISSED);
        leave();
        return Body.OTHER_PROTOCOL;
      }
      return Body.BY_HEAD;
    }

    @Override
    public void body(byte[] bytes, int from, int length) {
      HttpDraft draft = current;
      if (draft != null) {
        draft.request.body(bytes, from, length);
        reader.changed(draft);
      }
    }

    @Override
    public void missed(long bytes) {
      HttpDraft draft = current;
      if (draft != null) {
        draft.request.miss(bytes);
        reader.changed(draft);
      }
    }

    @Override
    public void ends() {
      HttpDraft draft = current;
      if (draft != null) {
        draft.request.whole();
        reader.changed(draft);
        current = null;
      }
    }

    @Override
    public void over(Why why) {
      HttpDraft draft = current;
      if (draft != null && why == Why.MISSED) {
        mark(draft, Remark.MISSED);
      }
      current = null;
      tell(why);
      if (why != Why.MISSED && open.isEmpty()) {
        answers.stop();
      }
    }
  }

  /** What the server says. */
  private final class Answers implements HttpParser.Events {
    private Instant began = Instant.EPOCH;
    private HttpDraft.@Nullable Part current;
    private boolean interim;

    @Override
    public void begins() {
      began = now;
    }

    @Override
    public Body head(String startLine, List<HttpHeader> headers) {
      HttpDraft draft = open.peek();
      if (draft == null) {
        // To a request that was not seen, or to none: a server may say why it hangs up.
        tell(Why.MISSED);
        return Body.OTHER_PROTOCOL;
      }
      int status = HttpLines.status(startLine);
      interim = status < 200 && status != 101;
      if (interim) {
        return Body.NONE;
      }
      if (status == 101 && HttpLines.lists(headers, "Upgrade", "h2c")) {
        // The answer comes in the new version, on its first stream.
        open.remove();
        streams().upgraded(draft);
        asks.upgraded();
        answers.upgraded();
        return Body.OTHER_PROTOCOL;
      }
      draft.firstByte = began;
      current = draft.answer(startLine, headers);
      reader.changed(draft);
      if (status == 101 || draft.method().equals("CONNECT") && status < 300) {
        draft.remarks.add(Remark.UPGRADED);
        ends();
        asks.stop();
        return Body.OTHER_PROTOCOL;
      }
      boolean none = draft.method().equals("HEAD") || status == 204 || status == 304;
      return none ? Body.NONE : Body.BY_HEAD;
    }

    @Override
    public void body(byte[] bytes, int from, int length) {
      HttpDraft.Part part = current;
      HttpDraft draft = open.peek();
      if (part != null && draft != null) {
        part.body(bytes, from, length);
        reader.changed(draft);
      }
    }

    @Override
    public void missed(long bytes) {
      HttpDraft.Part part = current;
      HttpDraft draft = open.peek();
      if (part != null && draft != null) {
        part.miss(bytes);
        reader.changed(draft);
      }
    }

    @Override
    public void ends() {
      HttpDraft.Part part = current;
      if (interim || part == null) {
        return;
      }
      HttpDraft draft = open.poll();
      current = null;
      part.whole();
      if (draft != null) {
        draft.end = now;
        reader.changed(draft);
      }
    }

    @Override
    public void over(Why why) {
      if (why == Why.UPGRADED) {
        return;
      }
      tell(why);
      open.forEach(draft -> mark(draft, Remark.MISSED));
      open.clear();
      asks.stop();
    }
  }
}
