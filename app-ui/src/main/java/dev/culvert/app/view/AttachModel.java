package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.cluster.Workload;
import dev.culvert.app.helper.AttachClient;
import dev.culvert.app.view.AttachDraft.Field;
import dev.culvert.proto.attach.v1.AttachEvent;
import dev.culvert.proto.attach.v1.AttachRequest;
import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Conflict;
import dev.culvert.proto.attach.v1.Plan;
import dev.culvert.proto.attach.v1.Ready;
import dev.culvert.proto.helper.v1.MountRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;

/**
 * Attaching to one workload, from the first choice until it is in place. Each change is asked of
 * the cluster without doing it, so that what would be in the way is known before.
 */
public final class AttachModel {
  private static final Duration TYPING = Duration.ofMillis(400);
  private static final int UNPRIVILEGED = 8000;

  private final AttachClient client;
  private final Workbench bench;
  private final Workload workload;
  private final boolean production;
  private final BiConsumer<AttachSpec, Duration> ends;
  private final TryRequest tryRequest;
  private final ObjectProperty<AttachLimit> limit = new SimpleObjectProperty<>(AttachLimit.NONE);
  private final ObjectProperty<AttachWay> way = new SimpleObjectProperty<>(AttachWay.INGEST);
  private final StringProperty ports = new SimpleStringProperty("");
  private final StringProperty header = new SimpleStringProperty("");
  private final StringProperty value = new SimpleStringProperty("");
  private final StringProperty path = new SimpleStringProperty("");
  private final StringProperty variables = new SimpleStringProperty("");
  private final StringProperty directory = new SimpleStringProperty("");
  private final BooleanProperty mount = new SimpleBooleanProperty();
  private final BooleanProperty readOnly = new SimpleBooleanProperty(true);
  private final BooleanProperty override = new SimpleBooleanProperty();
  private final BooleanProperty agreed = new SimpleBooleanProperty();
  private final ReadOnlyObjectWrapper<Shown> shown;
  private @Nullable AttachSpec asked;
  private @Nullable CompletableFuture<Ready> running;
  private boolean tried;
  private boolean ended;

  /**
   * @param production whether the person must say that they mean it
   */
  AttachModel(AttachClient client, Workbench bench, Workload workload, boolean production) {
    this(client, bench, workload, production, (spec, time) -> {});
  }

  /**
   * @param production whether the person must say that they mean it
   * @param ends hears after how long what was attached shall end; zero for not by itself
   */
  AttachModel(
      AttachClient client,
      Workbench bench,
      Workload workload,
      boolean production,
      BiConsumer<AttachSpec, Duration> ends) {
    this.client = client;
    this.ends = ends;
    this.tryRequest = new TryRequest(client, bench, workload.key(), this::meant);
    limit.set(AttachLimit.usual(production));
    this.bench = bench;
    this.workload = workload;
    this.production = production;
    ports.set(first().map(AttachModel::proposed).orElse(""));
    shown = new ReadOnlyObjectWrapper<>(new Shown(draft(), Map.of(), null, "", Stage.OPEN, ""));
    way.addListener((o, was, is) -> changed());
    List.of(ports, header, value, path, variables, directory)
        .forEach(each -> each.addListener((o, was, is) -> changed()));
    List.of(mount, readOnly, override, agreed)
        .forEach(each -> each.addListener((o, was, is) -> changed()));
    changed();
  }

  /**
   * The same port here as there, unless a person's programs may not listen on it: then the one that
   * people use instead, 8080 for 80 and 8443 for 443.
   */
  private static String proposed(Workload.Port port) {
    return privileged(port)
        ? "%d:%d".formatted(UNPRIVILEGED + port.number(), port.number())
        : Integer.toString(port.number());
  }

  /** Whether programs need a right to listen on it, as Linux has it unless it is told otherwise. */
  private static boolean privileged(Workload.Port port) {
    return port.number() < 1024;
  }

  private Optional<Workload.Port> first() {
    return workload.ports().stream().filter(port -> port.protocol().equals("TCP")).findFirst();
  }

  /** What there is to know of the workload's ports. */
  public String portsHelp() {
    String known =
        workload.ports().stream()
            .map(port -> (port.number() + " " + port.name()).strip())
            .collect(Collectors.joining(", "));
    String help =
        known.isEmpty()
            ? text("attach.ports.help")
            : text("attach.ports.known", workload.key().name(), known);
    return first()
        .filter(AttachModel::privileged)
        .map(port ->
            help
                + " "
                + text(
                    "attach.ports.privileged",
                    Integer.toString(UNPRIVILEGED + port.number()),
                    Integer.toString(port.number())))
        .orElse(help);
  }

