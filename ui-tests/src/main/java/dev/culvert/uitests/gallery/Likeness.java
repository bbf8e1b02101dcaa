package dev.culvert.uitests.gallery;

import java.util.BitSet;

/**
 * Whether two pictures show the same to somebody who looks at the layout. Letters are drawn a
 * little differently by each machine's FreeType, lines of a chart by each renderer; both change the
 * edges of things and not where they are. So each picture is seen from afar, as the mean brightness
 * of squares of four pixels, and of these squares each may be as bright as any of its neighbours in
 * the other picture: what moved by one square is the same, what moved by two is not. One edge that
 * moved 8 pixels, or one word that is another, is {@link #SAME_COMPUTER} squares and more.
 */
final class Likeness {
  /** Pixels of a square's side. */
  private static final int SQUARE = 4;

  /** So much brighter or darker than all neighbours, of 255, is different. */
  private static final int TOLERANCE = 14;

  /** So many squares may differ where letters are drawn by the very same library. */
  static final int SAME_COMPUTER = 12;

  /**
   * So many may where they are not: a window that is moved by 0.4 of a pixel both ways, which
   * changes all edges, has 552. A section that moved by 8 pixels has thousands.
   */
  static final int ANY_COMPUTER = 800;

  private final int width;
  private final int height;
  private final BitSet differing = new BitSet();
  private final Shot now;

  private Likeness(Shot now) {
    this.now = now;
    this.width = now.width() / SQUARE;
    this.height = now.height() / SQUARE;
  }

  /** Compares. */
  static Likeness of(Shot now, Shot before) {
    Likeness likeness = new Likeness(now);
    if (now.width() != before.width() || now.height() != before.height()) {
      likeness.differing.set(0, likeness.width * likeness.height);
      return likeness;
    }
    int[] is = likeness.squares(now);
    int[] was = likeness.squares(before);
    for (int y = 0; y < likeness.height; y++) {
      for (int x = 0; x < likeness.width; x++) {
        if (likeness.strange(is, was, x, y) || likeness.strange(was, is, x, y)) {
          likeness.differing.set(y * likeness.width + x);
        }
      }
    }
    return likeness;
  }

  /** Whether they are alike. */
  boolean alike() {
    return differing.cardinality() <= SAME_COMPUTER;
  }

  /** How many squares differ. */
  int squares() {
    return differing.cardinality();
  }

  /** The picture of now, pale, with what differs in red. */
  Shot difference() {
    int[] drawn = new int[now.rgb().length];
    for (int i = 0; i < drawn.length; i++) {
      int x = i % now.width() / SQUARE;
      int y = i / now.width() / SQUARE;
      int grey = 170 + brightness(now.rgb()[i]) / 3;
      boolean red = x < width && y < height && differing.get(y * width + x);
      drawn[i] = red ? 0xffd02020 : 0xff000000 | grey << 16 | grey << 8 | grey;
    }
    return new Shot(now.width(), now.height(), drawn);
  }

  private boolean strange(int[] one, int[] other, int x, int y) {
    int darkest = 255;
    int brightest = 0;
    for (int v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
      for (int u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
        darkest = Math.min(darkest, other[v * width + u]);
        brightest = Math.max(brightest, other[v * width + u]);
      }
    }
    int value = one[y * width + x];
    return value < darkest - TOLERANCE || value > brightest + TOLERANCE;
  }

  private int[] squares(Shot shot) {
    int[] means = new int[width * height];
    for (int y = 0; y < height * SQUARE; y++) {
      for (int x = 0; x < width * SQUARE; x++) {
        means[y / SQUARE * width + x / SQUARE] += brightness(shot.rgb()[y * shot.width() + x]);
      }
    }
    for (int i = 0; i < means.length; i++) {
      means[i] /= SQUARE * SQUARE;
    }
    return means;
  }

  private static int brightness(int pixel) {
    return ((pixel >> 16 & 255) * 2 + (pixel >> 8 & 255) * 5 + (pixel & 255)) / 8;
  }
}
