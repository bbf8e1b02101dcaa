package dev.culvert.core.tcp;

import dev.culvert.core.net.Endpoint;
import java.util.random.RandomGenerator;

/**
 * Initial sequence numbers (RFC 6528 section 3): a clock of 4 us plus a keyed hash of both ends, so
 * that nobody guesses them and a new connection between the same ends starts after the old one. The
 * hash is SipHash-2-4.
 */
final class InitialSequence {
  private final long key0;
  private final long key1;
  private long v0;
  private long v1;
  private long v2;
  private long v3;

  InitialSequence(RandomGenerator random) {
    key0 = random.nextLong();
    key1 = random.nextLong();
  }

  int next(Endpoint source, Endpoint destination, long nowNanos) {
    return (int) (nowNanos / 4_000) + hash(source, destination);
  }

  int hash(Endpoint source, Endpoint destination) {
    v0 = key0 ^ 0x736f6d6570736575L;
    v1 = key1 ^ 0x646f72616e646f6dL;
    v2 = key0 ^ 0x6c7967656e657261L;
    v3 = key1 ^ 0x7465646279746573L;
    take(source.address().high());
    take(source.address().low());
    take(destination.address().high());
    take(destination.address().low());
    take((long) source.port() << 16 | destination.port());
    take(40L << 56); // the length in bytes
    v2 ^= 0xff;
    for (int i = 0; i < 4; i++) {
      round();
    }
    long hash = v0 ^ v1 ^ v2 ^ v3;
    return (int) (hash ^ hash >>> 32);
  }

  private void take(long word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }

  private void round() {
    v0 += v1;
    v1 = Long.rotateLeft(v1, 13) ^ v0;
    v0 = Long.rotateLeft(v0, 32);
    v2 += v3;
    v3 = Long.rotateLeft(v3, 16) ^ v2;
    v0 += v3;
    v3 = Long.rotateLeft(v3, 21) ^ v0;
    v2 += v1;
    v1 = Long.rotateLeft(v1, 17) ^ v2;
    v2 = Long.rotateLeft(v2, 32);
  }
}
