package dev.culvert.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Variables are read back as they were, whatever is in them. */
final class EnvironmentTextTest {
  private static final Map<String, String> NASTY =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("EMPTY", ""),
              Map.entry("PLAIN", "tcp://10.96.20.1:80"),
              Map.entry("SPACES", "  two  words "),
              Map.entry("LINES", "first\nsecond\r\nthird\n"),
              Map.entry("QUOTES", "it's \"quoted\" and `run`"),
              Map.entry("DOLLAR", "$HOME ${HOME} $(id) $$"),
              Map.entry("BACKSLASH", "C:\\new\\table \\\\ \\"),
              Map.entry("NOT_A_LINE", "a\\nb"),
              Map.entry("HASH", "a #b"),
              Map.entry("EQUALS", "a=b=c"),
              Map.entry("ESCAPE", "x'; touch /tmp/escaped; echo '"),
              Map.entry("TYPED_QUOTES", "\u2018a\u2019; b \u201a\u201b"),
              Map.entry("UNICODE", "gr\u00fc\u00df \u732b \ud83d\udc08"),
              Map.entry("TAB", "a\tb")));

  @Test
  void aShellReadsThemBack(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("variables.sh");
    EnvironmentText.write(file, Optional.empty(), NASTY);
    ProcessBuilder shell =
        new ProcessBuilder(
            "/bin/sh", "-c", ". \"$1\"; exec /usr/bin/env -0", "sh", file.toString());
    shell.environment().clear();
    Process process = shell.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    Map<String, String> read = new TreeMap<>();
    for (String each : said.split("\0", -1)) {
      int equals = each.indexOf('=');
      if (equals > 0) {
        read.put(each.substring(0, equals), each.substring(equals + 1));
      }
    }
    assertThat(read).containsAllEntriesOf(NASTY);
  }

  @Test
  void jsonIsReadBack() throws Exception {
    Object read = Serialization.unmarshal(EnvironmentText.of("json", NASTY), Map.class);
    assertThat(read).isEqualTo(NASTY);
  }

  @Test
  void dotenvHasOneLineForEachAndIsReadBack() throws Exception {
    List<String> lines = EnvironmentText.of("dotenv", NASTY).lines().toList();
    assertThat(lines).hasSize(NASTY.size());
    Map<String, String> read = new TreeMap<>();
    for (String line : lines) {
      int equals = line.indexOf('=');
      read.put(line.substring(0, equals), dotenv(line.substring(equals + 1)));
    }
    assertThat(read).isEqualTo(NASTY);
  }

  /** As the readers of such files do: nothing is substituted behind a backslash. */
  private static String dotenv(String value) {
    if (!value.startsWith("\"")) {
      assertThat(value).doesNotContain("#", "$", "'", " ", "\\");
      return value;
    }
    assertThat(value).endsWith("\"");
    StringBuilder read = new StringBuilder();
    for (int i = 1; i < value.length() - 1; i++) {
      char c = value.charAt(i);
      assertThat(c).isNotIn('"', '$');
      if (c == '\\') {
        char next = value.charAt(++i);
        read.append(next == 'n' ? '\n' : next == 'r' ? '\r' : next);
      } else {
        read.append(c);
      }
    }
    return read.toString();
  }

  @Test
  void powershellIsReadBack() throws Exception {
    Map<String, String> read = new TreeMap<>();
    String text = EnvironmentText.of("powershell", NASTY);
    int at = 0;
    while (at < text.length()) {
      int equals = text.indexOf(" = '", at);
      String name = text.substring(at + "$env:".length(), equals);
      StringBuilder value = new StringBuilder();
      int i = equals + " = '".length();
      while (!isQuote(text.charAt(i)) || isQuote(text.charAt(i + 1))) {
        i += isQuote(text.charAt(i)) ? 1 : 0;
        value.append(text.charAt(i++));
      }
      assertThat(text.charAt(i + 1)).as("behind the value of " + name).isEqualTo('\n');
      read.put(name, value.toString());
      at = i + 2;
    }
    assertThat(read).isEqualTo(NASTY);
  }

  /** PowerShell takes each of these for the end of a string, and two for one of them. */
  private static boolean isQuote(char c) {
    return "'\u2018\u2019\u201a\u201b".indexOf(c) >= 0;
  }

  @Test
  void whatNoShellCouldNameIsLeftOutExceptInJson() throws Exception {
    Map<String, String> odd = Map.of("good", "1", "my.key", "2", "a b; id", "3");
    for (String format : List.of("dotenv", "sh", "powershell")) {
      assertThat(EnvironmentText.of(format, odd)).contains("good").doesNotContain("my.key", "id");
    }
    assertThat(EnvironmentText.of("json", odd)).contains("my.key");
  }

  @Test
  void someAreLeftOutAndTheFileIsThisUsersAlone(@TempDir Path folder) throws Exception {
    assertThat(EnvironmentText.without(NASTY, List.of("TAB", "PLAIN")))
        .doesNotContainKeys("TAB", "PLAIN")
        .containsKey("EMPTY");
    Path file = Files.writeString(folder.resolve(".env"), "OLD=1");
    EnvironmentText.write(file, Optional.empty(), Map.of("NEW", "2"));
    assertThat(file).hasContent("NEW=2");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThatExceptionOfType(CliException.class)
        .isThrownBy(() -> EnvironmentText.of("toml", NASTY));
  }
}
