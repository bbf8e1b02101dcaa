package dev.culvert.core.mapping;

import dev.culvert.core.net.AddressMap;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Addresses within a text, as a variable of the environment has them: {@code tcp://10.96.0.7:8080}.
 * A subnet in CIDR notation is translated when it lies within a mapped one.
 */
public final class MappedText {
  /** What may be an address, not part of a longer number or name, and the length behind it. */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?<![\\w.:-])"
              + "(\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7})"
              + "(?:/(\\d{1,3}))?"
              + "(?![\\w]|\\.\\w)");

  private MappedText() {}

  /** The text with the cluster's addresses as this computer knows them. */
  public static String toVirtual(String text, AddressMap map) {
    if (map.isEmpty()) {
      return text;
    }
    Matcher matcher = ADDRESS.matcher(text);
    StringBuilder mapped = new StringBuilder();
    while (matcher.find()) {
      matcher.appendReplacement(mapped, Matcher.quoteReplacement(one(matcher, map)));
    }
    return matcher.appendTail(mapped).toString();
  }

  private static String one(Matcher found, AddressMap map) {
    try {
      return found.group(2) == null
          ? shown(found.group(1), map.toVirtual(IpAddress.parse(found.group(1))))
          : shown(found.group(), map.toVirtual(Prefix.parse(found.group())));
    } catch (IllegalArgumentException e) {
      // It only looks like an address: 999.1.1.1, 10.96.0.1/12, a time of day.
      return found.group();
    }
  }

  /** The text as it was when it means the same: IPv6 has several spellings. */
  private static String shown(String was, IpAddress now) {
    return now.equals(IpAddress.parse(was)) ? was : now.toString();
  }

  private static String shown(String was, Prefix now) {
    return now.equals(Prefix.parse(was)) ? was : now.toString();
  }
}
