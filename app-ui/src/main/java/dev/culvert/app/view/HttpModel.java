package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.cluster.Subscription;
import dev.culvert.app.helper.HelperException;
import dev.culvert.app.helper.InspectClient;
import dev.culvert.app.http.Har;
import dev.culvert.app.http.HttpBody;
import dev.culvert.app.http.HttpExchange;
import dev.culvert.app.http.HttpMessage;
import dev.culvert.app.http.HttpReader;
import dev.culvert.app.http.HttpReader.Unread;
import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.attach.v1.Kind;
import dev.culvert.proto.helper.v1.PacketBatch;
import dev.culvert.proto.helper.v1.RecordedPacket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/**
 * HTTP as it is read out of recorded packets, in this process and nowhere else: off until somebody
 * turns it on, and again when recording ends.
 */
public final class HttpModel implements AutoCloseable {
  private final InspectClient inspect;
  private final Workbench bench;
  private final HourModel hour;
  private final Supplier<List<Attachment>> attachments;
  private final LiveTable<HttpRow> table;
  private final ObjectProperty<@Nullable HttpRow> selected = new SimpleObjectProperty<>();
  private final BooleanProperty secrets = new SimpleBooleanProperty();
  private final ReadOnlyObjectWrapper<Looking> looking =
      new ReadOnlyObjectWrapper<>(new Looking(Optional.empty(), Map.of(), ""));
  private final ResendModel resend;
  private Subscription reading = () -> {};
  private boolean stopped = true;

  // Of the work thread.
  private HttpReader reader = new HttpReader();
  private Set<Long> shown = new HashSet<>();
  private final AtomicInteger generation = new AtomicInteger();

  /**
   * @param hour where it is told whether packets are recorded
   * @param attachments what is attached; asked on any thread
   */
  HttpModel(
      InspectClient inspect,
      Workbench bench,
      HourModel hour,
      Supplier<List<Attachment>> attachments) {
    this.inspect = inspect;
    this.bench = bench;
    this.hour = hour;
    this.attachments = attachments;
    this.resend = new ResendModel(bench, attachments);
    this.table =
        new LiveTable<>(
            bench,
            HttpRow::id,
            row -> row,
            HttpRow.KEYS,
            HttpRow::failed,
            HttpReader.MOST_EXCHANGES);
    selected.addListener((o, was, is) -> {
      if (was == null || is == null || was.id() != is.id()) {
        secrets.set(false);
        resend.forget();
      }
    });
  }

  /**
   * How it stands.
   *
   * @param scope what is looked into; empty while nothing is
   * @param unread connections that are not shown, by reason
   * @param problem why it could not be turned on, or what came of saving; or empty
   */
  public record Looking(Optional<HttpScope> scope, Map<Unread, Integer> unread, String problem) {}

  /** The rows. */
  public LiveTable<HttpRow> table() {
    return table;
  }

  /** The request whose detail is open. */
  public ObjectProperty<@Nullable HttpRow> selected() {
    return selected;
  }

  /** Whether secrets of the open request are shown; off again with the next one. */
  public BooleanProperty secrets() {
    return secrets;
  }

  /** How it stands. */
  public ReadOnlyObjectProperty<Looking> looking() {
    return looking.getReadOnlyProperty();
  }

  /** Whether packets are recorded, and until when. */
  public HourModel hour() {
    return hour;
  }

  /** Says a request again. */
  public ResendModel resend() {
    return resend;
  }

  /** Whether it is looked into now: somebody asked for it, and packets are recorded. */
  public boolean on() {
    return looking.get().scope.isPresent() && hour.recording().get().hasUntil();
  }

  /** Names of the workloads whose requests come to this computer. */
  public List<String> attached() {
    return attachments.get().stream()
        .filter(Attachment::getMine)
        .map(each -> each.getSpec().getWorkload().getName())
        .distinct()
        .toList();
  }

  /** Looks into these from now on, and into what of them is recorded already. */
  public void start(HttpScope scope) {
    stopped = false;
    var _ =
        inspect
            .record(true)
            .whenComplete((recording, failure) ->
                bench.ui(() -> {
                  if (stopped) {
                    return;
                  }
                  if (failure != null) {
                    say(Optional.empty(), text("http.failed", why(failure)));
                    return;
                  }
                  hour.recorded(recording);
                  read(scope);
                }));
  }

  private void read(HttpScope scope) {
    reading.close();
    clear();
    looking.set(new Looking(Optional.of(scope), Map.of(), ""));
    bench.work(() -> {
      int mine = generation.get();
      bench.ui(() -> follow(scope, mine));
    });
  }

  private void follow(HttpScope scope, int of) {
    if (stopped || of != generation.get()) {
      return;
    }
    reading =
        inspect.packets(
            scope.request(),
            batch -> bench.work(() -> take(of, batch)),
            end -> bench.ui(() -> ended(of, end)));
  }

  /** Reads no more, and ends the recording. */
  public void stop() {
    stopped = true;
    reading.close();
    say(Optional.empty(), "");
    var _ =
        inspect
            .record(false)
            .whenComplete((recording, failure) ->
                bench.ui(() -> {
                  if (failure == null) {
                    hour.recorded(recording);
                  }
                }));
  }

