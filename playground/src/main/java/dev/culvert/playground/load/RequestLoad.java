package dev.culvert.playground.load;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * HTTP requests at a steady rate from inside a pod, each on a connection of its own: {@code HOST
 * PORT RATE PHASE-FILE PERSON[/N]…}. Each person has RATE a second, or one in N of them, told apart
 * by the header X-User. The file has the name of the phase that it is, for the count, and "stop" at
 * the end. Then prints {@code PHASE PERSON ANSWERED-BY COUNT}, and {@code PHASE PERSON lost:WHY
 * COUNT} for those without an answer.
 */
public final class RequestLoad {
  private static final Pattern ANSWERER = Pattern.compile("\"pod\": ?\"([^\"]+)\"");
  private static final int PATIENCE_MILLIS = 20_000;

  private final InetSocketAddress server;
  private final Map<String, LongAdder> seen = new ConcurrentHashMap<>();

  private record Person(String name, int oneIn) {
    static Person of(String argument) {
      String[] parts = argument.split("/", 2);
      return new Person(parts[0], parts.length == 1 ? 1 : Integer.parseInt(parts[1]));
    }
  }

  private RequestLoad(InetSocketAddress server) {
    this.server = server;
  }

  /** See the class. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    RequestLoad load =
        new RequestLoad(
            new InetSocketAddress(
                InetAddress.getByName(arguments[0]), Integer.parseInt(arguments[1])));
    long gap = TimeUnit.SECONDS.toNanos(1) / Integer.parseInt(arguments[2]);
    Path file = Path.of(arguments[3]);
    List<Person> people = Stream.of(arguments).skip(4).map(Person::of).toList();
    System.out.println("ready");
    try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
      long next = System.nanoTime();
      long turn = 0;
      for (String phase = phase(file); !phase.equals("stop"); phase = phase(file)) {
        String now = phase;
        for (Person person : people) {
          if (turn % person.oneIn == 0) {
            senders.execute(() -> load.send(now + " " + person.name, person.name));
          }
        }
        turn++;
        next += gap;
        long left = next - System.nanoTime();
        if (left > 0) {
          TimeUnit.NANOSECONDS.sleep(left);
        }
      }
    }
    new TreeMap<>(load.seen).forEach((what, count) -> System.out.println(what + " " + count));
    System.out.println("done");
  }

  private static String phase(Path file) throws IOException {
    return Files.readString(file).strip();
  }

  private void send(String of, String person) {
    String by;
    try (Socket socket = new Socket()) {
      socket.connect(server, PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket
          .getOutputStream()
          .write(
              "GET /load HTTP/1.1\r\nHost: echo\r\nX-User: %s\r\nConnection: close\r\n\r\n"
                  .formatted(person)
                  .getBytes(StandardCharsets.US_ASCII));
      by = answerer(socket.getInputStream());
    } catch (IOException e) {
      by = "lost:" + String.valueOf(e.getMessage()).replace(' ', '_');
    }
    seen.computeIfAbsent(of + " " + by, key -> new LongAdder()).increment();
  }

  private static String answerer(InputStream in) throws IOException {
    String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    Matcher found = ANSWERER.matcher(text);
    if (text.startsWith("HTTP/1.1 200") && found.find()) {
      return found.group(1);
    }
    // The status, and why: what answers for others says so in its last line.
    return "lost:"
        + (text.lines().findFirst().orElse("no answer")
                + ": "
                + text.lines().reduce("", (before, line) -> line))
            .replace(' ', '_');
  }
}
