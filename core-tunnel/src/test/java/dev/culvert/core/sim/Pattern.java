package dev.culvert.core.sim;

/** A stream of bytes that any end can make and check at any offset. */
record Pattern(long seed, int length) {
  byte at(long offset) {
    long x = (offset / 8 + seed) * 0x9e3779b97f4a7c15L;
    x = (x ^ x >>> 29) * 0xbf58476d1ce4e5b9L;
    return (byte) (x >>> 8 * (int) (offset % 8));
  }

  byte[] bytes(long from, int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = at(from + i);
    }
    return bytes;
  }

  /** Checks bytes that came at an offset. */
  void check(String who, long offset, byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != at(offset + i)) {
        throw new AssertionError(who + " got a wrong byte at " + (offset + i));
      }
    }
    if (offset + bytes.length > length) {
      throw new AssertionError(who + " got " + (offset + bytes.length) + " bytes of " + length);
    }
  }
}
