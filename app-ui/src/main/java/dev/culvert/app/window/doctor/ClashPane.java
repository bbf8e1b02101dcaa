package dev.culvert.app.window.doctor;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.doctor.Clash;
import dev.culvert.app.doctor.Network;
import dev.culvert.app.window.kit.Kit;
import java.math.BigInteger;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.VBox;

/** A clash of routes as a picture: who claims what, and where a packet goes before and after. */
final class ClashPane extends VBox {
  ClashPane(Clash clash) {
    super(12);
    setId("clash");
    Network shared = clash.shared();
    // Not its first: that is a network's own name and no computer's.
    String example = shared.at(shared.size().shiftRight(1).min(BigInteger.TEN));
    String now =
        clash.theirsWins()
            ? text("clash.way.theirs", clash.theirDevice())
            : text("clash.way.ours", clash.ourDevice());
    String after = text("clash.way.left", clash.theirDevice());
    GridPane fates = new GridPane(12, 0);
    ColumnConstraints half = new ColumnConstraints();
    half.setPercentWidth(50);
    fates.getColumnConstraints().addAll(half, half);
    fates.addRow(
        0,
        fate(text("clash.now", example), now, clash.theirsWins() ? "warning" : "success"),
        fate(text("clash.after", example), after, "plain"));
    getChildren().addAll(new ClashRuler(clash), fates);
  }

  private static VBox fate(String when, String way, String tone) {
    Label first = Kit.label(when, "cv-small", "cv-strong");
    Label second = Kit.label(way, "cv-small", "cv-fate-way");
    second.setWrapText(true);
    VBox card = new VBox(4, first, second);
    card.getStyleClass().addAll("cv-fate", "cv-fate-" + tone);
    return card;
  }
}
