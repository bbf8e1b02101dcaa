package dev.culvert.core.tunnel.portforward;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/** Certificates out of PEM text (RFC 7468). */
public final class Pem {
  private Pem() {}

  /** As Netty takes it. */
  public static InputStream stream(String pem) {
    return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Every certificate in the text.
   *
   * @throws CertificateException when there is none, or one that cannot be read
   */
  public static X509Certificate[] certificates(String pem) throws CertificateException {
    X509Certificate[] found =
        CertificateFactory.getInstance("X.509").generateCertificates(stream(pem)).stream()
            .map(X509Certificate.class::cast)
            .toArray(X509Certificate[]::new);
    if (found.length == 0) {
      throw new CertificateException("there is no certificate in the PEM text");
    }
    return found;
  }
}
