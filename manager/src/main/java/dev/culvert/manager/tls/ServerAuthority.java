package dev.culvert.manager.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * An authority made at start, and the one certificate it signs. Its key is forgotten at once:
 * nobody can sign another, and nothing is on disk. Clients learn the authority's certificate from
 * the API server, so whoever cannot write the manager's ConfigMap cannot pass for the manager.
 *
 * @param authorityPem what clients pin
 */
public record ServerAuthority(
    String authorityPem, PrivateKey key, X509Certificate certificate, X509Certificate authority) {

  /** The name in the certificate. */
  public static final String NAME = "culvert-manager";

  /** Longer than any pod lives; a restart makes a new one. */
  private static final Duration VALIDITY = Duration.ofDays(825);

  /** Clocks of nodes and laptops differ. */
  private static final Duration SKEW = Duration.ofHours(24);

  /**
   * Makes one.
   *
   * @param alsoNames further DNS names of the manager
   */
  public static ServerAuthority create(Instant now, Collection<String> alsoNames) {
    try {
      SecureRandom random = new SecureRandom();
      KeyPair authorityKeys = keys(random);
      KeyPair serverKeys = keys(random);
      X500Name authorityName = new X500Name("CN=culvert-manager authority");
      X509Certificate authority =
          sign(
              builder(authorityName, authorityName, authorityKeys, now, random)
                  .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                  .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign)),
              authorityKeys);
      GeneralName[] names =
          Stream.concat(Stream.of(NAME), alsoNames.stream())
              .distinct()
              .map(name -> new GeneralName(GeneralName.dNSName, name))
              .toArray(GeneralName[]::new);
      X509Certificate server =
          sign(
              builder(authorityName, new X500Name("CN=" + NAME), serverKeys, now, random)
                  .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                  .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                  .addExtension(
                      Extension.extendedKeyUsage,
                      false,
                      new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                  .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names)),
              authorityKeys);
      return new ServerAuthority(pem(authority), serverKeys.getPrivate(), server, authority);
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("the manager's certificate cannot be made", e);
    }
  }

  private static KeyPair keys(SecureRandom random) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, KeyPair keys, Instant now, SecureRandom random) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(127, random).setBit(126),
        Date.from(now.minus(SKEW)),
        Date.from(now.plus(VALIDITY)),
        subject,
        keys.getPublic());
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, KeyPair signer)
      throws GeneralSecurityException, OperatorCreationException {
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate())));
  }

  private static String pem(X509Certificate certificate) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(certificate);
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return "ServerAuthority[" + certificate.getSubjectX500Principal() + "]";
  }
}
