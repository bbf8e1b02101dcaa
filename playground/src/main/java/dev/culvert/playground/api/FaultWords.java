package dev.culvert.playground.api;

import dev.culvert.playground.api.Faults.Scope;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * Faults as lines of text, between the playground and its API server's process: {@code cut}, {@code
 * stall present|all}, {@code delay MILLIS present|all}, {@code throttle BYTES present|all}, {@code
 * heal}, {@code connections}. Each is answered by a number.
 */
final class FaultWords {
  private FaultWords() {}

  /** Does what the line says; returns the number to answer. */
  static int run(String line, Faults faults) {
    List<String> words = List.of(line.split(" ", -1));
    switch (words.getFirst()) {
      case "cut" -> {
        return faults.cut();
      }
      case "stall" -> faults.stall(scope(words));
      case "delay" -> faults.delay(Duration.ofMillis(Long.parseLong(words.get(1))), scope(words));
      case "throttle" -> faults.throttle(Long.parseLong(words.get(1)), scope(words));
      case "heal" -> faults.heal();
      case "connections" -> {
        // Nothing but the number.
      }
      default -> throw new IllegalArgumentException("not a fault: " + line);
    }
    return faults.connections();
  }

  private static Scope scope(List<String> words) {
    return words.getLast().equals("all") ? Scope.ALL : Scope.PRESENT;
  }

  private static String word(Scope scope) {
    return scope == Scope.ALL ? "all" : "present";
  }

  /** Somebody who passes lines on to the process and has its answer; empty when it is not there. */
  @FunctionalInterface
  interface Line {
    OptionalInt say(String line);
  }

  /** Faults that are said, line by line. */
  record Told(Line line) implements Faults {
    @Override
    public int cut() {
      return line.say("cut").orElse(0);
    }

    @Override
    public void stall(Scope scope) {
      line.say("stall " + word(scope));
    }

    @Override
    public void delay(Duration roundTrip, Scope scope) {
      line.say("delay " + roundTrip.toMillis() + " " + word(scope));
    }

    @Override
    public void throttle(long bytesPerSecond, Scope scope) {
      line.say("throttle " + bytesPerSecond + " " + word(scope));
    }

    @Override
    public void heal() {
      line.say("heal");
    }

    @Override
    public int connections() {
      return line.say("connections").orElse(0);
    }
  }
}
