package dev.culvert.uitests.stories;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.culvert.playground.Playground;
import dev.culvert.playground.cluster.RunningPod;
import dev.culvert.playground.laptop.Laptop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.FileHandler;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.platform.commons.util.ExceptionUtils;

/**
 * When a story fails, everything that can say why is saved at that moment, before the helper is
 * stopped: {@code target/stories/CLASS/STORY/}. The place is printed.
 */
final class Evidence
    implements TestExecutionExceptionHandler, LifecycleMethodExecutionExceptionHandler {
  private static final Path TARGET = Path.of("target", "stories").toAbsolutePath();

  /** What this virtual machine's own parts log, the playground's above all. */
  static FileHandler recordOwnLog(Class<?> story) throws IOException {
    Path folder = Files.createDirectories(TARGET.resolve(story.getSimpleName()));
    FileHandler handler = new FileHandler(folder.resolve("playground.log").toString());
    handler.setFormatter(new SimpleFormatter());
    Logger.getLogger("").addHandler(handler);
    return handler;
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    save(context, failure);
    throw failure;
  }

  @Override
  public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    save(context, failure);
    throw failure;
  }

  @Override
  public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    save(context, failure);
    throw failure;
  }

  private static void save(ExtensionContext context, Throwable failure) {
    Story story = (Story) context.getRequiredTestInstance();
    Path folder =
        TARGET
            .resolve(context.getRequiredTestClass().getSimpleName())
            .resolve(context.getRequiredTestMethod().getName());
    try {
      Files.createDirectories(folder);
      append(folder, "failure.txt", ExceptionUtils.readStackTrace(failure));
      save(folder, story.laptop());
      save(folder, story.playground());
      story.evidence(folder);
    } catch (IOException | RuntimeException | AssertionError e) {
      System.err.println("evidence is incomplete: " + e);
    }
    System.err.println("what is known of this failure is in " + folder);
  }

  private static void save(Path folder, Laptop laptop) throws IOException {
    append(folder, "helper.log", laptop.helperLog());
    for (List<String> command :
        List.of(List.of("status", "--json"), List.of("flows", "--json"), List.of("dns", "--log"))) {
      String file = command.getFirst() + ".txt";
      append(
          folder,
          file,
          text(() -> {
            var output = laptop.cli(command.toArray(String[]::new));
            return output.out() + output.err();
          }));
    }
    append(
        folder,
        "network.txt",
        text(() -> {
          StringBuilder all = new StringBuilder();
          laptop.network().forEach((what, is) -> all.append(what).append(":\n").append(is));
          return all.append(laptop.shell("ss -tanpo; ss -uanp").out()).toString();
        }));
    append(folder, "helper-threads.txt", text(laptop::helperThreads));
    append(folder, "load.txt", Files.readString(Path.of("/proc/loadavg")));
  }

  private static void save(Path folder, Playground playground) throws IOException {
    append(folder, "api.log", read(playground.apiLog()));
    append(folder, "pods.txt", String.join("\n", playground.pods()));
    for (RunningPod pod : playground.runningPods()) {
      String name = pod.pod().getMetadata().getName();
      if (Files.exists(pod.log())) {
        append(folder, "pod-" + name + ".log", read(pod.log()));
      }
      if (Files.exists(pod.agentLog())) {
        append(folder, "agent-" + name + ".log", read(pod.agentLog()));
      }
    }
  }

  private static String read(Path file) {
    return text(() -> Files.exists(file) ? Files.readString(file) : "(there is none)");
  }

  private interface Text {
    String get() throws Exception;
  }

  /** One part that cannot be had must not hide the others. */
  private static String text(Text text) {
    try {
      return text.get();
    } catch (Exception e) {
      return "(not known: " + e + ")";
    }
  }

  private static void append(Path folder, String file, String text) throws IOException {
    Files.writeString(
        folder.resolve(file),
        text + "\n",
        UTF_8,
        java.nio.file.StandardOpenOption.CREATE,
        java.nio.file.StandardOpenOption.APPEND);
  }
}
