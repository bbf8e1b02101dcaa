package dev.culvert.helper.state;

import dev.culvert.core.net.IpAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Targets for tests. */
public final class Targets {
  private Targets() {}

  /** A connection to this context, through an API server at 192.0.2.10. */
  public static Target of(String context) {
    return of(context, new LocalUser(1000, "mara"));
  }

  /** The same, asked for by this user. */
  public static Target of(String context, LocalUser user) {
    return of(context, user, Overlap.MAP);
  }

  /** The same, with this choice where networks share addresses. */
  public static Target of(String context, Overlap overlap) {
    return of(context, new LocalUser(1000, "mara"), overlap);
  }

  private static Target of(String context, LocalUser user, Overlap overlap) {
    return new Target(
        context,
        new Target.Api(
            URI.create("https://" + context + ".example:6443"),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            List.of(IpAddress.parse("192.0.2.10"))),
        "shop",
        "culvert",
        List.of(),
        List.of(),
        overlap,
        Optional.empty(),
        user);
  }
}
