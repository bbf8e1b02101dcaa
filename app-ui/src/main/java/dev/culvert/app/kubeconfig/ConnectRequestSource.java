package dev.culvert.app.kubeconfig;

import dev.culvert.proto.helper.v1.ConnectRequest;
import dev.culvert.proto.helper.v1.Credentials;

/**
 * Makes of a context what the helper needs to connect to it. Both methods may run a credential
 * plug-in and resolve names: they block, on the caller's thread.
 */
public interface ConnectRequestSource {

  /**
   * Everything about the connection, with credentials that are valid now and the addresses the API
   * server's name has now.
   *
   * @param namespace the connected namespace; empty: the context's own
   * @throws CredentialException when the context cannot be used
   */
  ConnectRequest connectRequest(String context, String namespace) throws CredentialException;

  /**
   * New credentials, never from a cache: files are read again and plug-ins run again.
   *
   * @throws CredentialException when there are none; the message holds the plug-in's own words
   */
  Credentials freshCredentials(String context) throws CredentialException;

  /** For those who only look at the helper and have no kubeconfig in hand. */
  ConnectRequestSource NONE =
      new ConnectRequestSource() {
        @Override
        public ConnectRequest connectRequest(String context, String namespace)
            throws CredentialException {
          throw new CredentialException("There is no kubeconfig here to connect from.");
        }

        @Override
        public Credentials freshCredentials(String context) throws CredentialException {
          throw new CredentialException("There is no kubeconfig here to renew from.");
        }

        @Override
        public boolean supplies() {
          return false;
        }
      };

  /** Whether a connection that somebody else began is supplied too. */
  default boolean supplies() {
    return true;
  }
}
