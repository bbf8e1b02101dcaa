package dev.culvert.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings' file is a person's too. */
class SettingsTextTest {
  private static final String EDITED =
      """
      # mine
      look = dark
      ! and this
      future.setting=kept
      long.one=a\\
        b
      """;

  @TempDir Path folder;

  @Test
  void aChangeReplacesOneLineAndNothingElse() {
    Map<String, String> values = new TreeMap<>(SettingsText.read(EDITED));
    values.put("look", "light");
    values.put("appearance.text-size", "150");
    assertThat(SettingsText.with(EDITED, values))
        .isEqualTo(EDITED.replace("look = dark", "look=light") + "appearance.text-size=150\n");
  }

  @Test
  void whatIsWrittenIsReadAgainWhateverTheNames() {
    Map<String, String> values =
        Map.of(
            "context.arn:aws:eks/x y=z#1.color",
            "weir",
            "a",
            " two \\ words",
            "empty",
            "",
            "!b",
            "c");
    assertThat(SettingsText.read(SettingsText.with("", values))).isEqualTo(values);
  }

  @Test
  void wrongValuesAreNamedAndDoNotCount() {
    Settings settings =
        new Settings(
            Map.of(
                "look", "purple",
                "context.dev.also-route", "10.0.0.1/8",
                "future.setting", "1",
                "namespaces.dev", "shop"),
            ignored -> {});
    assertThat(settings.look()).isEqualTo(Settings.Look.SYSTEM);
    assertThat(settings.wrong().keySet()).containsExactly("context.dev.also-route", "look");
    assertThat(settings.wrong().get("look"))
        .isEqualTo("look=purple: it must be one of system, light, dark");
    assertThat(settings.unknown()).containsExactly("future.setting");
  }

  @Test
  void anEditMadeMeanwhileIsKeptAndHeard() throws Exception {
    Path file = folder.resolve("window.properties");
    HandWorkbench bench = new HandWorkbench();
    SettingsFile open = SettingsFile.at(file, bench);
    List<String> heard = new ArrayList<>();
    open.settings().onChange(heard::add);
    open.settings().put("look", "dark");
    Files.writeString(file, Files.readString(file) + "# a note\nappearance.text-size=125\n");
    open.settings().put("language", "de");
    assertThat(Files.readString(file)).contains("look=dark", "# a note", "language=de");
    assertThat(open.settings().get("appearance.text-size", "")).isEqualTo("125");
    Files.writeString(file, Files.readString(file).replace("look=dark", "look=light"));
    open.refresh();
    assertThat(open.settings().look()).isEqualTo(Settings.Look.LIGHT);
    assertThat(heard).containsExactlyInAnyOrder("look", "language", "appearance.text-size", "look");
  }

  @Test
  void aCopyGoesOutAndComesIn() throws Exception {
    HandWorkbench bench = new HandWorkbench();
    SettingsFile mine = SettingsFile.at(folder.resolve("mine.properties"), bench);
    mine.settings().put("look", "dark");
    Path copy = folder.resolve("copy.properties");
    mine.exportTo(copy);
    SettingsFile other = SettingsFile.at(folder.resolve("other.properties"), bench);
    other.settings().put("language", "de");
    other.importFrom(copy);
    assertThat(other.settings().values())
        .containsEntry("look", "dark")
        .containsEntry("language", "de");
    assertThat(Files.readString(folder.resolve("other.properties"))).contains("look=dark");
  }
}
