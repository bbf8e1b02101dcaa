package dev.culvert.manager.auth;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.internal.tcnative.CertificateVerifier;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Verifies client certificates against the cluster's client authorities, which may change while the
 * manager runs. With none known, no client certificate is good. Thread-safe.
 */
public final class ClientAuthorities extends X509ExtendedTrustManager {
  private volatile @Nullable X509ExtendedTrustManager current;

  /** Trusts these from now on, and nobody else. */
  public void replace(Collection<X509Certificate> authorities) {
    current = authorities.isEmpty() ? null : managerOf(authorities);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    X509ExtendedTrustManager trust = current;
    if (trust == null) {
      throw unknownAuthority(
          new CertificateException(
              "the manager knows no client authority of the cluster; use a token"));
    }
    try {
      trust.checkClientTrusted(chain, authType);
    } catch (CertificateException e) {
      throw outOfDate(e) ? e : unknownAuthority(e);
    }
  }

  /** BoringSSL would say "internal error" otherwise, as if it were the manager's fault. */
  private static CertificateException unknownAuthority(CertificateException e) {
    return OpenSsl.isAvailable()
        ? new OpenSslCertificateException(
            e.getMessage(), e, CertificateVerifier.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY)
        : e;
  }

  /** That has an alert of its own already. */
  private static boolean outOfDate(CertificateException e) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof CertificateExpiredException
          || at instanceof CertificateNotYetValidException) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("these authorities are for clients only");
  }

  /** None: the list that a server may send in its request would only tell outsiders names. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  private static X509ExtendedTrustManager managerOf(Collection<X509Certificate> authorities) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (X509Certificate authority : List.copyOf(authorities)) {
        store.setCertificateEntry("authority-" + number++, authority);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509ExtendedTrustManager x509) {
          return x509;
        }
      }
      throw new IllegalStateException("the platform has no X.509 trust manager");
    } catch (GeneralSecurityException | java.io.IOException e) {
      throw new IllegalStateException("the client authorities cannot be used", e);
    }
  }
}
