package dev.culvert.uitests.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A few screens look as they do in {@code docs/pictures}: light and dark, with room and without,
 * with large text and with long words. {@code ./culvert gallery --check} compares all of them. What
 * is not alike is left in {@code target/gallery}, with the difference in red; a change that is
 * meant is renewed with {@code ./culvert gallery --renew}.
 */
class PicturesSpec {
  private static final Path BEFORE = Path.of("..", "docs", "pictures");
  private static final Path FOUND = Path.of("target", "gallery");
  private static final Set<String> FEW =
      Set.of(
          "workloads-light",
          "workloads-dark",
          "workloads-light-narrow",
          "workloads-light-150",
          "workloads-light-pseudo",
          "settings-light",
          "settings-dark-narrow",
          "timeline-light",
          "timeline-light-150",
          "speed-dark",
          "speed-light-pseudo");

  @Test
  void aFewScreensLookAsTheyDoInTheirPictures() {
    List<String> strange = Gallery.compare(BEFORE, FOUND, FEW::contains, Likeness.ANY_COMPUTER);
    assertThat(strange).as("not as in docs/pictures; see ui-tests/target/gallery").isEmpty();
  }
}
