package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.doctor.Bundle;
import dev.culvert.app.doctor.Checks;
import dev.culvert.app.doctor.Environment;
import dev.culvert.app.doctor.Examination;
import dev.culvert.app.doctor.Finding.Fix;
import dev.culvert.app.doctor.Redactor;
import dev.culvert.app.doctor.Survey;
import dev.culvert.app.helper.HelperClient;
import dev.culvert.app.helper.HelperClient.Presence;
import dev.culvert.proto.helper.v1.State;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/** The doctor: what the checks found, and what becomes of fixing it. */
public final class DoctorModel {
  private final HelperClient helper;
  private final ConnectionModel connection;
  private final Settings settings;
  private final Survey survey;
  private final Workbench bench;
  private final Supplier<String> context;
  private final ReadOnlyObjectWrapper<@Nullable Examination> examination =
      new ReadOnlyObjectWrapper<>();
  private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper();
  private final ReadOnlyStringWrapper said = new ReadOnlyStringWrapper("");
  private final ObjectProperty<String> selected = new SimpleObjectProperty<>("");

  /**
   * @param context that the window is about
   */
  DoctorModel(
      HelperClient helper,
      ConnectionModel connection,
      Settings settings,
      Survey survey,
      Workbench bench,
      Supplier<String> context) {
    this.helper = helper;
    this.connection = connection;
    this.settings = settings;
    this.survey = survey;
    this.bench = bench;
    this.context = context;
  }

  /** What the checks found last; {@code null} before the first time. */
  public ReadOnlyObjectProperty<@Nullable Examination> examination() {
    return examination.getReadOnlyProperty();
  }

  /** Whether it looks, or fixes something. */
  public ReadOnlyBooleanProperty busy() {
    return busy.getReadOnlyProperty();
  }

  /** What became of the last fix, in words. */
  public ReadOnlyStringProperty said() {
    return said.getReadOnlyProperty();
  }

  /** The id of the check that is open; empty for the first that needs somebody. */
  public ObjectProperty<String> selected() {
    return selected;
  }

  /** Makes all checks. */
  public void examine() {
    if (busy.get()) {
      return;
    }
    busy.set(true);
    State state = connection.state().get();
    String gone =
        connection.presence().get() instanceof Presence.Gone why
            ? why.why() + " " + why.remedy()
            : "";
    String about = context.get();
    Thread.ofVirtual()
        .name("doctor")
        .start(() -> {
          Environment environment = survey.look(about, state, gone);
          Examination found = Examination.of(Checks.ALL, environment, bench.now());
          bench.ui(() -> {
            examination.set(found);
            busy.set(false);
          });
        });
  }

  /** Does it. */
  public void fix(Fix fix) {
    said.set(text("doctor.fixing"));
    switch (fix) {
      case Fix.Copy(String line) -> {
        bench.copy(line);
        said.set(text("detail.copied"));
      }
      case Fix.Restore() -> restore();
      case Fix.Reconnect() -> reconnect();
      case Fix.NeverRoute(String cidr) -> {
        String key = "context." + context.get() + ".never-route";
        String before = settings.get(key, "");
        settings.put(key, before.isEmpty() ? cidr : before + "," + cidr);
        reconnect();
      }
      case Fix.StartHelper() -> start();
    }
  }

  /** Undoes everything that the helper ever changed. */
  public void restore() {
    said.set(text("doctor.fixing"));
    var _ =
        helper
            .restore()
            .whenComplete((response, failure) ->
                bench.ui(() -> {
                  said.set(
                      failure == null
                          ? text("doctor.fixed", String.join(". ", response.getUndoneList()))
                          : text("doctor.fix-failed", why(failure)));
                  examine();
                }));
  }

  /** Everything for somebody who helps, redacted; empty before the first examination. */
  public Optional<Bundle> bundle() {
    Examination now = examination.get();
    return now == null
        ? Optional.empty()
        : Optional.of(
            Bundle.of(
                now,
                new Redactor(
                    List.of(
                        System.getProperty("user.name", ""),
                        Optional.ofNullable(System.getenv("HOSTNAME")).orElse("")))));
  }

  /** Writes the bundle; tells how that went, in words. */
  public void save(Bundle bundle, Path file, Consumer<String> then) {
    bench.work(() -> {
      String result;
      try (OutputStream out = Files.newOutputStream(file)) {
        bundle.write(out);
        result = text("bundle.saved", file);
      } catch (IOException e) {
        result = text("bundle.failed", String.valueOf(e.getMessage()));
      }
      String outcome = result;
      bench.ui(() -> then.accept(outcome));
    });
  }

  private void reconnect() {
    var _ =
        helper
            .disconnect()
            .whenComplete((_, failure) ->
                bench.ui(() -> {
                  if (failure != null) {
                    said.set(text("doctor.fix-failed", why(failure)));
                  } else {
                    said.set("");
                    connection.connect();
                  }
                }));
  }

  private void start() {
    Thread.ofVirtual()
        .name("start-helper")
        .start(() -> {
          String result = ServiceStart.run();
          bench.ui(() -> {
            said.set(
                result.isEmpty() ? text("doctor.fixed", "") : text("doctor.fix-failed", result));
            bench.later(java.time.Duration.ofSeconds(2), () -> bench.ui(this::examine));
          });
        });
  }

  private static String why(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return String.valueOf(cause.getMessage());
  }
}
