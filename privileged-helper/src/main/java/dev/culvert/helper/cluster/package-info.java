/**
 * Finds the manager through the API server with the user's credentials. Speaks to the API server
 * with a few lines of HTTP/1.1 over the platform's sockets, so that each failure can be told apart:
 * the name, the connection, the proxy, TLS, the answer.
 */
@NullMarked
package dev.culvert.helper.cluster;

import org.jspecify.annotations.NullMarked;
