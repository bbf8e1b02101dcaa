package dev.culvert.core.tcp.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.EngineConfig;
import dev.culvert.core.MemoryDialer;
import dev.culvert.core.PacketLab;
import dev.culvert.core.demux.Counter;
import dev.culvert.core.link.Link;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.tcp.Segment;
import dev.culvert.core.tcp.TcpSettings;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.wire.IpProtocol;
import dev.culvert.core.wire.TcpHeader;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs one case of a script, see the README beside the scripts. */
final class PacketScript {
  /** The program's initial sequence number: near the wrap, to find who forgets it. */
  private static final int IRS = -1000;

  private static final Set<Link.Offload> OFFLOADS =
      EnumSet.of(Link.Offload.CHECKSUM, Link.Offload.TSO4, Link.Offload.TSO6);

  private final boolean v6;
  private final Endpoint program;
  private final Endpoint service;
  private TcpSettings settings = TcpSettings.DEFAULTS;
  private Set<Link.Offload> offloads = Set.of();
  private @Nullable PacketLab started;

  /** The engine's initial sequence number, once it has told it. */
  private int iss;

  private int farSent;

  PacketScript(boolean v6) {
    this.v6 = v6;
    program = v6 ? PacketLab.PROGRAM_V6 : PacketLab.PROGRAM_V4;
    service = v6 ? PacketLab.SERVICE_V6 : PacketLab.SERVICE_V4;
  }

  /** The lines of a case, with their numbers in the file. */
  void run(List<String> lines, int firstNumber) {
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replaceFirst("(^|\\s)#.*", "").strip();
      if (!line.isEmpty()) {
        try {
          line(line);
        } catch (AssertionError | RuntimeException e) {
          throw new AssertionError("line " + (firstNumber + i) + ": " + line + "\n" + e, e);
        }
      }
    }
    nothingElse();
    lab().engine.close();
    lab().pass(Duration.ofMinutes(1));
    assertThat(lab().memoryInUse()).as("bytes never let go of").isZero();
    assertThat(lab().scheduler.pending()).as("timers").isZero();
  }

  private void line(String line) {
    String[] words = line.split("\\s+", 3);
    if (words[0].equals("set")) {
      set(words[1], words.length > 2 ? words[2] : "");
      return;
    }
    BigDecimal seconds = new BigDecimal(words[0]);
    Duration wait = Duration.ofNanos(seconds.movePointRight(9).longValueExact());
    String rest = words[2].strip();
    if (words[1].equals(">")) {
      outbound(wait, ScriptPacket.parse(rest));
      return;
    }
    nothingElse();
    lab().pass(wait);
    nothingElse();
    switch (words[1]) {
      case "<" -> inbound(ScriptPacket.parse(rest));
      case "far" -> far(rest);
      case "expect" -> expect(rest);
      default -> throw new IllegalArgumentException("no such line");
    }
    lab().run();
  }

  private void set(String what, String value) {
    if (what.equals("offload")) {
      offloads = OFFLOADS;
    } else if (what.equals("window")) {
      String[] two = value.split(" ", -1);
      settings = settings.withWindows(Integer.parseInt(two[0]), Integer.parseInt(two[1]));
    } else {
      throw new IllegalArgumentException("nothing to set: " + what);
    }
  }

  private PacketLab lab() {
    PacketLab lab = started;
    if (lab == null) {
      lab = new PacketLab(1500, offloads, EngineConfig.of(Set.of()).withTcp(settings));
      started = lab;
    }
    return lab;
  }

  private void inbound(ScriptPacket packet) {
    byte[] payload = pattern((int) packet.seq() - 1, packet.length());
    Segment segment = packet.toSegment(IRS, iss, payload);
    lab()
        .send(
            program.address(),
            service.address(),
            IpProtocol.TCP,
            16,
            segment.encode(program.port(), service.port()));
  }

  private void outbound(Duration wait, ScriptPacket expected) {
    if (!wait.isZero()) {
      lab().pass(wait.minusNanos(1));
      nothingElse();
      lab().pass(Duration.ofNanos(1));
    }
    PacketLab.Seen seen = lab().next();
    Segment got = Segment.decode(seen.bytes());
    int flags = seen.bytes()[(v6 ? 40 : 20) + 13] & 255;
    if (got.has(TcpHeader.SYN)) {
      iss = got.seq();
    }
    assertThat(expected.differences(got, flags, iss, IRS, v6)).as("%s", got).isEmpty();
    assertThat(got.payload()).isEqualTo(pattern(got.seq() - iss - 1, got.payload().length));
  }

  private void nothingElse() {
    lab().run();
    assertThat(lab().seen.stream().map(seen -> Segment.decode(seen.bytes()).toString()))
        .as("packets that no line expects, from %s", Integer.toUnsignedString(iss))
        .isEmpty();
  }

  private void far(String what) {
    MemoryDialer.Stream stream = lab().dialer.streams.getLast();
    String[] words = what.split(" ", -1);
    switch (words[0]) {
      case "accepts" -> stream.far.onConnected(1);
      case "refuses" -> stream.far.onFailed(new Failure(Failure.Cause.REFUSED, "scripted"));
      case "ends" -> stream.far.onEnd();
      case "resets" -> stream.far.onReset(new Failure(Failure.Cause.RESET, "scripted"));
      case "sends" -> {
        int count = Integer.parseInt(words[1]);
        stream.data(pattern(farSent, count));
        farSent += count;
      }
      case "full" -> stream.writable = false;
      case "drains" -> {
        stream.writable = true;
        stream.far.onWritable();
      }
      default -> throw new IllegalArgumentException("the far side cannot: " + what);
    }
  }

  private void expect(String what) {
    String[] words = what.split(" ", -1);
    if (words[0].equals("far")) {
      MemoryDialer.Stream stream = lab().dialer.streams.getLast();
      switch (words[1] + " " + words[2]) {
        case "saw end" -> assertThat(stream.outputShut).isTrue();
        case "saw reset" -> assertThat(stream.reset).isTrue();
        default -> {
          int count = Integer.parseInt(words[2]);
          assertThat(stream.written.toByteArray()).isEqualTo(pattern(0, count));
        }
      }
      return;
    }
    long figure =
        switch (words[0]) {
          case "flows" -> lab().engine.stats().tcpFlows();
          case "dials" -> lab().dialer.streams.size();
          default -> lab().engine.stats().get(Counter.valueOf(words[0]));
        };
    assertThat(figure).isEqualTo(Long.parseLong(words[1]));
  }

  private static byte[] pattern(int from, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      int at = from + i;
      bytes[i] = (byte) (at * 7 + (at >> 8));
    }
    return bytes;
  }
}
