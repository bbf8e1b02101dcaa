package dev.culvert.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the palette finds, and in which order. */
class PaletteModelTest {
  private final List<String> ran = new ArrayList<>();
  private final PaletteModel palette =
      new PaletteModel(() ->
          List.of(
              command("Connect to dev-eu", ""),
              command("Go to Flows", ""),
              command("reorders", "Deployment in shop"),
              command("orders", "Deployment in shop"),
              command("orders-db", "StatefulSet in shop"),
              new Command(
                  "off", "", "Use prod-eu", "", "", "Disconnect first", () -> ran.add("off"))));

  private Command command(String title, String hint) {
    return new Command(title, "", title, hint, "", "", () -> ran.add(title));
  }

  private List<String> found(String query) {
    palette.query().set(query);
    return palette.found().get().stream().map(Command::title).toList();
  }

  @Test
  void theBestMatchIsFirstAndEveryWordCounts() {
    palette.open();
    assertThat(found("orders")).containsExactly("orders", "orders-db", "reorders");
    assertThat(found("order statefulset")).containsExactly("orders-db");
    assertThat(found("ORDERS shop")).startsWith("orders");
    assertThat(found("nothing like it")).isEmpty();
    assertThat(found("")).hasSize(6).startsWith("Connect to dev-eu");
  }

  @Test
  void whatWasUsedLatelyComesFirst() {
    palette.open();
    palette.run(palette.found().get().get(1));
    palette.open();
    assertThat(palette.found().get().getFirst().title()).isEqualTo("Go to Flows");
    assertThat(ran).containsExactly("Go to Flows");
  }

  @Test
  void whatIsOffIsShownAndDoesNothing() {
    palette.open();
    assertThat(found("prod")).containsExactly("Use prod-eu");
    palette.run(palette.found().get().getFirst());
    assertThat(ran).isEmpty();
  }
}
