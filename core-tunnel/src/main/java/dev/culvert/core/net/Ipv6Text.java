package dev.culvert.core.net;

/** The canonical text of an IPv6 address (RFC 5952 section 4). */
final class Ipv6Text {
  private Ipv6Text() {}

  static String format(long high, long low) {
    int[] groups = new int[8];
    for (int i = 0; i < 4; i++) {
      groups[i] = (int) (high >>> 16 * (3 - i)) & 0xffff;
      groups[4 + i] = (int) (low >>> 16 * (3 - i)) & 0xffff;
    }
    int bestStart = -1;
    int bestLength = 1; // A single zero group is not shortened (section 4.2.2).
    for (int i = 0; i < 8; i++) {
      int length = 0;
      while (i + length < 8 && groups[i + length] == 0) {
        length++;
      }
      if (length > bestLength) {
        bestStart = i;
        bestLength = length;
      }
      i += length;
    }
    StringBuilder text = new StringBuilder(39);
    for (int i = 0; i < 8; i++) {
      if (i == bestStart) {
        text.append("::");
        i += bestLength - 1;
      } else {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }
}