  /** What the button says: the act's name. */
  public String act() {
    if (production) {
      return text("attach.go.production");
    }
    return text(way.get() == AttachWay.WIRETAP ? "attach.go.wiretap" : "attach.go");
  }

  private AttachDraft draft() {
    return new AttachDraft(
        workload.key(),
        way.get(),
        ports.get(),
        header.get(),
        value.get(),
        path.get(),
        variables.get(),
        mount.get(),
        directory.get(),
        readOnly.get());
  }

  /** What is in the sheet, once its ports and its filter are whole. */
  private Optional<AttachSpec> meant() {
    AttachDraft draft = draft();
    Map<Field, String> errors = draft.errors(true);
    return errors.containsKey(Field.PORTS) || errors.containsKey(Field.FILTER)
        ? Optional.empty()
        : Optional.of(draft.spec());
  }

  private void changed() {
    tryRequest.draftChanged();
    if (shown.get().stage != Stage.OPEN) {
      return;
    }
    AttachDraft draft = draft();
    AttachSpec spec = draft.errors(true).isEmpty() ? draft.spec() : null;
    boolean same = spec != null && spec.equals(asked);
    asked = spec;
    Plan plan = same ? shown.get().plan : null;
    String problem = same ? shown.get().problem : "";
    shown.set(new Shown(draft, draft.errors(tried), plan, problem, Stage.OPEN, ""));
    if (spec != null && !same) {
      bench.later(
          TYPING,
          () ->
              bench.ui(() -> {
                if (spec.equals(asked) && !ended && shown.get().plan == null) {
                  ask(spec);
                }
              }));
    }
  }

  private void ask(AttachSpec spec) {
    var _ =
        client
            .prepare(spec)
            .whenComplete((plan, error) ->
                bench.ui(() -> {
                  if (spec.equals(asked) && shown.get().stage == Stage.OPEN) {
                    Shown now = shown.get();
                    shown.set(new Shown(now.draft, now.errors, plan, words(error), Stage.OPEN, ""));
                  }
                }));
  }

  /** Whether the person may press the button: not while something known is in the way. */
  public boolean possible() {
    Shown now = shown.get();
    if (now.stage != Stage.OPEN || production && !agreed.get()) {
      return false;
    }
    Plan plan = now.plan;
    return plan == null
        || plan.getRungValue() != 0
            && plan.getConflictsList().stream()
                .allMatch(each -> each.getCanOverride() && override.get());
  }

  /** Attaches, or says what is still wrong. */
  public void attach() {
    tried = true;
    changed();
    Shown now = shown.get();
    if (!now.errors.isEmpty() || !possible()) {
      return;
    }
    shown.set(now.at(Stage.ATTACHING, text("attach.attaching")));
    CompletableFuture<Ready> attaching =
        client.attach(
            AttachRequest.newBuilder()
                .setSpec(now.draft.spec())
                .setOverrideInactive(override.get())
                .build(),
            event -> bench.ui(() -> step(event)));
    running = attaching;
    var _ =
        attaching.whenComplete((ready, error) ->
            bench.ui(() -> {
              if (ready == null) {
                failed(words(error));
              } else {
                equip(now.draft, ready);
              }
            }));
  }

  private void step(AttachEvent event) {
    if (event.hasStep() && shown.get().stage == Stage.ATTACHING) {
      shown.set(shown.get().at(Stage.ATTACHING, event.getStep()));
    }
  }

  private void failed(String why) {
    Shown now = shown.get();
    shown.set(new Shown(now.draft, now.errors, null, why, Stage.OPEN, ""));
  }

