package dev.culvert.uitests.stories;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.culvert.app.WindowMain;
import dev.culvert.app.window.kit.SaveDialog;
import dev.culvert.uitests.Fx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The window as it is delivered, on JavaFX' platform without a screen, and a hand and an eye before
 * it: each line of standard input is a word and what it is about, by tabs; each is answered by
 * lines {@code say …} and then {@code done}, or {@code failed …}. The arguments are the window's.
 * What a selector finds is what can be seen, of the window on top first; one that begins with
 * {@code "} is the text itself. The end of the input ends the window.
 */
final class Hand {
  private static final Logger LOG = LoggerFactory.getLogger(Hand.class);

  /** As long as somebody would wait before a slow computer. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final PrintStream out;
  private final Eye eye = new Eye();
  private Path file = Path.of("");

  private Hand(PrintStream out) {
    this.out = out;
  }

  /** Opens the window. */
  public static void main(String[] arguments) {
    System.setProperty("glass.platform", "Headless");
    System.setProperty("prism.order", "sw");
    System.setProperty("java.awt.headless", "true");
    // Nobody else may write between the answers.
    Hand hand = new Hand(System.out);
    System.setOut(System.err);
    Fx.start();
    Thread.ofPlatform().daemon().name("hand").start(hand::obey);
    WindowMain.main(arguments);
    // Threads of libraries may still be about to end.
    System.exit(0);
  }

  private void obey() {
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        answer(line.split("\t", -1));
      }
    } catch (IOException e) {
      LOG.error("Nobody tells the hand any more", e);
    }
    Platform.exit();
  }

  private void answer(String[] words) {
    try {
      act(words);
      say("done");
    } catch (RuntimeException | AssertionError e) {
      LOG.info("What was asked cannot be done", e);
      say("failed " + e.getMessage());
    }
  }

  private void act(String[] words) {
    String what = words.length > 1 ? words[1] : "";
    String more = words.length > 2 ? words[2] : "";
    switch (words[0]) {
      case "click" -> click(what);
      case "row" -> clickRow(what, more);
      case "type" -> type(what, more);
      case "press" -> press(what);
      case "sees" -> awaitText(what, more, Duration.ofSeconds(Long.parseLong(words[3])));
      case "misses" -> awaitGone(what, Duration.ofSeconds(Long.parseLong(words[2])));
      case "reads" -> eye.texts(find(what)).forEach(text -> say("say " + text));
      case "picture" -> Fx.picture(scene(), Path.of(what));
      case "file" -> saveTo(Path.of(what));
      default -> throw new IllegalArgumentException("There is no " + words[0]);
    }
  }

  private void click(String selector) {
    Node node = find(selector);
    Fx.run(() -> eye.reveal(node));
    Fx.await(
        selector + " can be pressed",
        PATIENCE,
        () -> eye.find(selector).filter(it -> !it.isDisabled()).isPresent());
    Fx.click(() -> eye.find(selector).orElseThrow());
  }

  private void clickRow(String table, String text) {
    Fx.await(
        "a row of " + table + " with " + text, PATIENCE, () -> eye.row(table, text).isPresent());
    Fx.click(() -> eye.row(table, text).orElseThrow());
  }

  /** Into a field that may have something else in it, as from a keyboard. */
  private void type(String selector, String text) {
    click(selector);
    Fx.run(() -> {
      Node field = eye.find(selector).orElseThrow();
      eye.selectAll(field);
      for (int i = 0; i < text.length(); i++) {
        String character = text.substring(i, i + 1);
        field.fireEvent(
            new KeyEvent(
                KeyEvent.KEY_TYPED,
                character,
                character,
                KeyCode.UNDEFINED,
                false,
                false,
                false,
                false));
      }
    });
    Fx.frames(2);
  }

  private static void press(String keys) {
    Fx.keys(Arrays.stream(keys.split("\\+")).map(KeyCode::valueOf).toArray(KeyCode[]::new));
  }

  private void awaitText(String selector, String text, Duration patience) {
    try {
      Fx.await(
          selector + " says " + text,
          patience,
          () -> eye.find(selector).map(eye::texts).filter(it -> says(it, text)).isPresent());
    } catch (AssertionError e) {
      String seen =
          Fx.on(() -> eye.find(selector).map(it -> eye.texts(it).toString()).orElse("nothing"));
      throw new AssertionError(e.getMessage() + "; it says " + seen, e);
    }
  }

  private static boolean says(List<String> texts, String text) {
    return texts.stream().anyMatch(each -> each.contains(text));
  }

  private void awaitGone(String selector, Duration patience) {
    Fx.await(selector + " is gone", patience, () -> eye.find(selector).isEmpty());
  }

  private Node find(String selector) {
    Fx.await("there is " + selector, PATIENCE, () -> eye.find(selector).isPresent());
    return Fx.on(() -> eye.find(selector).orElseThrow());
  }

  private Scene scene() {
    return Fx.on(() -> eye.window().getScene());
  }

  private void saveTo(Path path) {
    file = path;
    Fx.run(() ->
        eye.window()
            .getScene()
            .getProperties()
            .put(SaveDialog.class, (SaveDialog) (owner, name, kind, suffix) -> Optional.of(file)));
  }

  private void say(String line) {
    out.println(line.replace('\n', ' '));
    out.flush();
  }
}
