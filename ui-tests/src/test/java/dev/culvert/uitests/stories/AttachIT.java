package dev.culvert.uitests.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.playground.Place;
import dev.culvert.playground.laptop.DeskComputer;
import dev.culvert.playground.laptop.Laptop;
import dev.culvert.playground.load.RequestLoad;
import dev.culvert.playground.machine.Output;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** People attach to workloads, and nobody loses a request. */
final class AttachIT extends Story {
  /** Traffic is the pod's again within this, whatever happened to the laptop. */
  private static final Duration BACK = Duration.ofSeconds(10);

  private static final int RATE = Integer.getInteger("culvert.attach.rate", 20);
  private static final int SECONDS = Integer.getInteger("culvert.attach.seconds", 5);
  private static final Pattern ID = Pattern.compile("\"id\": ?\"(\\w+)\"");

  private final List<Process> programs = new ArrayList<>();
  private Laptop noors;

  // Set before the stories.
  @SuppressWarnings("NullAway.Init")
  AttachIT() {}

  @BeforeAll
  void anotherPersonComes() {
    Path logs = playground().folder().resolve("second");
    noors =
        new Laptop(
            new DeskComputer(playground().secondDesk("noor")),
            System.getProperty("java.class.path"),
            logs);
  }

  @AfterEach
  void endPrograms() {
    programs.forEach(Process::destroyForcibly);
    programs.clear();
  }

  @AfterAll
  void theOtherPersonGoes() {
    noors.close();
  }

  /** A program of a person's, which says whose it is. */
  private void serve(Laptop laptop, String name, String role) {
    programs.add(
        laptop
            .computer()
            .start(
                Optional.empty(),
                List.of(
                    "/usr/bin/python3",
                    "-u",
                    playground()
                        .inLaptop(playground().folder().resolve("shared/pod.py"))
                        .toString(),
                    role),
                Map.of("POD_NAME", name),
                builder -> builder.redirectErrorStream(true).redirectOutput(discarded())));
  }

  private static ProcessBuilder.Redirect discarded() {
    return ProcessBuilder.Redirect.DISCARD;
  }

