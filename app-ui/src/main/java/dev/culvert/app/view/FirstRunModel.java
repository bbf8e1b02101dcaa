package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.cluster.Contexts;
import dev.culvert.app.cluster.ManagerFinding;
import dev.culvert.app.helper.HelperClient.Presence;
import dev.culvert.app.view.ConnectionModel.Condition;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import org.jspecify.annotations.Nullable;

/**
 * The first steps: helper, cluster, manager, connect. One is open at a time; each says by itself
 * whether it is done; nothing on this computer changes before the last.
 */
public final class FirstRunModel {
  private static final String SEEN = "seen.first-steps";

  private final AppModel model;
  private final Contexts contexts;
  private final ReadOnlyObjectWrapper<@Nullable Step> open = new ReadOnlyObjectWrapper<>();
  private final ReadOnlyObjectWrapper<@Nullable ManagerFinding> manager =
      new ReadOnlyObjectWrapper<>();
  private final ReadOnlyStringWrapper installing = new ReadOnlyStringWrapper("");
  private String chosen = "";
  private int searches;

  FirstRunModel(AppModel model, Contexts contexts) {
    this.model = model;
    this.contexts = contexts;
  }

  /** The step that is open; {@code null} while the first steps are not shown. */
  public ReadOnlyObjectProperty<@Nullable Step> open() {
    return open.getReadOnlyProperty();
  }

  /** What was found of the manager; {@code null} while nothing is known. */
  public ReadOnlyObjectProperty<@Nullable ManagerFinding> manager() {
    return manager.getReadOnlyProperty();
  }

  /** What the installation of the manager is at, in words; empty while there is none. */
  public ReadOnlyStringProperty installing() {
    return installing.getReadOnlyProperty();
  }

  /** Whether they were never taken nor skipped. */
  public boolean wanted() {
    return !model.settings().has(SEEN);
  }

  /** Begins with the first step that is not done. */
  public void begin() {
    chosen = "";
    searches++;
    installing.set("");
    manager.set(null);
    open.set(helperThere() ? Step.CLUSTER : Step.HELPER);
  }

  /** Ends them for good; they can be begun again from the palette and the settings. */
  public void end() {
    model.settings().put(SEEN, "true");
    open.set(null);
  }

  /** The helper was started, the connection stands: goes on by itself. */
  void follow() {
    Step now = open.get();
    if (now == null) {
      return;
    }
    if (now == Step.HELPER && helperThere()) {
      open.set(Step.CLUSTER);
    } else if (now == Step.CONNECT && model.connection().condition().live()) {
      end();
    } else if (model.connection().condition() == Condition.FAILED && now == Step.CONNECT) {
      // The failed pane says it better.
      end();
    }
  }

  /** Uses a context and looks for the manager in its cluster. */
  public void use(String context) {
    if (!model.select(context).isEmpty()) {
      return;
    }
    chosen = context;
    manager.set(null);
    open.set(Step.MANAGER);
    search();
  }

  /** Looks for the manager once more. */
  public void search() {
    manager.set(null);
    await(++searches, contexts.findManager(chosen));
  }

  /** Installs the manager into the chosen cluster; goes on by itself when it is there. */
  public void install() {
    int mine = ++searches;
    installing.set(text("first.manager.installing", chosen));
    await(
        mine,
        contexts.installManager(
            chosen,
            step ->
                model
                    .bench()
                    .ui(() -> {
                      if (mine == searches) {
                        installing.set(step);
                      }
                    })));
  }

  private void await(int mine, CompletableFuture<ManagerFinding> answer) {
    var _ =
        answer.whenComplete((finding, error) ->
            model
                .bench()
                .ui(() -> {
                  if (mine == searches && open.get() != null) {
                    installing.set("");
                    found(
                        finding != null
                            ? finding
                            : new ManagerFinding.Unknown(
                                String.valueOf(Objects.requireNonNull(error).getMessage())));
                  }
                }));
  }

  private void found(ManagerFinding finding) {
    manager.set(finding);
    if (finding instanceof ManagerFinding.Found) {
      open.set(Step.CONNECT);
    }
  }

  /** Goes on although the manager was not seen: the helper will say what it finds. */
  public void goOn() {
    open.set(Step.CONNECT);
  }

  /** Opens a step that was done before. */
  public void back(Step step) {
    Step now = open.get();
    if (now != null && step.number() < now.number()) {
      open.set(step);
    }
  }

  /** Whether a step is done. */
  public boolean done(Step step) {
    return switch (step) {
      case HELPER -> helperThere();
      case CLUSTER -> !chosen.isEmpty();
      case MANAGER -> manager.get() instanceof ManagerFinding.Found;
      case CONNECT -> model.connection().condition().live();
    };
  }

  /** The heading of a step, as things stand. */
  public String title(Step step) {
    return switch (step) {
      case HELPER -> text(helperThere() ? "first.helper.done" : "first.helper");
      case CLUSTER -> chosen.isEmpty() ? text("first.cluster") : text("first.cluster.done", chosen);
      case MANAGER ->
          switch (manager.get()) {
            case ManagerFinding.Found _ -> text("first.manager.done");
            case ManagerFinding.Missing _ -> text("first.manager.missing", chosen);
            case ManagerFinding.NotInstalled _ -> text("first.manager.not-installed", chosen);
            case null, default -> text("first.manager");
          };
      case CONNECT -> text("first.connect");
    };
  }

  /** What there is to know of a step. */
  public String words(Step step) {
    return switch (step) {
      case HELPER ->
          model.connection().presence().get() instanceof Presence.Gone gone
              ? gone.why() + " " + gone.remedy()
              : helperThere()
                  ? text("first.helper.text", model.connection().state().get().getHelperVersion())
                  : text("first.helper.asking");
      case CLUSTER -> Messages.count("first.cluster.text", model.contexts().get().size());
      case MANAGER ->
          !installing.get().isEmpty()
              ? installing.get()
              : switch (manager.get()) {
                case null ->
                    text(
                        open.get() == Step.MANAGER ? "first.manager.looking" : "first.manager.text",
                        chosen);
                case ManagerFinding.Found found ->
                    text("first.manager.found", found.version(), found.namespace());
                case ManagerFinding.Missing missing ->
                    text("first.manager.missing.text", missing.namespace());
                case ManagerFinding.NotInstalled no ->
                    text("first.manager.not-installed.text", no.why(), no.remedy(), no.code());
                case ManagerFinding.Unknown unknown -> text("first.manager.unknown", unknown.why());
              };
      case CONNECT -> text("first.connect.text");
    };
  }

  private boolean helperThere() {
    return model.connection().presence().get() instanceof Presence.Here
        && !model.connection().state().get().getHelperVersion().isEmpty();
  }

  /** The steps. */
  public enum Step {
    /** The helper runs. */
    HELPER(1),
    /** Which cluster. */
    CLUSTER(2),
    /** The manager is there. */
    MANAGER(3),
    /** The switch. */
    CONNECT(4);

    private final int number;

    Step(int number) {
      this.number = number;
    }

    /** Its place, from 1. */
    public int number() {
      return number;
    }
  }
}
