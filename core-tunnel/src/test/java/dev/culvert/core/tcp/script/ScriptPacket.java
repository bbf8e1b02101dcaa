package dev.culvert.core.tcp.script;

import dev.culvert.core.tcp.Segment;
import dev.culvert.core.wire.TcpHeader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A packet as a script writes it; sequence numbers as there.
 *
 * @param ack -1 for none
 * @param window -1 for none
 * @param options null when the script says nothing of them
 */
record ScriptPacket(
    int flags, long seq, int length, long ack, int window, @Nullable Map<String, String> options) {
  private static final String FLAGS = "FSRP.UEW"; // from bit 0 up

  private static final Pattern SYNTAX =
      Pattern.compile(
          "([FSRPUEW.]+)\\s+(\\d+):(\\d+)\\((\\d+)\\)"
              + "(?:\\s+ack\\s+(\\d+))?(?:\\s+win\\s+(\\d+))?(?:\\s+<(.*)>)?");

  static ScriptPacket parse(String text) {
    Matcher is = SYNTAX.matcher(text);
    if (!is.matches()) {
      throw new IllegalArgumentException("not a packet: " + text);
    }
    int length = Integer.parseInt(is.group(4));
    long seq = Long.parseLong(is.group(2));
    if (Long.parseLong(is.group(3)) != seq + length) {
      throw new IllegalArgumentException("the numbers do not add up: " + text);
    }
    int flags = 0;
    for (char flag : is.group(1).toCharArray()) {
      flags |= 1 << FLAGS.indexOf(flag);
    }
    return new ScriptPacket(
        flags,
        seq,
        length,
        is.group(5) == null ? -1 : Long.parseLong(is.group(5)),
        is.group(6) == null ? -1 : Integer.parseInt(is.group(6)),
        is.group(7) == null ? null : options(is.group(7)));
  }

  private static Map<String, String> options(String text) {
    Map<String, String> options = new HashMap<>();
    for (String option : text.split(",", -1)) {
      String[] words = option.trim().split("\\s+", 2);
      if (!words[0].isEmpty()) {
        options.put(words[0], words.length == 1 ? "" : words[1]);
      }
    }
    return options;
  }

  /**
   * As the program's kernel sends it.
   *
   * @param own the number of the program's SYN
   * @param other that of the engine's
   */
  Segment toSegment(int own, int other, byte[] payload) {
    int ackField = ack < 0 ? 0 : (int) (other + ack);
    Segment segment = Segment.ack((int) (own + seq), ackField).data(payload).flags(flags);
    segment = segment.window(window < 0 ? 65_535 : window);
    if (options == null) {
      return segment;
    }
    for (Map.Entry<String, String> option : options.entrySet()) {
      String value = option.getValue();
      segment =
          switch (option.getKey()) {
            case "mss" -> segment.mss(Integer.parseInt(value));
            case "wscale" -> segment.windowScale(Integer.parseInt(value));
            case "sackOK" -> segment.permitSack();
            case "ts" -> {
              String[] two = value.split(" ", -1);
              yield segment.ts(Integer.parseInt(two[0]), Integer.parseInt(two[1]));
            }
            case "sack" -> {
              Segment with = segment;
              for (String block : value.split(" ", -1)) {
                String[] ends = block.split(":", -1);
                with =
                    with.sack(other + Integer.parseInt(ends[0]), other + Integer.parseInt(ends[1]));
              }
              yield with;
            }
            default -> throw new IllegalArgumentException("no option " + option.getKey());
          };
    }
    return segment;
  }

  /**
   * What of a packet of the engine is not as it is written here; empty when all is.
   *
   * @param own the number of the engine's SYN
   * @param other that of the program's
   */
  List<String> differences(Segment got, int gotFlags, int own, int other, boolean v6) {
    List<String> wrong = new ArrayList<>();
    compare(wrong, "flags", flags(flags), flags(gotFlags));
    compare(wrong, "seq", (int) seq, got.seq() - own);
    compare(wrong, "length", length, got.payload().length);
    if ((gotFlags & TcpHeader.ACK) != 0) {
      compare(wrong, "ack", (int) ack, got.ack() - other);
    }
    if (window >= 0) {
      compare(wrong, "win", window, got.window());
    }
    if (options != null) {
      Map<String, String> has = options(got, other);
      compare(wrong, "options", options.keySet(), has.keySet());
      for (Map.Entry<String, String> option : options.entrySet()) {
        String want = option.getValue();
        if (option.getKey().equals("mss")) {
          want = String.valueOf(Integer.parseInt(want) - (v6 ? 20 : 0));
        }
        String text = has.getOrDefault(option.getKey(), "");
        if (!text.matches(want.replace("*", "-?\\d+"))) {
          wrong.add(option.getKey() + " " + text + " instead of " + want);
        }
      }
    }
    return wrong;
  }

  private static Map<String, String> options(Segment got, int other) {
    Map<String, String> has = new HashMap<>();
    if (got.mss() != 0) {
      has.put("mss", String.valueOf(got.mss()));
    }
    if (got.windowScale() >= 0) {
      has.put("wscale", String.valueOf(got.windowScale()));
    }
    if (got.sackPermitted()) {
      has.put("sackOK", "");
    }
    if (got.ts() != null) {
      has.put("ts", got.timestamps().value() + " " + got.timestamps().echo());
    }
    if (!got.sack().isEmpty()) {
      List<String> blocks = new ArrayList<>();
      for (Segment.Block block : got.sack()) {
        blocks.add((block.left() - other) + ":" + (block.right() - other));
      }
      has.put("sack", String.join(" ", blocks));
    }
    return has;
  }

  private static void compare(List<String> wrong, String what, Object want, Object got) {
    if (!want.equals(got)) {
      wrong.add(what + " " + got + " instead of " + want);
    }
  }

  private static String flags(int bits) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < FLAGS.length(); i++) {
      if ((bits >>> i & 1) != 0) {
        text.append(FLAGS.charAt(i));
      }
    }
    return text.toString();
  }
}