  private static String attach(Laptop laptop, String... arguments) {
    List<String> command = new ArrayList<>(List.of(arguments));
    command.add("--json");
    long begin = System.nanoTime();
    Output output = laptop.cli(command.toArray(String[]::new));
    System.out.printf(
        "culvert %s: %d ms, the program's start included%n",
        String.join(" ", arguments), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
    Matcher id = ID.matcher(output.orFail(String.join(" ", arguments)).out());
    assertThat(id.find()).as(output.out()).isTrue();
    return id.group(1);
  }

  /** Who answers a request from inside the cluster. */
  private String answerer(String url, String... options) {
    List<String> command = new ArrayList<>(List.of("/usr/bin/curl", "-sS", "--max-time", "5"));
    command.addAll(List.of(options));
    command.add(url);
    Output output = playground().exec(Place.pod("default", "web"), command.toArray(String[]::new));
    Matcher pod = Pattern.compile("\"pod\": ?\"([^\"]+)\"").matcher(output.out());
    return pod.find() ? pod.group(1) : output.out() + output.err();
  }

  /** Whether it is this one; who it is instead is printed. */
  private boolean answers(String expected, String url, String... options) {
    String answerer = answerer(url, options);
    if (!answerer.equals(expected)) {
      System.out.println(url + " is answered by " + answerer + ", not by " + expected);
    }
    return answerer.equals(expected);
  }

  private Map<String, String> lives(String app) {
    Map<String, String> lives = new TreeMap<>();
    for (Pod pod :
        playground().admin().pods().inNamespace("shop").withLabel("app", app).list().getItems()) {
      lives.put(
          pod.getMetadata().getName(),
          pod.getMetadata().getUid()
              + " "
              + pod.getStatus().getStartTime()
              + " "
              + pod.getStatus().getContainerStatuses().getFirst().getRestartCount());
    }
    return lives;
  }

  private void phase(String name) throws IOException {
    Path file = playground().folder().resolve("shared/load-phase");
    Path fresh = playground().folder().resolve("shared/load-phase.new");
    Files.writeString(fresh, name);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private Process load(Path printed, String... people) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                RequestLoad.class.getName(),
                "10.96.20.1",
                "80",
                Integer.toString(RATE),
                "/run/playground/load-phase"));
    command.addAll(List.of(people));
    return playground()
        .start(
            Place.pod("default", "web"),
            command,
            Map.of(),
            builder -> builder.redirectErrorStream(true).redirectOutput(printed.toFile()));
  }

  @Test
  void twoPeopleShareAServiceAndNoRequestIsLost() throws Exception {
    connect();
    noors.startHelper();
    noors.cli("connect", "dev-eu", "-n", "shop").orFail("noor connects");
    serve(laptop(), "mara", "http:3000");
    serve(noors, "noor", "http:3000");
    Map<String, String> before = lives("echo");
    Path printed = playground().folder().resolve("load.txt");
    phase("before");
    Process load = load(printed, "mara", "noor", "nobody/10");
    programs.add(load);
    Laptop.await(Duration.ofSeconds(30), "requests flow", () -> printed.toFile().length() > 0);

    String maras =
        attach(laptop(), "intercept", "echo", "-p", "3000:http", "--header", "X-User=mara");
    attach(noors, "intercept", "echo", "-p", "3000:http", "--header", "X-User=noor");
    Output third = laptop().cli("intercept", "echo", "-p", "3000:http", "--path-prefix", "/");
    assertThat(third.ok()).isFalse();
    assertThat(third.err()).contains("taken by");
    phase("attached");
    remains(
        Duration.ofSeconds(SECONDS),
        "mara's requests come to her",
        () -> answers("mara", "http://10.96.20.1", "-H", "X-User: mara"));

    phase("leaving");
    laptop().cli("detach", maras).orFail("detach");
    phase("detached");
    assertThat(answerer("http://10.96.20.1", "-H", "X-User: mara")).startsWith("echo-");
    phase("killed");
    long killed = System.nanoTime();
    noors.killHelper();
    Laptop.await(
        Machine.allows(BACK),
        "noor's traffic is the pods' again",
        () -> answerer("http://10.96.20.1", "-H", "X-User: noor").startsWith("echo-"));
    print(
        "traffic is the pod's since kill -9 of the helper",
        Duration.ofNanos(System.nanoTime() - killed));
    phase("after");
    remains(
        Duration.ofSeconds(2),
        "the pods answer",
        () -> answerer("http://10.96.20.1", "-H", "X-User: noor").startsWith("echo-"));
    phase("stop");
    assertThat(load.waitFor(40, TimeUnit.SECONDS)).isTrue();

    List<String> counts = Files.readAllLines(printed);
    counts.forEach(System.out::println);
    assertThat(counts).contains("done");
    assertThat(counts).noneMatch(line -> line.contains("lost:"));
    assertThat(counts)
        .filteredOn(line -> line.startsWith("attached "))
        .allMatch(line ->
            line.startsWith("attached mara mara ")
                || line.startsWith("attached noor noor ")
                || line.startsWith("attached nobody echo-"));
    assertThat(counts)
        .noneMatch(line -> line.matches("\\w+ (mara noor|noor mara|nobody (mara|noor)) .*"));
    assertThat(lives("echo")).isEqualTo(before);
    noors.cleanUp();
  }

  @Test
  void aWiretapSeesEverythingAndChangesNothing() throws IOException {
    connect();
    Path log = playground().folder().resolve("wiretap.log");
    programs.add(
        laptop()
            .computer()
            .start(
                Optional.empty(),
                List.of(
                    "/usr/bin/python3", "-u", "-m", "http.server", "3001", "--bind", "127.0.0.1"),
                Map.of(),
                builder -> builder.redirectErrorStream(true).redirectOutput(log.toFile())));
    String id = attach(laptop(), "wiretap", "echo", "-p", "3001:http");
    for (int i = 0; i < 20; i++) {
      assertThat(answerer("http://10.96.20.1/seen-" + i)).startsWith("echo-");
    }
    Laptop.await(
        Duration.ofSeconds(20),
        "all copies are here",
        () -> {
          String seen = read(log);
          return seen.contains("/seen-0 ") && seen.contains("/seen-19 ");
        });
    laptop().cli("detach", id).orFail("detach");
    assertThat(answerer("http://10.96.20.1/unseen")).startsWith("echo-");
    assertThat(read(log)).doesNotContain("/unseen");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void aWholePortComesHereAndGoesBackWhenTheNetworkIsGone() throws IOException {
    connect();
    serve(laptop(), "mara", "http:8080");
    Map<String, String> before = lives("cart");
    attach(laptop(), "intercept", "statefulset/cart", "-p", "8080", "--to-pod", "18080:8080");
    String pod = playground().pod("shop", "cart-0").address();
    assertThat(answerer("http://" + pod + ":8080")).isEqualTo("mara");
    asksTheLocalProgramDirectly(pod);
    assertThat(laptop().shell("curl -sS --max-time 10 http://127.0.0.1:18080").out())
        .as("the pod's own port, behind what is taken")
        .contains("\"pod\": \"cart-");
    assertThat(laptop().cli("attachments").out()).contains("cart").contains("you");
    laptop().shell("ip link set eth0 down");
    long gone = System.nanoTime();
    Laptop.await(
        Machine.allows(BACK),
        "the traffic is the pod's again",
        // A look that waits for long would be counted as the traffic's.
        () -> answerer("http://" + pod + ":8080", "--max-time", "1").equals("cart-0"));
    print(
        "traffic is the pod's since the laptop's network went",
        Duration.ofNanos(System.nanoTime() - gone));
    laptop().shell("ip link set eth0 up; ip route replace default via 192.168.178.1");
    Laptop.await(
        Duration.ofSeconds(60),
        "the attachment is back by itself",
        () -> answerer("http://" + pod + ":8080").equals("mara"));
    disconnect();
    assertThat(answerer("http://" + pod + ":8080")).isEqualTo("cart-0");
    assertThat(lives("cart")).isEqualTo(before);
  }

  /**
   * Who is attached asks the service by its own name and gets the local program, at once: a flow
   * that goes to the cluster, and by the agent back, would not be direct.
   */
  private void asksTheLocalProgramDirectly(String pod) {
    String url = "http://cart-0.cart.shop:8080";
    Laptop.await(
        Duration.ofSeconds(30),
        "this computer knows what it has whole",
        () -> {
          assertThat(laptop().shell("curl -4 -sS --max-time 10 " + url).out())
              .contains("\"pod\": \"mara\"");
          return wentDirectly("TCP");
        });
    long before = direct(pod);
    for (int i = 0; i < 5; i++) {
      assertThat(laptop().shell("curl -4 -sS --max-time 10 " + url).out())
          .contains("\"pod\": \"mara\"");
    }
    Laptop.await(
        Duration.ofSeconds(30), "each request is among the flows", () -> direct(pod) >= before + 5);
    assertThat(direct(pod)).as("none went to the cluster").isEqualTo(before + 5);
    assertThat(answerer("http://" + pod + ":8080")).isEqualTo("mara");
  }

  /** Flows of this computer to the pod that went directly, less those that did not. */
  private long direct(String pod) {
    Matcher flows =
        Pattern.compile("\\{[^{}]*\"destinationAddress\": ?\"" + pod + "\"[^{}]*}")
            .matcher(laptop().cli("flows", "--json").out());
    return flows
        .results()
        .mapToLong(flow -> flow.group().replace(" ", "").contains("\"direct\":true") ? 1 : -1)
        .sum();
  }

  private boolean wentDirectly(String protocol) {
    return Pattern.compile("\"protocol\": ?\"" + protocol + "\"[^}]*\"directly to the program here")
        .matcher(laptop().cli("flows", "--json").out())
        .find();
  }

  @Test
  void datagramsComeHereToo() throws IOException {
    connect();
    serve(laptop(), "mara", "udp-who:5301");
    String id = attach(laptop(), "intercept", "udp-echo", "-p", "5301:who/udp");
    assertThat(asks(5301)).startsWith("mara ");
    Laptop.await(
        Duration.ofSeconds(30),
        "this computer's own datagrams go to its program directly",
        () -> {
          assertThat(laptop().shell(ASKS.formatted("10.96.20.3", 5301)).out()).startsWith("mara ");
          return wentDirectly("UDP");
        });
    laptop().cli("detach", id).orFail("detach");
    assertThat(asks(5301)).startsWith("udp-echo-");
    assertThat(laptop().shell(ASKS.formatted("10.96.20.3", 5301)).out()).startsWith("udp-echo-");
  }

  private static final String ASKS =
      "python3 -c \"import socket; s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM);"
          + " s.settimeout(10); s.sendto(b'hi',('%s',%d)); print(s.recv(100).decode())\"";

  private String asks(int port) {
    return playground()
        .exec(
            Place.pod("default", "web"),
            "/usr/bin/python3",
            "-c",
            "import socket; s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM); s.settimeout(10);"
                + " s.sendto(b'hi',('10.96.20.3',%d)); print(s.recv(100).decode())".formatted(port))
        .out();
  }
}
