package dev.culvert.app.cluster;

/**
 * A context of the kubeconfig files.
 *
 * @param name as in the kubeconfig
 * @param server the API server's URL
 * @param user the kubeconfig user's name
 * @param namespace the context's namespace, {@code default} when it names none
 * @param current whether {@code kubectl} would use it
 * @param problem why it cannot be used ("cluster dev-eu is not defined"), or empty
 */
public record Context(
    String name, String server, String user, String namespace, boolean current, String problem) {}
