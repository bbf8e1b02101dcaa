package dev.culvert.playground.bench;

import java.util.Arrays;

/** Durations in nanoseconds, all kept, for exact quantiles. One thread. */
final class Samples {
  private long[] nanos = new long[4096];
  private int size;

  void add(long value) {
    if (size == nanos.length) {
      nanos = Arrays.copyOf(nanos, size * 2);
    }
    nanos[size++] = value;
  }

  void addAll(Samples other) {
    for (int i = 0; i < other.size; i++) {
      add(other.nanos[i]);
    }
  }

  int size() {
    return size;
  }

  /** The quantile in microseconds (nearest rank); not a number when there are no samples. */
  double micros(double quantile) {
    if (size == 0) {
      return Double.NaN;
    }
    Arrays.sort(nanos, 0, size);
    return nanos[Math.min(size - 1, (int) Math.ceil(quantile * size) - 1)] / 1e3;
  }
}
