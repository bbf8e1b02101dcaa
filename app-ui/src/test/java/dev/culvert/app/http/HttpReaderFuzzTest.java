package dev.culvert.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Whatever crosses the device, reading it ends well, and how it was cut up changes nothing. */
final class HttpReaderFuzzTest {

  /** Any packets at all. */
  @FuzzTest(maxDuration = "30m")
  void packets(byte[] bytes) {
    HttpReader reader = new HttpReader();
    for (int at = 0; at + 2 < bytes.length; ) {
      int length = Math.min(bytes[at] & 255, bytes.length - at - 2);
      byte[] packet = java.util.Arrays.copyOfRange(bytes, at + 2, at + 2 + length);
      reader.packet(Packets.NOW, (bytes[at + 1] & 1) == 0, 1, "", packet);
      at += 2 + length;
    }
    assertThat(reader.changes()).hasSizeLessThanOrEqualTo(HttpReader.MOST_EXCHANGES);
  }

  /** The same conversation in one piece and byte by byte. The client's part ends with a NUL. */
  @FuzzTest(maxDuration = "30m")
  void conversation(byte[] bytes) {
    String all = new String(bytes, StandardCharsets.ISO_8859_1);
    int cut = all.indexOf('\0');
    String asked = cut < 0 ? all : all.substring(0, cut);
    String answered = cut < 0 ? "" : all.substring(cut + 1);
    assertThat(said(asked, answered, 1)).isEqualTo(said(asked, answered, Integer.MAX_VALUE));
  }

  /**
   * The same in HTTP/2, by any bytes behind a preface. The first two bytes say how many are the
   * client's.
   */
  @FuzzTest(maxDuration = "30m")
  void frames(byte[] bytes) {
    String all = new String(bytes, StandardCharsets.ISO_8859_1);
    if (all.length() < 2) {
      return;
    }
    int cut = Math.min(all.charAt(0) << 8 | all.charAt(1), all.length() - 2) + 2;
    String asked = Frames.PREFACE + all.substring(2, cut);
    String answered = all.substring(cut);
    assertThat(said(asked, answered, 1)).isEqualTo(said(asked, answered, Integer.MAX_VALUE));
  }

  private static List<String> said(String asked, String answered, int piece) {
    HttpReader reader = new HttpReader();
    Packets packets = new Packets(reader, 40_000).open();
    pieces(asked, piece).forEach(packets::ask);
    pieces(answered, piece).forEach(packets::answer);
    packets.send(false, packets.answered, Packets.FIN | Packets.ACK, "");
    Map<Long, String> said = new TreeMap<>();
    for (HttpExchange each : reader.changes()) {
      said.put(
          each.number(),
          each.remarks() + words(each.request()) + each.answer().map(HttpReaderFuzzTest::words));
    }
    List<String> lines = new ArrayList<>(said.values());
    lines.add(reader.unread().toString());
    return lines;
  }

  private static String words(HttpMessage message) {
    return message.startLine()
        + message.headers()
        + new String(message.body(), StandardCharsets.ISO_8859_1)
        + message.bodyLength()
        + message.whole();
  }

  private static List<String> pieces(String text, int length) {
    List<String> pieces = new ArrayList<>();
    for (int at = 0; at < text.length(); ) {
      int end = (int) Math.min((long) at + length, text.length());
      pieces.add(text.substring(at, end));
      at = end;
    }
    return pieces;
  }
}
