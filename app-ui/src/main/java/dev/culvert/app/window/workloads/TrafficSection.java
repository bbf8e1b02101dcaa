package dev.culvert.app.window.workloads;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.cluster.Workload;
import dev.culvert.app.view.AppModel;
import dev.culvert.app.view.AppModel.Screen;
import dev.culvert.app.view.Messages;
import dev.culvert.app.view.TrafficModel.Traffic;
import dev.culvert.app.view.Units;
import dev.culvert.app.window.kit.Colors;
import dev.culvert.app.window.kit.Drawer;
import dev.culvert.app.window.kit.Kit;
import dev.culvert.app.window.kit.Ribbon;
import dev.culvert.app.window.kit.Ticker;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** What went from this computer to a workload in the last minute. */
final class TrafficSection {
  private static final double HEIGHT = 56;

  private final AppModel model;
  private final Pane place = new Pane();
  private final Ribbon ribbon;
  private final Label in = Kit.label("", "cv-small");
  private final Label out = Kit.label("", "cv-small");
  private final Label flows = Kit.label("", "cv-small", "cv-muted");
  private final Button show = Kit.link(text("detail.traffic.show"));
  private @Nullable Workload shown;

  TrafficSection(AppModel model, Ticker ticker, Colors colors) {
    this.model = model;
    this.ribbon = new Ribbon(340, HEIGHT, colors);
    // As wide as the drawer, which never takes its width from what is drawn in it.
    ribbon.setManaged(false);
    place.getChildren().add(ribbon);
    place.setMinSize(0, HEIGHT);
    place.setPrefSize(0, HEIGHT);
    place
        .widthProperty()
        .addListener((o, was, is) -> {
          ribbon.setWidth(is.doubleValue());
          tell();
        });
    show.setId("show-flows");
    show.setOnAction(e -> {
      Workload now = shown;
      if (now != null && !now.services().isEmpty()) {
        model.flows().table().filter().set(now.services().getFirst() + "." + now.key().namespace());
        model.screen().set(Screen.FLOWS);
      }
    });
    ticker.seconds().addListener((o, was, is) -> tell());
    model.traffic().now().addListener((o, was, is) -> tell());
  }

  VBox of(Workload workload) {
    shown = workload;
    tell();
    in.setGraphic(Kit.icon("mdi2a-arrow-down", 14, "cv-data-in"));
    out.setGraphic(Kit.icon("mdi2a-arrow-up", 14, "cv-data-out"));
    HBox line = new HBox(16, in, out, flows, Kit.spring(), show);
    line.setAlignment(Pos.CENTER_LEFT);
    Kit.show(show, !workload.services().isEmpty());
    return Drawer.section(text("detail.traffic"), place, line);
  }

  private void tell() {
    Workload now = shown;
    if (now == null) {
      return;
    }
    Traffic traffic = model.traffic().of(now);
    ribbon.show(traffic.minute());
    in.setText(Units.rate(traffic.minute().lastIn()));
    out.setText(Units.rate(traffic.minute().lastOut()));
    flows.setText(Messages.count("detail.traffic.flows", traffic.flows()));
  }
}
