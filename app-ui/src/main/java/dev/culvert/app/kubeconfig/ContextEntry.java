package dev.culvert.app.kubeconfig;

import java.nio.file.Path;

/**
 * A {@code contexts:} entry. Empty strings where nothing is written.
 *
 * @param file where it is written
 */
record ContextEntry(String name, Path file, String cluster, String user, String namespace) {}
