package dev.culvert.app.view;

import java.util.Arrays;

/**
 * The last sixty seconds of traffic, one sample a second, oldest first.
 *
 * @param in bytes per second from the cluster
 * @param out bytes per second to the cluster
 */
public record Samples(double[] in, double[] out) {
  /** Samples kept. */
  public static final int LENGTH = 60;

  /** Silence. */
  public static final Samples SILENT = new Samples(new double[LENGTH], new double[LENGTH]);

  /** These with one more second; the oldest goes. */
  public Samples plus(double bytesIn, double bytesOut) {
    return new Samples(shift(in, bytesIn), shift(out, bytesOut));
  }

  /** These and others, second by second. */
  public Samples plus(Samples other) {
    Samples sum = new Samples(in.clone(), out.clone());
    for (int i = 0; i < LENGTH; i++) {
      sum.in[i] += other.in[i];
      sum.out[i] += other.out[i];
    }
    return sum;
  }

  /** Whether nothing went either way. */
  public boolean isSilent() {
    return Arrays.stream(in).sum() == 0 && Arrays.stream(out).sum() == 0;
  }

  /** The last second's rate of {@link #in}. */
  public double lastIn() {
    return in[LENGTH - 1];
  }

  /** The last second's rate of {@link #out}. */
  public double lastOut() {
    return out[LENGTH - 1];
  }

  private static double[] shift(double[] samples, double next) {
    double[] shifted = new double[LENGTH];
    System.arraycopy(samples, 1, shifted, 0, LENGTH - 1);
    shifted[LENGTH - 1] = next;
    return shifted;
  }
}
