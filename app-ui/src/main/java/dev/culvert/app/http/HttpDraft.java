package dev.culvert.app.http;

import dev.culvert.app.http.HttpExchange.Connection;
import dev.culvert.app.http.HttpExchange.Remark;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An exchange while it is read. */
final class HttpDraft {
  static final int MOST_BODY = 64 * 1024;

  final long number;
  final Part request;
  @Nullable Part answer;
  @Nullable Instant firstByte;
  @Nullable Instant end;
  final Set<Remark> remarks = EnumSet.noneOf(Remark.class);
  private final Instant at;
  private final Connection connection;
  private boolean dropped;

  HttpDraft(
      long number, Instant at, Connection connection, String startLine, List<HttpHeader> headers) {
    this.number = number;
    this.at = at;
    this.connection = connection;
    this.request = new Part(startLine, headers);
  }

  Part answer(String startLine, List<HttpHeader> headers) {
    Part begun = new Part(startLine, headers);
    answer = begun;
    return begun;
  }

  String method() {
    return request.startLine.substring(0, request.startLine.indexOf(' '));
  }

  /** Nobody will see it: its bodies need no memory. */
  void drop() {
    dropped = true;
    request.kept.reset();
    Part there = answer;
    if (there != null) {
      there.kept.reset();
    }
  }

  /** As it stands. */
  HttpExchange exchange() {
    return new HttpExchange(
        number,
        at,
        connection,
        request.message(),
        Optional.ofNullable(answer).map(Part::message),
        since(firstByte),
        since(end),
        remarks);
  }

  private Optional<Duration> since(@Nullable Instant then) {
    return Optional.ofNullable(then).map(time -> Duration.between(at, time));
  }

  /** A request or an answer. */
  final class Part {
    private final String startLine;
    private final List<HttpHeader> headers;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long length;
    private long missed;
    private boolean whole;

    private Part(String startLine, List<HttpHeader> headers) {
      this.startLine = startLine;
      this.headers = new ArrayList<>(headers);
    }

    void body(byte[] bytes, int from, int count) {
      length += count;
      // Behind a hole nothing is kept: two ends would stand side by side as if they were one.
      if (!dropped && missed == 0) {
        kept.write(bytes, from, Math.min(count, MOST_BODY - kept.size()));
      }
    }

    void miss(long bytes) {
      missed += bytes;
      length += bytes;
      remarks.add(Remark.MISSED);
    }

    /** Fields that come after the body. */
    void trailers(List<HttpHeader> fields) {
      headers.addAll(fields);
    }

    void whole() {
      whole = true;
    }

    private HttpMessage message() {
      return new HttpMessage(startLine, headers, kept.toByteArray(), length, missed, whole);
    }
  }
}
