package dev.culvert.app.cli;

/** As {@link dev.culvert.app.ArchiveTraining}, for {@link QuickMain}: knows nothing but that. */
public final class QuickTraining {
  private QuickTraining() {}

  /** With the helper of its environment; ends badly when there is none, for nothing was trained. */
  public static void main(String[] arguments) {
    for (int round = 0; round < 3; round++) {
      for (String[] words : new String[][] {{"status"}, {"status", "--json"}, {"version"}}) {
        int code = QuickMain.run(words);
        if (code != ExitCodes.OK && code != ExitCodes.NOT_CONNECTED) {
          throw new IllegalStateException("culvert %s ended with %d".formatted(words[0], code));
        }
      }
    }
  }
}
