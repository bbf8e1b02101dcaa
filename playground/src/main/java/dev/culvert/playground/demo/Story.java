package dev.culvert.playground.demo;

import dev.culvert.playground.Place;
import dev.culvert.playground.Playground;
import dev.culvert.playground.laptop.Laptop;
import dev.culvert.playground.machine.Layout;
import dev.culvert.playground.machine.Output;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** The chapters of the demo. Each step says what it does, does it, and looks at what came of it. */
final class Story {
  private static final String UDP_CLIENT =
      "python3 -c 'import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM);"
          + " s.settimeout(5); s.sendto(b\"hello\", (\"udp-echo.shop\", 5301));"
          + " print(s.recvfrom(100)[0].decode())'";

  private static final String WORK =
      "redis-cli -h redis.shop subscribe orders & for i in $(seq 60); do"
          + " curl -s http://orders.shop/ http://ledger.payments/; sleep 1; done";

  private final Playground playground;
  private final Laptop laptop;
  private final Transcript transcript;
  private final Window window;
  private Map<String, String> before = Map.of();

  Story(Playground playground, Laptop laptop, Transcript transcript, Window window) {
    this.playground = playground;
    this.laptop = laptop;
    this.transcript = transcript;
    this.window = window;
  }

  void tell() {
    before();
    missingRight();
    connect();
    names();
    databaseAndDatagrams();
    closedDoors();
    restOfTheWorld();
    tables();
    disconnect();
  }

  private void before() {
    transcript.heading("Before: an ordinary computer on a home network");
    before = laptop.network();
    step("getent hosts echo.shop", output -> output.exitCode() == 2, "the name is unknown");
    step(
        "curl -sS http://www.example.com",
        output -> output.out().contains("public internet"),
        "the public internet answers");
    window("before", "opens", "the window is open, and the helper answers it");
  }

  private void missingRight() {
    transcript.heading("A cluster that does not let you");
    window("choose staging-eu", "chooses the context staging-eu", "chosen");
    window("fail", "presses the switch", "it says which right is missing");
    same("after it failed");
  }

  private void connect() {
    transcript.heading("Connect to dev-eu, namespace shop");
    window("choose dev-eu", "chooses the context dev-eu", "chosen");
    window("connect", "presses the switch", "connected, by the window");
    culvert(
        output -> output.ok() && output.out().toLowerCase(Locale.ROOT).contains("connected"),
        "the command line says the same",
        "status");
  }

  private void names() {
    transcript.heading("Services answer by name, to any program");
    step(
        "getent ahostsv4 echo.shop",
        output -> output.out().contains("10.96.20.1"),
        "the system's resolver knows the service");
    step(
        "curl -sS http://echo.shop/hello",
        output -> output.out().contains("\"pod\": \"echo-") && output.out().contains("/hello"),
        "a pod of echo answered");
    step(
        "curl -sS http://orders",
        output -> output.out().contains("\"pod\": \"orders-"),
        "the short name is enough in the connected namespace");
    step(
        "curl -sS http://web.default.svc.cluster.local",
        output -> output.out().contains("\"pod\": \"web-"),
        "so does the full name, of another namespace");
    step(
        "dig +short cart-1.cart.shop.svc.cluster.local; dig +short -x 10.96.20.1;"
            + " dig +short SRV _http._tcp.cart.shop.svc.cluster.local",
        output ->
            output.out().contains("10.244.")
                && output.out().contains("echo.shop.svc.cluster.local.")
                && output.out().contains(" 8080 cart-0.cart.shop.svc.cluster.local."),
        "a headless pod, an address and a service record");
  }

  private void databaseAndDatagrams() {
    transcript.heading("A database with its own client, and UDP");
    playground.exec(
        Place.pod("shop", "redis-0"), "redis-cli", "rpush", "orders", "4711 teapot", "4712 kettle");
    step(
        "redis-cli -h redis.shop lrange orders 0 -1",
        output -> output.out().contains("4712 kettle"),
        "rows from the database");
    step(
        UDP_CLIENT,
        output -> output.out().startsWith("udp-echo-") && output.out().strip().endsWith(" hello"),
        "a datagram there and back");
  }

