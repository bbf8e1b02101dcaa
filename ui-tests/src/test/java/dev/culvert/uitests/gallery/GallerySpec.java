package dev.culvert.uitests.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.uitests.Fx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What {@code ./culvert gallery --check} sees of a change, and what it does not. */
class GallerySpec {
  private static final Path FOUND = Path.of("target", "gallery");

  private static final Form LIGHT = Form.LOOKS.getFirst();

  @Test
  void aPictureOfADarkWindowIsDark() {
    assertThat(brightness("workloads", Form.LOOKS.getLast())).isLessThan(60);
    assertThat(brightness("workloads", LIGHT)).isGreaterThan(220);
  }

  @Test
  void aPictureIsLikeItself() {
    Likeness likeness = Likeness.of(plain(), plain());
    likeness.difference().write(FOUND.resolve("itself-difference.png"));
    assertThat(likeness.squares()).isZero();
  }

  @Test
  void eightPixelsMoreAboveASectionAreSeen() {
    Likeness likeness = Likeness.of(styled(".cv-section { -fx-padding: 24 16 16 16; }"), plain());
    System.out.println("8 pixels more: " + likeness.squares() + " squares differ");
    assertThat(likeness.alike()).isFalse();
    likeness.difference().write(FOUND.resolve("eight-pixels-difference.png"));
  }

  private static long brightness(String name, Form form) {
    Shot shot = shot(view(name), form);
    return Math.round(
        Arrays.stream(shot.rgb()).map(pixel -> pixel >> 8 & 255).average().orElseThrow());
  }

  private static Shot plain() {
    return shot(view("workloads"), LIGHT);
  }

  private static Shot styled(String css) {
    String sheet =
        "data:text/css;base64,"
            + Base64.getEncoder().encodeToString(css.getBytes(StandardCharsets.UTF_8));
    View view = view("workloads");
    return shot(
        new View(
            view.name(),
            view.context(),
            view.cluster(),
            view.state(),
            view.forms(),
            (open, helper) -> {
              view.arrange().accept(open, helper);
              Fx.run(() -> open.scene().getRoot().getStylesheets().add(sheet));
            }),
        LIGHT);
  }

  private static Shot shot(View view, Form form) {
    AtomicReference<Shot> taken = new AtomicReference<>();
    Photographer.take(view, List.of(form), (name, image) -> taken.set(Shot.of(image)));
    return taken.get();
  }

  private static View view(String name) {
    return Views.all().stream().filter(view -> view.name().equals(name)).findFirst().orElseThrow();
  }
}
