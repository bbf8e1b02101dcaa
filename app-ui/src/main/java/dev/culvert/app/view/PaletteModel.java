package dev.culvert.app.view;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/** The palette: what was typed, and the commands that it finds, best first. */
public final class PaletteModel {
  /** So many are shown. */
  public static final int SHOWN = 12;

  private static final int REMEMBERED = 5;

  private final Supplier<List<Command>> source;
  private final StringProperty query = new SimpleStringProperty("");
  private final ReadOnlyObjectWrapper<List<Command>> found = new ReadOnlyObjectWrapper<>(List.of());
  private final List<String> lately = new ArrayList<>();
  private List<Command> all = List.of();

  /**
   * @param source the commands, asked each time the palette opens
   */
  public PaletteModel(Supplier<List<Command>> source) {
    this.source = source;
    query.addListener((o, was, is) -> search());
  }

  /** What was typed. */
  public StringProperty query() {
    return query;
  }

  /** What is shown. */
  public ReadOnlyObjectProperty<List<Command>> found() {
    return found.getReadOnlyProperty();
  }

  /** Begins anew, with what can be done now. */
  public void open() {
    all = source.get();
    query.set("");
    search();
  }

  /** Runs a command and remembers it. */
  public void run(Command command) {
    if (!command.possible()) {
      return;
    }
    lately.remove(command.id());
    lately.addFirst(command.id());
    if (lately.size() > REMEMBERED) {
      lately.removeLast();
    }
    command.run().run();
  }

  private void search() {
    String[] words = query.get().trim().toLowerCase(Locale.ROOT).split("\\s+", -1);
    List<Scored> scored = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      int score = score(all.get(i), words);
      if (score >= 0) {
        int used = lately.indexOf(all.get(i).id());
        scored.add(new Scored(all.get(i), used >= 0 ? score + 10 - used : score, i));
      }
    }
    scored.sort(Comparator.comparingInt((Scored s) -> -s.score).thenComparingInt(s -> s.place));
    found.set(scored.stream().limit(SHOWN).map(s -> s.command).toList());
  }

  /** The sum over the words; -1 when one of them is not there. */
  static int score(Command command, String... words) {
    int sum = 0;
    String title = command.title().toLowerCase(Locale.ROOT);
    for (String word : words) {
      if (word.isEmpty()) {
        continue;
      }
      int at = title.indexOf(word);
      if (at == 0) {
        // Of two that begin alike the shorter is nearer to what was typed.
        sum += Math.max(40, 60 - (title.length() - word.length()));
      } else if (at > 0) {
        sum += Character.isLetterOrDigit(title.charAt(at - 1)) ? 10 : 30;
      } else if (Filter.in(command.hint(), word)) {
        sum += 5;
      } else {
        return -1;
      }
    }
    return sum;
  }

  private record Scored(Command command, int score, int place) {}
}
