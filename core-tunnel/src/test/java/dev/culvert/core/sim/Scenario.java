package dev.culvert.core.sim;

import java.util.Random;

/**
 * What one run of the simulation is about; everything follows from the seed.
 *
 * @param loss in each direction, probability per packet
 * @param reorder probability that a packet is late by up to 20 ms
 * @param readerPause probability that a reader stops reading for a while
 */
record Scenario(
    long seed,
    boolean v6,
    boolean gso,
    boolean timestamps,
    boolean windowScale,
    boolean sack,
    double loss,
    double reorder,
    double duplicate,
    double corrupt,
    double readerPause,
    int up,
    int down,
    boolean programClosesFirst) {

  static Scenario of(long seed) {
    Random random = new Random(seed * 77 + 5);
    double[] losses = {0, 0, 0.01, 0.05, 0.15};
    double[] rates = {0, 0.02, 0.1};
    int[] sizes = {0, 1, 1460, 20_000, 150_000, 400_000, 1_500_000};
    return new Scenario(
        seed,
        random.nextBoolean(),
        random.nextBoolean(),
        random.nextBoolean(),
        random.nextBoolean(),
        random.nextBoolean(),
        losses[random.nextInt(losses.length)],
        rates[random.nextInt(rates.length)],
        rates[random.nextInt(rates.length)],
        random.nextInt(4) == 0 ? 0.02 : 0,
        random.nextInt(3) == 0 ? 0.02 : 0,
        sizes[random.nextInt(sizes.length)],
        sizes[random.nextInt(sizes.length)],
        random.nextBoolean());
  }
}
