package dev.culvert.app.view;

import dev.culvert.app.cluster.Context;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which colour a context has, and whether it is production. Colours are given in order and kept;
 * local clusters are slate, production is brick and nothing else is.
 */
public final class Identity {
  /** The colours that are given, in this order. */
  public static final List<String> ORDER =
      List.of("weir", "river", "iris", "heather", "moss", "clay");

  /** The colours a person can choose: brick comes with production, and with nothing else. */
  static final List<String> CHOICES =
      List.of("weir", "river", "iris", "heather", "moss", "clay", "slate");

  private static final Set<String> PRODUCTION = Set.of("prod", "production", "live");
  private static final List<String> LOCAL =
      List.of(
          "kind-", "k3d-", "minikube", "docker-desktop", "rancher-desktop", "colima", "orbstack");

  private final Settings settings;

  Identity(Settings settings) {
    this.settings = settings;
  }

  /** Gives a colour to every context that has none yet. */
  void assign(List<Context> contexts) {
    for (Context context : contexts) {
      if (!settings.has(key(context, "color")) && !local(context) && !production(context)) {
        long taken = contexts.stream().filter(other -> settings.has(key(other, "color"))).count();
        settings.put(key(context, "color"), ORDER.get((int) (taken % ORDER.size())));
      }
    }
  }

  /** The colour's name. */
  String color(Context context) {
    if (production(context)) {
      return "brick";
    }
    return settings.get(key(context, "color"), local(context) ? "slate" : ORDER.getFirst());
  }

  /** Set by the person; otherwise by a part of the name. */
  boolean production(Context context) {
    return settings
        .get(key(context, "production"), soundsLikeProduction(context.name()) ? "true" : "false")
        .equals("true");
  }

  /** Whether a part of the name is prod, production or live. */
  static boolean soundsLikeProduction(String name) {
    for (String part : name.toLowerCase(Locale.ROOT).split("[^a-z0-9]+", -1)) {
      if (PRODUCTION.contains(part)) {
        return true;
      }
    }
    return false;
  }

  private static boolean local(Context context) {
    if (LOCAL.stream().anyMatch(context.name()::startsWith)) {
      return true;
    }
    try {
      String host = URI.create(context.server()).getHost();
      return host != null
          && (host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]"));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String key(Context context, String what) {
    return "context." + context.name() + "." + what;
  }
}
