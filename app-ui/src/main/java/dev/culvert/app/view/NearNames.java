package dev.culvert.app.view;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Names that are one or two letters away from one that does not exist. A pure function. */
final class NearNames {
  private static final int MOST = 3;

  private NearNames() {}

  /**
   * The nearest of these names, nearest first.
   *
   * @param typed as it was asked for
   * @param known names that exist
   */
  static List<Near> of(String typed, Collection<String> known) {
    String name =
        Filter.lower(typed.endsWith(".") ? typed.substring(0, typed.length() - 1) : typed);
    // In a short name two letters are half of it.
    int most = name.length() < 6 ? 1 : 2;
    return known.stream()
        .distinct()
        .filter(other -> !other.equalsIgnoreCase(name))
        .filter(other -> Math.abs(other.length() - name.length()) <= most)
        .map(other -> new Near(other, distance(name, Filter.lower(other), most)))
        .filter(near -> near.letters <= most)
        .sorted(Comparator.comparingInt(Near::letters).thenComparing(Near::name))
        .limit(MOST)
        .toList();
  }

  /** A name and how many letters it is away. */
  record Near(String name, int letters) {}

  /**
   * How many letters have to be put in, taken out, changed, or swapped with their neighbour (the
   * restricted Damerau-Levenshtein distance); more than {@code most} is told as {@code most + 1}.
   */
  static int distance(String a, String b, int most) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      int best = Integer.MAX_VALUE;
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
        } else {
          int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
          d[i][j] = Math.min(d[i - 1][j - 1] + change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
          boolean swapped =
              i > 1
                  && j > 1
                  && a.charAt(i - 1) == b.charAt(j - 2)
                  && a.charAt(i - 2) == b.charAt(j - 1);
          if (swapped) {
            d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
          }
        }
        best = Math.min(best, d[i][j]);
      }
      if (best > most + 1) {
        return most + 1;
      }
    }
    return Math.min(d[a.length()][b.length()], most + 1);
  }
}