  /** Variables and files; when they cannot be had, the attachment is taken back. */
  private void equip(AttachDraft draft, Ready ready) {
    String id = ready.getAttachment().getId();
    if (ended) {
      var _ = client.detach(id);
      return;
    }
    bench.work(() -> {
      CompletableFuture<?> done = CompletableFuture.completedFuture(null);
      try {
        if (!draft.variables().isBlank()) {
          EnvFile.write(
              AttachDraft.home(draft.variables()), ready.getEnvironment().getVariablesMap());
        }
        if (draft.mount()) {
          done = client.mount(mountOf(draft, id));
        }
      } catch (IOException e) {
        done =
            CompletableFuture.failedFuture(
                new IOException(text("attach.unwritten", draft.variables(), e.toString()), e));
      }
      var _ =
          done.whenComplete((_, error) ->
              bench.ui(() -> {
                if (error == null) {
                  ends.accept(ready.getAttachment().getSpec(), limit.get().time());
                  shown.set(shown.get().at(Stage.DONE, ""));
                } else {
                  failed(words(error));
                }
                if (error != null || ended) {
                  var _ = client.detach(id);
                }
              }));
    });
  }

  private static MountRequest mountOf(AttachDraft draft, String id) {
    return MountRequest.newBuilder()
        .setAttachment(id)
        .setDirectory(
            draft.directory().isBlank() ? "" : AttachDraft.home(draft.directory()).toString())
        .setReadOnly(draft.readOnly())
        .build();
  }

  /** The sheet is closed: what is not in place yet is taken back. */
  public void end() {
    ended = shown.get().stage != Stage.DONE;
    CompletableFuture<Ready> now = running;
    if (ended && now != null) {
      now.cancel(true);
    }
  }

  static String words(@Nullable Throwable error) {
    Throwable cause =
        error instanceof CompletionException c && c.getCause() != null ? c.getCause() : error;
    return cause == null || cause.getMessage() == null ? "" : cause.getMessage();
  }

  /** What the sheet says. */
  public ReadOnlyObjectProperty<Shown> shown() {
    return shown.getReadOnlyProperty();
  }

  /** To what. */
  public Workload workload() {
    return workload;
  }

  /** Whether customers use it. */
  public boolean production() {
    return production;
  }

  /** How. */
  public ObjectProperty<AttachWay> way() {
    return way;
  }

  /** Which ports. */
  public StringProperty ports() {
    return ports;
  }

  /** A header's name. */
  public StringProperty header() {
    return header;
  }

  /** That header's value. */
  public StringProperty value() {
    return value;
  }

  /** How paths begin. */
  public StringProperty path() {
    return path;
  }

  /** The file for the variables. */
  public StringProperty variables() {
    return variables;
  }

  /** Where the files are mounted. */
  public StringProperty directory() {
    return directory;
  }

  /** Whether files are mounted. */
  public BooleanProperty mount() {
    return mount;
  }

  /** Whether they cannot be changed. */
  public BooleanProperty readOnly() {
    return readOnly;
  }

  /** Whether what is in the way and inactive for long is ended. */
  public BooleanProperty override() {
    return override;
  }

  /** After how long it ends by itself. */
  public ObjectProperty<AttachLimit> limit() {
    return limit;
  }

  /** Which attachment would take a request. */
  public TryRequest tryRequest() {
    return tryRequest;
  }

  /** Whether the person means it. */
  public BooleanProperty agreed() {
    return agreed;
  }

  /** How far it is. */
  public enum Stage {
    /** The person chooses. */
    OPEN,
    /** It is being done. */
    ATTACHING,
    /** It is in place. */
    DONE
  }

  /**
   * What the sheet says.
   *
   * @param plan what the cluster said it would do, or {@code null} while that is not known
   * @param problem why it was refused, or empty
   * @param step what is being done
   */
  public record Shown(
      AttachDraft draft,
      Map<Field, String> errors,
      @Nullable Plan plan,
      String problem,
      Stage stage,
      String step) {

    Shown at(Stage next, String step) {
      return new Shown(draft, errors, plan, problem, next, step);
    }

    /** What will happen to whom. */
    public String happens() {
      return draft.happens();
    }

    /** The same for the command line. */
    public String command() {
      return draft.command();
    }

    /** How the cluster would do it, or empty. */
    public String announcement() {
      return plan == null ? "" : plan.getAnnouncement();
    }

    /** Who is in the way, and what else: each with its owner's name, as the manager says it. */
    public List<String> inTheWay() {
      return plan == null
          ? List.of()
          : plan.getConflictsList().stream().map(Conflict::getText).toList();
    }

    /** Whether what is in the way may be ended. */
    public boolean canOverride() {
      return plan != null
          && plan.getConflictsCount() > 0
          && plan.getConflictsList().stream().allMatch(Conflict::getCanOverride);
    }
  }
}
