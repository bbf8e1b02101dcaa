package dev.culvert.app.kubeconfig;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A {@code clusters:} entry. Empty strings where nothing is written.
 *
 * @param file where it is written
 * @param execConfigJson the {@code client.authentication.k8s.io/exec} extension as JSON: handed to
 *     credential plug-ins, as it is
 * @param problem why it cannot be used, or empty
 */
record ClusterEntry(
    String name,
    Path file,
    String server,
    @Nullable PemSource certificateAuthority,
    String tlsServerName,
    boolean insecureSkipTlsVerify,
    String proxyUrl,
    @Nullable String execConfigJson,
    String problem) {}
