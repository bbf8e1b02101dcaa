package dev.culvert.app.http;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A field of a message's head, its name as it was sent. */
public record HttpHeader(String name, String value) {
  private static final Set<String> SECRETS =
      Set.of("authorization", "proxy-authorization", "cookie", "set-cookie");
  private static final List<String> SECRET_PARTS =
      List.of("token", "secret", "password", "api-key", "apikey", "session", "signature");

  /** Whether its value lets whoever has it in; shown only when it is asked for. */
  public boolean secret() {
    String lower = name.toLowerCase(Locale.ROOT);
    return SECRETS.contains(lower) || SECRET_PARTS.stream().anyMatch(lower::contains);
  }
}
