package dev.culvert.core.tcp.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every case of every script, over IPv4 and IPv6. */
final class PacketScriptTest {
  @TestFactory
  Stream<DynamicContainer> scripts() throws IOException, URISyntaxException {
    URL readme = Objects.requireNonNull(getClass().getResource("README.md"));
    List<Path> files;
    try (Stream<Path> all = Files.list(Path.of(readme.toURI()).resolveSibling("."))) {
      files = all.filter(file -> file.toString().endsWith(".pkt")).sorted().toList();
    }
    assertThat(files).hasSizeGreaterThan(20);
    return files.stream()
        .map(file -> DynamicContainer.dynamicContainer(file.getFileName().toString(), cases(file)));
  }

  private static Stream<DynamicTest> cases(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<DynamicTest> tests = new ArrayList<>();
    int at = 0;
    while (at < lines.size()) {
      int start = at + 1;
      int end = start;
      while (end < lines.size() && !lines.get(end).startsWith("==")) {
        end++;
      }
      if (lines.get(at).startsWith("==")) {
        List<String> body = lines.subList(start, end);
        for (boolean v6 : new boolean[] {false, true}) {
          String name = lines.get(at).substring(2).strip() + (v6 ? ", IPv6" : ", IPv4");
          tests.add(DynamicTest.dynamicTest(name, () -> new PacketScript(v6).run(body, start + 1)));
        }
      }
      at = end;
    }
    assertThat(tests).as("cases of %s", file).isNotEmpty();
    return tests.stream();
  }
}