  /** Forgets what was read. */
  public void clear() {
    selected.set(null);
    looking.set(new Looking(looking.get().scope, Map.of(), ""));
    bench.work(() -> {
      generation.incrementAndGet();
      reader = new HttpReader();
      shown = new HashSet<>();
      table.change(true, List.of(), List.of());
    });
  }

  private void take(int of, PacketBatch batch) {
    if (of != generation.get()) {
      return;
    }
    for (RecordedPacket packet : batch.getPacketsList()) {
      // An attachment brings requests to a program of this computer; a flow carries its own.
      boolean brought = !packet.getAttachment().isEmpty();
      reader.packet(
          BarWords.instant(packet.getAt()),
          packet.getFromProgram() != brought,
          packet.getFlow(),
          packet.getAttachment(),
          packet.getData().toByteArray());
    }
    List<HttpRow> rows = new ArrayList<>();
    List<Attachment> known = attachments.get();
    reader.changes().forEach(exchange -> rows.add(row(exchange, known)));
    Set<Long> kept = new HashSet<>(reader.numbers());
    List<Long> gone = shown.stream().filter(id -> !kept.contains(id)).toList();
    shown = kept;
    table.change(false, rows, gone);
    Map<Unread, Integer> unread = reader.unread();
    bench.ui(() -> {
      Looking now = looking.get();
      if (of == generation.get() && !now.unread.equals(unread)) {
        looking.set(new Looking(now.scope, unread, now.problem));
      }
    });
  }

  private static HttpRow row(HttpExchange exchange, List<Attachment> known) {
    String id = exchange.connection().attachment();
    for (Attachment each : known) {
      if (!id.isEmpty() && each.getId().equals(id)) {
        boolean copy = each.getSpec().getKind() == Kind.KIND_WIRETAP;
        return new HttpRow(exchange, each.getSpec().getWorkload().getName(), copy);
      }
    }
    return new HttpRow(exchange, id, false);
  }

  private void ended(int of, Optional<HelperException> why) {
    if (of == generation.get() && !stopped) {
      String said = why.map(failure -> String.valueOf(failure.getMessage())).orElse("");
      say(Optional.empty(), said.isEmpty() ? "" : text("http.failed", said));
    }
  }

  private void say(Optional<HttpScope> scope, String problem) {
    looking.set(new Looking(scope, looking.get().unread, problem));
  }

  /** How a body is to be read; told on the user interface's thread. */
  public void body(HttpMessage message, Consumer<HttpBody> then) {
    bench.work(() -> {
      HttpBody body = HttpBody.of(message);
      bench.ui(() -> then.accept(body));
    });
  }

  /**
   * Saves what is shown as an HTTP archive.
   *
   * @param withSecrets whether secrets in headers are written
   */
  public void save(Path file, boolean withSecrets) {
    List<HttpExchange> all =
        table.picture().get().rows().reversed().stream().map(HttpRow::exchange).toList();
    bench.work(() -> {
      String said;
      try {
        Files.writeString(file, Har.of(all, withSecrets));
        said = Messages.count("http.saved", all.size(), file.getFileName());
      } catch (IOException e) {
        said = text("http.saved.failed", String.valueOf(e.getMessage()));
      }
      String result = said;
      bench.ui(() -> say(looking.get().scope, result));
    });
  }

  /** What stands instead of the table, if anything. */
  public @Nullable Notice notice(Notice notConnected, boolean connected, String example) {
    LiveTable.Picture<HttpRow> now = table.picture().get();
    if (!now.rows().isEmpty()) {
      return null;
    }
    if (now.total() > 0) {
      return new Notice(
          "mdi2w-web",
          text("http.filtered"),
          Messages.count("http.filtered.text", now.total(), table.filter().get().trim()),
          List.of(
              new Notice.Action(text("filter.clear"), "Esc", false, () -> table.filter().set(""))));
    }
    if (!connected) {
      return notConnected;
    }
    if (!on()) {
      return off();
    }
    return new Notice(
        "mdi2w-web",
        text("http.empty"),
        text("http.empty.text", example),
        List.of(
            new Notice.Action(
                text("flows.empty.copy"),
                "",
                false,
                () -> bench.copy("curl -i http://" + example))));
  }

  private Notice off() {
    List<String> workloads = attached();
    List<Notice.Action> actions = new ArrayList<>();
    if (!workloads.isEmpty()) {
      String name =
          workloads.size() == 1
              ? text("http.start.one", workloads.getFirst())
              : text("http.start.attached");
      actions.add(new Notice.Action(name, "", true, () -> start(HttpScope.ATTACHED)));
    }
    actions.add(
        new Notice.Action(
            text("http.start.everything"),
            "",
            workloads.isEmpty(),
            () -> start(HttpScope.EVERYTHING)));
    return new Notice(
        "mdi2w-web",
        text("http.off"),
        text("http.off.text", Units.count(HttpReader.MOST_EXCHANGES)),
        actions);
  }

  private static String why(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return String.valueOf(cause.getMessage());
  }

  @Override
  public void close() {
    reading.close();
  }
}
