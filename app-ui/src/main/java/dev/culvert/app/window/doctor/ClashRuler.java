package dev.culvert.app.window.doctor;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.doctor.Clash;
import dev.culvert.app.doctor.Network;
import dev.culvert.app.window.kit.Kit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;

/**
 * Addresses from left to right, a bar for each of the two that claim some, a shade over what both
 * claim. The wider of the two takes four of six parts.
 */
final class ClashRuler extends Region {
  private static final int PARTS = 6;
  private static final double HEAD = 24;
  private static final double BAR = 28;
  private static final double GAP = 12;
  private static final double LEAST = 6;
  private static final double FOOT = HEAD + 2 * BAR + 3 * GAP;

  private final Clash clash;
  private final Region shade = region("cv-clash-shade");
  private final Label both =
      Kit.label(text("clash.both"), "cv-small", "cv-strong", "cv-tone-warning");
  private final Region theirs = region("cv-clash-theirs");
  private final Region ours = region("cv-clash-ours");
  private final Label theirWords;
  private final Label ourWords;
  private final List<Region> lines = new ArrayList<>();
  private final List<Label> ticks = new ArrayList<>();

  ClashRuler(Clash clash) {
    this.clash = clash;
    theirWords = Kit.label(clash.theirs() + "  " + clash.theirDevice(), "cv-mono");
    ourWords =
        Kit.label(clash.ours() + "  " + clash.ourDevice() + ", " + clash.source(), "cv-mono");
    BigInteger part = part();
    for (int i = 0; i <= PARTS; i++) {
      lines.add(region("cv-clash-line"));
      ticks.add(
          Kit.label(
              clash.wider().at(part.multiply(BigInteger.valueOf(i - 1))),
              "cv-mono-small",
              "cv-subtle"));
    }
    getChildren().addAll(lines);
    getChildren().addAll(shade, theirs, ours, theirWords, ourWords, both);
    getChildren().addAll(ticks);
    getStyleClass().add("cv-clash");
    setAccessibleRole(AccessibleRole.IMAGE_VIEW);
    setAccessibleText(
        text("clash.both")
            + ": "
            + clash.shared()
            + ". "
            + theirWords.getText()
            + ". "
            + ourWords.getText());
    setMinHeight(USE_PREF_SIZE);
  }

  @Override
  protected double computePrefHeight(double width) {
    return FOOT + 4 + ticks.getFirst().prefHeight(-1);
  }

  private static Region region(String style) {
    Region region = new Region();
    region.getStyleClass().add(style);
    return region;
  }

  /** How many addresses a part of the ruler has. */
  private BigInteger part() {
    return clash.wider().size().shiftRight(2).max(BigInteger.ONE);
  }

  /** How far from the start an address is, from 0 to 1. */
  private double place(BigInteger address) {
    BigInteger start = clash.wider().first().subtract(part());
    BigInteger span = part().multiply(BigInteger.valueOf(PARTS));
    return new BigDecimal(address.subtract(start))
        .divide(new BigDecimal(span), MathContext.DECIMAL32)
        .doubleValue();
  }

  @Override
  protected void layoutChildren() {
    double width = getWidth();
    double room = 1.5 * ticks.stream().mapToDouble(tick -> tick.prefWidth(-1)).max().orElse(0) + 8;
    int every = width / PARTS < room ? 2 : 1;
    for (int i = 0; i <= PARTS; i++) {
      double x = Math.round(width * i / PARTS);
      lines.get(i).resizeRelocate(Math.min(x, width - 1), HEAD, 1, FOOT - HEAD);
      Label tick = ticks.get(i);
      tick.setVisible(i % every == 0);
      double wide = tick.prefWidth(-1);
      tick.resizeRelocate(
          Math.clamp(x - wide / 2, 0, Math.max(0, width - wide)),
          FOOT + 2,
          wide,
          tick.prefHeight(-1));
    }
    bar(clash.shared(), shade, HEAD, FOOT - HEAD);
    bar(clash.theirs(), theirs, HEAD + GAP, BAR);
    bar(clash.ours(), ours, HEAD + BAR + 2 * GAP, BAR);
    words(theirWords, theirs);
    words(ourWords, ours);
    double wide = both.prefWidth(-1);
    double middle = shade.getLayoutX() + shade.getWidth() / 2;
    both.resizeRelocate(
        Math.clamp(middle - wide / 2, 0, Math.max(0, width - wide)), 0, wide, HEAD - 4);
  }

  private void bar(Network network, Region bar, double y, double height) {
    double from = Math.round(getWidth() * place(network.first()));
    double to = Math.round(getWidth() * place(network.first().add(network.size())));
    bar.resizeRelocate(from, y, Math.max(LEAST, to - from), height);
  }

  /** In the bar where there is room, else behind it. */
  private void words(Label words, Region bar) {
    double wide = words.prefWidth(-1);
    double inside = bar.getLayoutX() + 8;
    double x = wide + 16 <= bar.getWidth() ? inside : bar.getLayoutX() + bar.getWidth() + 8;
    words.resizeRelocate(x, bar.getLayoutY(), Math.max(0, Math.min(wide, getWidth() - x)), BAR);
  }
}
