package dev.culvert.manager.auth;

import java.util.List;
import java.util.Optional;

/**
 * Who a caller is, as the cluster says.
 *
 * @param uid as TokenReview says; empty for certificates
 * @param certificate SHA-256 of the client certificate that proved it, hexadecimal; empty for
 *     tokens
 */
public record Identity(String user, List<String> groups, String uid, Optional<String> certificate) {
  public Identity {
    groups = List.copyOf(groups);
  }

  /** Whether both are the same account, proved in the same way. */
  public boolean sameAs(Identity other) {
    return user.equals(other.user)
        && uid.equals(other.uid)
        && certificate.equals(other.certificate);
  }
}
