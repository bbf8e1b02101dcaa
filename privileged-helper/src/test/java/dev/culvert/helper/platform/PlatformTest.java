package dev.culvert.helper.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlatformTest {
  @ParameterizedTest
  @CsvSource({"Linux, LINUX", "Mac OS X, MACOS", "Windows 11, WINDOWS", "SunOS, OTHER"})
  void isKnownByWhatJavaCallsIt(String osName, Platform platform) {
    assertThat(Platform.named(osName)).isEqualTo(platform);
  }

  @ParameterizedTest
  @CsvSource({"MACOS, macOS", "WINDOWS, Windows"})
  void saysPlainlyThatItIsNotSupported(Platform platform, String name) {
    assertThat(platform.notSupported()).startsWith("Culvert does not support " + name + " yet");
  }
}