  private void closedDoors() {
    transcript.heading("Doors that are closed look closed");
    long begin = System.nanoTime();
    step(
        "curl -sS -m 20 http://refused.shop",
        output -> output.exitCode() == 7 && output.err().contains("refused"),
        "a port nobody listens on is refused");
    long millis = Duration.ofNanos(System.nanoTime() - begin).toMillis();
    check(millis < 5000, "at once: after " + millis + " ms, curl's own start included");
    step(
        "curl -sS -m 20 http://unreachable.shop",
        output -> output.exitCode() == 7,
        "an unreachable address is unreachable");
    step(
        "curl -sS -m 3 http://blackhole.shop",
        output -> output.exitCode() == 28,
        "a black hole is silent, until curl gives up");
  }

  private void restOfTheWorld() {
    transcript.heading("The rest of the world is where it was");
    step(
        "curl -sS http://www.example.com",
        output -> output.out().contains("public internet"),
        "the public internet answers");
    step(
        "getent hosts nobody.example.com",
        output -> output.exitCode() == 2,
        "a public name that does not exist still does not");
    Output api = laptop.shell("ip route get " + Layout.NODE);
    check(
        api.out().contains("via " + Layout.ROUTER),
        "the API server is still reached by the router");
  }

  private void tables() {
    transcript.heading("What happened, and why");
    culvert(
        output ->
            output.out().contains("echo.shop")
                && output.out().toLowerCase(Locale.ROOT).contains("refused"),
        "every flow with its reason",
        "flows");
    culvert(
        output -> output.out().contains("echo.shop"),
        "every name with who answered",
        "dns",
        "--log");
    look();
  }

  /** With somebody at work meanwhile, so that there is something to see. */
  private void look() {
    Process work =
        playground.start(
            Place.laptop(),
            List.of("/bin/sh", "-c", WORK),
            Map.of(),
            builder ->
                builder
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD));
    try {
      window("look", "looks at the workloads, the flows and the names", "pictures of each");
      window("empty kube-public", "looks at a namespace in which nothing runs", "a picture of it");
    } finally {
      work.descendants().forEach(ProcessHandle::destroyForcibly);
      work.destroyForcibly();
    }
  }

  private void disconnect() {
    transcript.heading("Disconnect: nothing is left behind");
    window("disconnect", "presses the switch", "disconnected, by the window");
    same("after disconnecting");
    step("getent hosts echo.shop", output -> output.exitCode() == 2, "the name is unknown again");
    stopHelper();
    same("after the helper's end");
    check(!laptop.hasSocket(), "the helper's socket is gone");
  }

  private void stopHelper() {
    try {
      laptop.stopHelper();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WrongTurn("interrupted while the helper ends");
    }
  }

  private void same(String when) {
    Map<String, String> now = laptop.network();
    before.forEach((what, text) -> {
      if (!text.equals(now.get(what))) {
        throw new WrongTurn(
            what + " is not as it was " + when + ".\nBefore:\n" + text + "Now:\n" + now.get(what));
      }
    });
    transcript.holds(
        "devices, addresses, routes, rules and resolv.conf are, byte for byte, as before, " + when);
  }

  private void window(String order, String does, String what) {
    transcript.act(does);
    window.ask(order).forEach(transcript::said);
    transcript.holds(what);
  }

  private void step(String command, Predicate<Output> right, String what) {
    transcript.command("laptop", command.length() > 90 ? command.substring(0, 90) + "…" : command);
    judge(laptop.shell(command), right, what);
  }

  private void culvert(Predicate<Output> right, String what, String... arguments) {
    transcript.command("laptop", "culvert " + String.join(" ", arguments));
    judge(laptop.cli(arguments), right, what);
  }

  private void judge(Output output, Predicate<Output> right, String what) {
    String text = (output.out() + output.err()).strip();
    if (!text.isEmpty()) {
      transcript.output(text);
    }
    if (!right.test(output)) {
      throw new WrongTurn(
          "expected: " + what + ". The command ended with exit code " + output.exitCode());
    }
    transcript.holds(what);
  }

  private void check(boolean right, String what) {
    if (!right) {
      throw new WrongTurn("expected: " + what);
    }
    transcript.holds(what);
  }
}
