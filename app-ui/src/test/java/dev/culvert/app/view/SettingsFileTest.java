package dev.culvert.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {
  @TempDir Path folder;

  @Test
  void keepsWhatWasChosenWithNamesOfAnyKind() throws Exception {
    Path file = folder.resolve("culvert/window.properties");
    Settings settings = SettingsFile.open(file, new HandWorkbench());
    settings.look(Settings.Look.DARK);
    settings.names("namespaces.arn:aws:eks/x y=z#1", Set.of("shop"));
    Settings again = SettingsFile.open(file, new HandWorkbench());
    assertThat(again.look()).isEqualTo(Settings.Look.DARK);
    assertThat(again.names("namespaces.arn:aws:eks/x y=z#1")).containsExactly("shop");
  }

  @Test
  void aBrokenFileCostsTheChoicesAndNotTheWindow() throws Exception {
    Path file = folder.resolve("window.properties");
    Files.writeString(file, "look=\\u00zz");
    assertThat(SettingsFile.open(file, new HandWorkbench()).look()).isEqualTo(Settings.Look.SYSTEM);
  }

  @Test
  void isWhereTheXdgSpecificationSays() {
    assertThat(SettingsFile.path(Map.of("XDG_CONFIG_HOME", "/x"), "/home/mara"))
        .isEqualTo(Path.of("/x/culvert/window.properties"));
    assertThat(SettingsFile.path(Map.of("XDG_CONFIG_HOME", "relative"), "/home/mara"))
        .isEqualTo(Path.of("/home/mara/.config/culvert/window.properties"));
  }
}
