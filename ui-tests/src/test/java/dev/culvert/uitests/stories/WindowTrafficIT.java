package dev.culvert.uitests.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.playground.machine.Output;
import dev.culvert.playground.machine.Processes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Somebody takes a workload's requests, and takes packets home to look at with Wireshark. */
final class WindowTrafficIT extends WindowStory {
  private static final int BYTES = 100_000;

  /** Answered after two seconds, so that a busy machine, too, finds whose connection it is. */
  private static final String PATH = "/bytes?n=" + BYTES + "&after=2";

  @Test
  void attachesAndSeesTheRequestArrive() throws IOException {
    serve("mara", "http:3000");
    Window window = connected();
    window.press("SLASH");
    window.type(".cv-filter-text", "echo");
    window.clickRow("#workloads", "echo");
    window.sees("#attachments", "Nobody is attached.");
    window.click("#attach");
    window.click("#way-requests");
    window.type("#attach-ports", "3000:http");
    window.type("#attach-header", "x-user");
    window.type("#attach-value", "mara");
    window.sees("#attach-how", "nothing is restarted.");
    window.sees(
        "#attach-command", "culvert intercept echo -n shop -p 3000:http --header x-user=mara");
    window.picture("story-attach");
    window.click("#attach-go");
    window.misses("#attach-sheet");
    window.sees("#attachments", "Intercept matching requests, 3000:8080");
    window.sees("#attachments", "You, Attached");

    assertThat(answerer("http://10.96.20.1/cart", "-H", "X-User: mara")).isEqualTo("mara");
    assertThat(answerer("http://10.96.20.1/cart")).startsWith("echo-");
    window.sees("#attachments", "You, Attached, 1 request taken");
    window.picture("story-attached");

    window.click("#attach");
    window.click("#way-requests");
    window.type("#attach-try", "/cart");
    window.sees("#attach-try-answer", "The pods answer it.");
    window.type("#attach-try", "curl -H 'x-user: mara' http://echo/cart");
    window.sees("#attach-try-answer", "It comes to you.");
    window.picture("story-why");
    window.click("#attach-cancel");

    window.click("\"Detach");
    window.sees("#attachments", "Nobody is attached.");
    assertThat(answerer("http://10.96.20.1/cart", "-H", "X-User: mara")).startsWith("echo-");
  }

  @Test
  void savesAFlowForWireshark() throws IOException {
    Window window = connected();
    window.press("CONTROL+DIGIT2");
    window.click("#flows-save");
    window.click("\"Record packets from now on, for 10 minutes");
    window.sees("#recording", "Packets are recorded until");
    // By one family: when the machine is slow, curl asks by both at once and leaves one of them,
    // which would be a flow of curl too, and a short one.
    printed("/usr/bin/curl", "-4sS", "-o", "/dev/null", "http://cart-0.cart.shop:8080" + PATH);
    window.clickRow("#flows", "curl");
    window.sees("#flow-detail", "cart-0.cart");
    Path file = playground().folder().resolve("saved.pcapng");
    window.savesTo(playground().inLaptop(file));
    window.click("#flow-save");
    window.sees("#recording", "packets are in saved.pcapng.");
    window.picture("story-saved");

    assertThat(tshark(file, "-T", "fields", "-e", "frame.comment").lines().distinct())
        .singleElement()
        .asString()
        .matches("curl \\d+ -> cart-0\\.cart in shop \\(\\S+:8080\\), cluster");
    assertThat(tshark(file, "-Y", "tcp.analysis.flags || _ws.malformed")).as("oddities").isEmpty();
    // Lines of the far side are indented; what a line holds is hexadecimal.
    List<String> stream =
        tshark(file, "-q", "-z", "follow,tcp,raw,0").lines().filter(WindowTrafficIT::hex).toList();
    String asked = bytes(stream.stream().filter(line -> !line.startsWith("\t")).toList());
    String answered = bytes(stream.stream().filter(line -> line.startsWith("\t")).toList());
    assertThat(asked).startsWith("GET " + PATH + " HTTP/1.1\r\n");
    assertThat(answered).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n" + block());
  }

  private static boolean hex(String line) {
    return line.matches("\t?[0-9a-f]+");
  }

  private static String bytes(List<String> lines) {
    StringBuilder all = new StringBuilder();
    for (String line : lines) {
      for (byte each : HexFormat.of().parseHex(line.strip())) {
        all.append((char) (each & 255));
      }
    }
    return all.toString();
  }

  /** What the pod sends; see pod.py. */
  private static String block() {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < BYTES; i++) {
      all.append((char) (i * 31 + (i >> 8) & 255));
    }
    return all.toString();
  }

  private static String tshark(Path file, String... arguments) {
    List<String> command = new ArrayList<>(List.of("/usr/bin/tshark", "-r", file.toString()));
    command.addAll(List.of(arguments));
    Output output = Processes.run(Duration.ofMinutes(1), "", command);
    return output.orFail("tshark").out();
  }
}
