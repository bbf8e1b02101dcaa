package dev.culvert.manager;

import dev.culvert.core.tunnel.ConnectSettings;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A client authority as a cluster has one, and the certificates that it signs. */
final class TestCertificates {
  private final KeyPair keys = keys();
  private final X500Name name = new X500Name("CN=kubernetes");
  final X509Certificate authority;

  TestCertificates() throws Exception {
    authority =
        convert(
            builder(name, keys, 1)
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(true)));
  }

  /** A certificate and key for this subject, PEM. */
  ConnectSettings.Credentials client(String subject) throws Exception {
    KeyPair client = keys();
    X509Certificate certificate =
        convert(
            builder(new X500Name(subject), client, 2)
                .addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth)));
    return new ConnectSettings.ClientCertificate(
        pem(certificate), pem(new JcaPKCS8Generator(client.getPrivate(), null)), Optional.empty());
  }

  private JcaX509v3CertificateBuilder builder(X500Name subject, KeyPair of, long serial) {
    Instant now = Instant.now();
    return new JcaX509v3CertificateBuilder(
        name,
        BigInteger.valueOf(serial),
        Date.from(now.minus(Duration.ofHours(1))),
        Date.from(now.plus(Duration.ofHours(1))),
        subject,
        of.getPublic());
  }

  private X509Certificate convert(org.bouncycastle.cert.X509v3CertificateBuilder builder)
      throws Exception {
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
  }

  private static KeyPair keys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static String pem(Object object) throws Exception {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString();
  }
}
