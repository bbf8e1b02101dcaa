package dev.culvert.helper.dns;

import dev.culvert.core.net.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What resolv.conf(5) says.
 *
 * @param servers in order; one that is not an address is left out
 * @param search the last {@code search} or {@code domain} line, as the C library takes it
 * @param options as written, in order
 * @param others lines that are none of these and no comments, as {@code sortlist}
 */
public record ResolvConf(
    List<IpAddress> servers, List<String> search, List<String> options, List<String> others) {

  /** The first words of our first line; see {@link #mark}. */
  private static final String MARK = "# Written by Culvert, session ";

  /**
   * What the resolvers of glibc before 2.26 and of musl have room for on a search line. They cut a
   * longer one, or pass it over altogether: then ours would be lost.
   */
  private static final int SEARCH_CHARACTERS = 255;

  public ResolvConf {
    servers = List.copyOf(servers);
    search = List.copyOf(search);
    options = List.copyOf(options);
    others = List.copyOf(others);
  }

  /** Reads one; whatever the text is, there is an answer. */
  public static ResolvConf parse(String text) {
    List<IpAddress> servers = new ArrayList<>();
    List<String> search = List.of();
    List<String> options = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (String raw : text.lines().toList()) {
      String line = raw.strip();
      if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) {
        continue;
      }
      List<String> words = List.of(line.split("\\s+", -1));
      List<String> values = words.subList(1, words.size());
      switch (words.getFirst()) {
        case "nameserver" -> values.stream().limit(1).forEach(value -> addServer(servers, value));
        case "search", "domain" -> search = values;
        case "options" -> options.addAll(values);
        default -> others.add(line);
      }
    }
    return new ResolvConf(servers, search, options, others);
  }

  /** The option {@code ndots}, or its default (resolv.conf(5)). */
  public int ndots() {
    int ndots = 1;
    for (String option : options) {
      if (option.matches("ndots:\\d{1,4}")) {
        ndots = Math.min(15, Integer.parseInt(option.substring("ndots:".length())));
      }
    }
    return ndots;
  }

  /** The first line of a file of ours, by which it is known again. */
  public static String mark(String session) {
    return MARK + session;
  }

  /** Whether a file with this text is ours, of any session. */
  public static boolean isOurs(String text) {
    return text.startsWith(MARK);
  }

  /**
   * The file while connected, where this is the original: our server alone, our search domains
   * before its own, its options.
   *
   * <p>Our server is the only one: it passes on what is not the cluster's, and a second one would
   * be asked about cluster names as soon as ours is slow, and deny them. {@code ndots} stays what
   * it is, 1 as a rule: a name without a dot ({@code orders}) is tried with the search domains
   * first, and one with dots ({@code orders.shop}, {@code orders.shop.svc}) as it is, which our
   * server answers, and only then with them. With the 5 of pods every public name would be asked
   * four times. {@code trust-ad} goes, since answers now pass through one who does not validate.
   */
  public String replacedBy(String mark, IpAddress server, List<String> ourSearch) {
    StringBuilder text = new StringBuilder(mark).append('\n');
    text.append(
        "# It is here while this computer is connected to a cluster; the original comes back\n");
    text.append("# when it disconnects. To put it back by hand: culvert-helper --cleanup\n");
    text.append("nameserver ").append(server).append('\n');
    List<String> domains = fitting(ourSearch);
    if (!domains.isEmpty()) {
      text.append("search ").append(String.join(" ", domains)).append('\n');
    }
    List<String> kept = options.stream().filter(option -> !option.equals("trust-ad")).toList();
    if (!kept.isEmpty()) {
      text.append("options ").append(String.join(" ", kept)).append('\n');
    }
    others.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  private List<String> fitting(List<String> ourSearch) {
    Set<String> domains = new LinkedHashSet<>(ourSearch);
    domains.addAll(search);
    List<String> fitting = new ArrayList<>();
    int characters = 0;
    for (String domain : domains) {
      characters += domain.length() + 1;
      if (characters - 1 > SEARCH_CHARACTERS) {
        break;
      }
      fitting.add(domain);
    }
    return fitting;
  }

  private static void addServer(List<IpAddress> servers, String value) {
    int zone = value.indexOf('%');
    try {
      servers.add(IpAddress.parse(zone < 0 ? value : value.substring(0, zone)));
    } catch (IllegalArgumentException e) {
      System.getLogger(ResolvConf.class.getName())
          .log(System.Logger.Level.DEBUG, "resolv.conf names a server that is no address", e);
    }
  }
}
