package dev.culvert.core.fuzz;

import java.util.Arrays;

/** Reads decisions from a fuzzer's bytes, front to back; when they are used up, all are 0. */
final class Input {
  private final byte[] bytes;
  private int at;

  Input(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  boolean left() {
    return at < bytes.length;
  }

  boolean yes() {
    return (next() & 1) != 0;
  }

  /** From low to high, both included. */
  int between(int low, int high) {
    int range = high - low;
    int value = next();
    if (range > 0xff) {
      value = value << 8 | next();
    }
    if (range > 0xffff) {
      value = value << 8 | next();
    }
    return low + value % (range + 1);
  }

  /** So many, or what is left. */
  byte[] take(int count) {
    int end = Math.min(bytes.length, at + count);
    byte[] taken = Arrays.copyOfRange(bytes, Math.min(at, end), end);
    at = end;
    return taken;
  }

  private int next() {
    return at < bytes.length ? bytes[at++] & 255 : 0;
  }
}
