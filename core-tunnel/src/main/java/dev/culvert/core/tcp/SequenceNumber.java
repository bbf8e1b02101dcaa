package dev.culvert.core.tcp;

/**
 * Arithmetic of sequence numbers, modulo 2^32 (RFC 9293 section 3.4). They are kept in an {@code
 * int}; comparing holds while two numbers are less than 2^31 apart, which windows of at most 2^30
 * guarantee (RFC 7323 section 2.3).
 */
final class SequenceNumber {
  private SequenceNumber() {}

  static boolean lt(int a, int b) {
    return a - b < 0;
  }

  static boolean le(int a, int b) {
    return a - b <= 0;
  }

  static boolean gt(int a, int b) {
    return a - b > 0;
  }

  static boolean ge(int a, int b) {
    return a - b >= 0;
  }

  static int max(int a, int b) {
    return a - b >= 0 ? a : b;
  }

  /** Whether a number is one of {@code size} that begin at {@code start}. */
  static boolean inWindow(int number, int start, int size) {
    return Integer.compareUnsigned(number - start, size) < 0;
  }
}
