package dev.culvert.uitests;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.culvert.app.helper.HelperClient;
import dev.culvert.app.helper.grpc.GrpcHelperClient;
import dev.culvert.app.kube.KubeContexts;
import dev.culvert.app.view.Settings;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The real window on the real helper and the real cluster, and a person in front of it who does as
 * the demo says, line by line on standard input: {@code before}, {@code choose CONTEXT}, {@code
 * fail}, {@code connect}, {@code look}, {@code empty NAMESPACE}, {@code disconnect}. Each line is
 * answered by lines {@code say …} and then {@code done}, or {@code failed …}, on standard output.
 * The end of the input ends the window; nothing else is printed there.
 *
 * <p>{@code DemoWindow --kubeconfig FILES --context NAME --socket PATH --out FOLDER}. On JavaFX'
 * Headless platform, unless {@code -Dglass.platform} names another.
 */
public final class DemoWindow {
  private static final Logger LOG = LoggerFactory.getLogger(DemoWindow.class);
  private static final String PLATFORM = "glass.platform";
  private static final String HEADLESS = "Headless";

  private DemoWindow() {}

  /** See the type's text. */
  public static void main(String[] arguments) {
    // Before anything of JavaFX is touched: neither a display nor a graphics card is needed.
    System.setProperty(PLATFORM, System.getProperty(PLATFORM, HEADLESS));
    System.setProperty("prism.order", System.getProperty("prism.order", "sw"));
    System.setProperty("java.awt.headless", "true");
    int code = 0;
    try {
      play(List.of(arguments));
    } catch (IOException | RuntimeException | AssertionError e) {
      LOG.error("The window did not do what it should", e);
      say("failed " + e.getMessage());
      code = 1;
    }
    System.exit(code);
  }

  private static void play(List<String> arguments) throws IOException {
    boolean shown = !System.getProperty(PLATFORM, HEADLESS).equals(HEADLESS);
    Path out = Path.of(option(arguments, "--out", "target/demo"));
    List<Path> files =
        Arrays.stream(needed(arguments, "--kubeconfig").split(File.pathSeparator, -1))
            .map(Path::of)
            .toList();
    try (KubeContexts contexts = KubeContexts.of(files);
        HelperClient helper =
            GrpcHelperClient.open(
                Path.of(needed(arguments, "--socket")), contexts.connectRequests());
        Open open =
            Open.window(
                contexts,
                helper,
                Settings.transientOnes(),
                InstantSource.system(),
                option(arguments, "--context", ""),
                1600,
                1000)) {
      Person person = new Person(open, out, shown, text -> say("say " + text));
      BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        obey(person, line.strip().split(" ", 2));
        say("done");
      }
    }
  }

  private static void obey(Person person, String[] words) {
    String what = words.length > 1 ? words[1] : "";
    switch (words[0]) {
      case "before" -> person.before();
      case "choose" -> person.choose(what);
      case "fail" -> person.fail();
      case "connect" -> person.connect();
      case "look" -> person.look();
      case "empty" -> person.empty(what);
      case "disconnect" -> person.disconnect();
      default ->
          throw new IllegalArgumentException(
              "There is no \""
                  + words[0]
                  + "\"; there are before, choose, fail, connect, look, empty, disconnect");
    }
  }

  private static void say(String line) {
    PrintStream out = System.out;
    out.println(line.replace('\n', ' '));
    out.flush();
  }

  private static String needed(List<String> arguments, String name) {
    String value = option(arguments, name, "");
    if (value.isEmpty()) {
      throw new IllegalArgumentException(
          name
              + " is missing; needed are --kubeconfig FILES --socket PATH [--context NAME] [--out FOLDER]");
    }
    return value;
  }

  private static String option(List<String> arguments, String name, String otherwise) {
    int at = arguments.indexOf(name);
    if (at >= 0 && at + 1 >= arguments.size()) {
      throw new IllegalArgumentException(name + " needs a value after it");
    }
    return at < 0 ? otherwise : arguments.get(at + 1);
  }
}
