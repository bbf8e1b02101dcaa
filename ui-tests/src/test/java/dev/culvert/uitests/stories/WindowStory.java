package dev.culvert.uitests.stories;

import dev.culvert.playground.Place;
import dev.culvert.playground.machine.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

/** Stories of somebody before the window; each has a window and programs of its own. */
abstract class WindowStory extends Story {
  private static final Path PICTURES = Path.of("target", "stories", "pictures").toAbsolutePath();
  private static final Pattern POD = Pattern.compile("\"pod\": ?\"([^\"]+)\"");

  /** Of somebody who has used it before. */
  static final List<String> KNOWN =
      List.of(
          "look=light",
          "seen.first-steps=true",
          "last-context=dev-eu",
          "namespaces.dev-eu=shop,payments");

  private final List<Process> programs = new ArrayList<>();
  private @Nullable Window window;
  private String story;

  // Set by the life cycle methods below, which JUnit calls before anything else.
  @SuppressWarnings("NullAway.Init")
  WindowStory() {}

  @BeforeEach
  void name(TestInfo info) {
    story = info.getTestMethod().orElseThrow().getName();
  }

  @AfterEach
  void closeTheWindow() {
    if (window != null) {
      window.close();
      window = null;
    }
    programs.forEach(Process::destroyForcibly);
    programs.clear();
  }

  /** Opens the window of somebody with these settings. */
  Window open(List<String> settings) throws IOException {
    Files.createDirectories(PICTURES);
    Window opened = Window.open(laptop().computer(), PICTURES, settings);
    window = opened;
    return opened;
  }

  /** Opens the window of somebody who also has these settings, and presses the switch. */
  Window connected(String... more) throws IOException {
    List<String> settings = new ArrayList<>(KNOWN);
    settings.addAll(List.of(more));
    Window it = open(settings);
    it.sees("#state", "Disconnected");
    it.click("#connect-switch");
    it.sees("#state", "Connected");
    it.sees("#workloads", "orders");
    return it;
  }

  @Override
  void evidence(Path folder) throws IOException {
    Path log = PICTURES.resolve("window.log");
    if (Files.exists(log)) {
      Files.copy(log, folder.resolve("window.log"));
    }
    if (window != null) {
      Files.copy(window.picture("failed-" + story), folder.resolve("window.png"));
    }
  }

  /** A program of the person's on the laptop, which says whose it is. */
  void serve(String name, String role) {
    String script =
        playground().inLaptop(playground().folder().resolve("shared/pod.py")).toString();
    programs.add(
        laptop()
            .computer()
            .start(
                Optional.empty(),
                List.of("/usr/bin/python3", "-u", script, role),
                Map.of("POD_NAME", name),
                builder ->
                    builder
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)));
  }

  /** Who answers a request that is made inside the cluster. */
  String answerer(String url, String... options) {
    List<String> command = new ArrayList<>(List.of("/usr/bin/curl", "-sS", "--max-time", "5"));
    command.addAll(List.of(options));
    command.add(url);
    Output output = playground().exec(Place.pod("default", "web"), command.toArray(String[]::new));
    Matcher pod = POD.matcher(output.out());
    return pod.find() ? pod.group(1) : output.out() + output.err();
  }
}
