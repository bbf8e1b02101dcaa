package dev.culvert.app.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes out of a text what says who somebody is or lets somebody in: secrets, user names, folders,
 * hosts, mail addresses and public addresses. The same thing gets the same stand-in throughout one
 * redactor, so that a reader can still follow it. Private addresses stay: they are what the text is
 * about.
 */
public final class Redactor {
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)\\b(bearer\\s+|token[\"']?\\s*[:=]\\s*[\"']?|password[\"']?\\s*[:=]\\s*[\"']?|secret[\"']?\\s*[:=]\\s*[\"']?)"
              + "[A-Za-z0-9._~+/=-]{4,}");
  private static final Pattern JWT =
      Pattern.compile("\\beyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]*");
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN [A-Z ]+-----[\\s\\S]*?-----END [A-Z ]+-----");
  private static final Pattern MAIL =
      Pattern.compile("\\b[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}\\b");
  private static final Pattern URL_HOST = Pattern.compile("(?<=://)[A-Za-z0-9.-]+");
  private static final Pattern HOME = Pattern.compile("/(home|Users)/[^/\\s:\"']+");
  private static final Pattern V4 =
      Pattern.compile("\\b(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\b");

  private final List<String> names = new ArrayList<>();
  private final Standins mails = new Standins("mail");
  private final Standins hosts = new Standins("host");
  private final Standins addresses = new Standins("public-address");

  /**
   * @param names to be replaced wherever they stand as words: the user's, this computer's
   */
  public Redactor(List<String> names) {
    names.stream()
        .filter(name -> name.length() > 1 && !name.equals("root"))
        .forEach(this.names::add);
  }

  /** The text without all of that. */
  public String redact(String text) {
    String out = PEM.matcher(text).replaceAll("(certificate or key taken out)");
    out = JWT.matcher(out).replaceAll("(token taken out)");
    out = SECRET.matcher(out).replaceAll("$1(taken out)");
    out = MAIL.matcher(out).replaceAll(m -> mails.of(m.group()));
    out = URL_HOST.matcher(out).replaceAll(this::host);
    out = HOME.matcher(out).replaceAll("~");
    out = V4.matcher(out).replaceAll(this::address);
    for (String name : names) {
      out =
          Pattern.compile("(?<![A-Za-z0-9])" + Pattern.quote(name) + "(?![A-Za-z0-9])")
              .matcher(out)
              .replaceAll("(user)");
    }
    return out;
  }

  private String host(java.util.regex.MatchResult match) {
    String host = match.group();
    return host.equals("localhost") || Network.parse(host).isPresent() ? host : hosts.of(host);
  }

  private String address(java.util.regex.MatchResult match) {
    return Network.parse(match.group())
        .map(network -> isPrivate(match.group()) ? match.group() : addresses.of(match.group()))
        .orElse(match.group());
  }

  private static boolean isPrivate(String address) {
    return List.of(
            "10.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "198.18.0.0/15",
            "0.0.0.0/8")
        .stream()
        .map(block -> Network.parse(block).orElseThrow())
        .anyMatch(block -> block.holds(Network.parse(address).orElseThrow()));
  }

  /** The same stand-in for the same text. */
  private static final class Standins {
    private final String kind;
    private final List<String> seen = new ArrayList<>();

    Standins(String kind) {
      this.kind = kind;
    }

    String of(String text) {
      if (!seen.contains(text)) {
        seen.add(text);
      }
      return Matcher.quoteReplacement("(" + kind + "-" + (seen.indexOf(text) + 1) + ")");
    }
  }
}
