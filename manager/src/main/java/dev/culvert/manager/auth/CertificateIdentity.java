package dev.culvert.manager.auth;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Reads a verified client certificate as Kubernetes does: the subject's CN is the user, each O a
 * group, and whoever is authenticated is in {@code system:authenticated}.
 */
public final class CertificateIdentity {
  private CertificateIdentity() {}

  /** The identity; empty when the subject has no CN. */
  public static Optional<Identity> of(X509Certificate certificate) {
    List<String> groups = new ArrayList<>();
    String user = "";
    try {
      for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        // A multi-valued RDN (CN=a+O=b) holds several attributes.
        var attributes = rdn.toAttributes();
        var name = attributes.get("CN");
        if (name != null) {
          user = String.valueOf(name.get());
        }
        var organisations = attributes.get("O");
        if (organisations != null) {
          for (int i = 0; i < organisations.size(); i++) {
            groups.add(String.valueOf(organisations.get(i)));
          }
        }
      }
      if (user.isEmpty()) {
        return Optional.empty();
      }
      groups.add("system:authenticated");
      return Optional.of(new Identity(user, groups, "", Optional.of(fingerprint(certificate))));
    } catch (javax.naming.NamingException e) {
      return Optional.empty();
    }
  }

  /** SHA-256 of the certificate, hexadecimal. */
  public static String fingerprint(X509Certificate certificate) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read cannot be written", e);
    }
  }
}
