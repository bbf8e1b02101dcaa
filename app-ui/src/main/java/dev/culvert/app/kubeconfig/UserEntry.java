package dev.culvert.app.kubeconfig;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@code users:} entry. Empty strings where nothing is written.
 *
 * @param file where it is written
 * @param problem why it cannot be used, or empty
 */
record UserEntry(
    String name,
    Path file,
    String token,
    @Nullable Path tokenFile,
    @Nullable PemSource clientCertificate,
    @Nullable PemSource clientKey,
    @Nullable ExecConfig exec,
    String impersonateUser,
    List<String> impersonateGroups,
    String problem) {
  UserEntry {
    impersonateGroups = List.copyOf(impersonateGroups);
  }
}
