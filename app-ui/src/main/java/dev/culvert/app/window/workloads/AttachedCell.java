package dev.culvert.app.window.workloads;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.AttachmentsModel.Who;
import dev.culvert.app.view.WorkloadLine;
import dev.culvert.app.window.kit.Kit;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import javafx.geometry.Pos;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import org.jspecify.annotations.Nullable;

/** Who is attached: this person with a pill, others by their initials; how, by the icon. */
final class AttachedCell extends TableCell<WorkloadLine, WorkloadLine> {
  /** What fits; the tooltip has all of them. */
  private static final int MOST = 1;

  private final Function<WorkloadLine.Row, List<Who>> attached;
  private final HBox pills = new HBox(4);
  private List<Who> shown = List.of();

  /**
   * @param attached who is attached to a row's workload, this person first
   */
  AttachedCell(Function<WorkloadLine.Row, List<Who>> attached) {
    this.attached = attached;
    pills.setAlignment(Pos.CENTER_LEFT);
    setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
    setGraphic(pills);
  }

  @Override
  protected void updateItem(@Nullable WorkloadLine line, boolean empty) {
    super.updateItem(line, empty);
    List<Who> now =
        !empty && line instanceof WorkloadLine.Row row ? attached.apply(row) : List.of();
    if (now.equals(shown)) {
      return;
    }
    shown = now;
    pills.getChildren().setAll(now.stream().limit(MOST).map(AttachedCell::pill).toList());
    if (now.size() > MOST) {
      Label more = Kit.label(text("attached.more", now.size() - MOST), "cv-small", "cv-muted");
      more.setMinWidth(USE_PREF_SIZE);
      pills.getChildren().add(more);
    }
    setTooltip(
        now.isEmpty()
            ? null
            : new Tooltip(now.stream().map(Who::words).collect(Collectors.joining("\n"))));
  }

  private static Label pill(Who who) {
    Label pill =
        Kit.label(
            who.mine() ? text("attach.mine") : who.initials(),
            "cv-pill",
            who.mine() ? "cv-pill-take" : "cv-pill-neutral");
    pill.setGraphic(Kit.icon(who.way().icon(), 14, "cv-pill-icon"));
    pill.setGraphicTextGap(4);
    pill.setMinWidth(USE_PREF_SIZE);
    return pill;
  }
}
