package dev.culvert.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CulvertLauncherTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          Linux,      -,              -,               false
          Linux,      -,              DISPLAY,         true
          Linux,      -,              WAYLAND_DISPLAY, true
          Linux,      app,            -,               true
          Linux,      status,         DISPLAY,         false
          Linux,      --help,         DISPLAY,         false
          Mac OS X,   -,              -,               true
          Windows 11, -,              -,               true
          Windows 11, status,         -,               false
          """)
  void opensTheWindow(String system, String argument, String variable, boolean window) {
    String[] arguments = argument == null ? new String[0] : new String[] {argument};
    Map<String, String> environment = variable == null ? Map.of() : Map.of(variable, ":0");
    assertThat(CulvertLauncher.opensWindow(arguments, environment, system))
        .as("%s %s %s", system, Arrays.toString(arguments), environment)
        .isEqualTo(window);
  }
}
