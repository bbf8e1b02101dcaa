package dev.culvert.playground.api;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of the cluster's own, ECDSA P-256, that lives as long as the cluster. */
public final class Authority {
  private static final Duration VALID = Duration.ofDays(7);

  private final KeyPair keys;
  private final X500Name name;
  private final X509Certificate certificate;
  private final Clock clock;

  /** Makes an authority with this common name. */
  public Authority(String commonName, Clock clock) {
    this.clock = clock;
    keys = newKeys();
    name = subject(commonName, List.of());
    certificate = sign(name, keys, List.of(), List.of(), true);
  }

  /** A key with its certificate chain. */
  public record Issued(PrivateKey key, X509Certificate certificate) {
    /** PEM. */
    public String certificatePem() {
      return pem(certificate);
    }

    /** PEM. */
    public String keyPem() {
      return pem(key);
    }
  }

  /** The authority's own certificate, PEM. */
  public String pem() {
    return pem(certificate);
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /** A server's certificate for these DNS names and addresses. */
  public Issued server(String commonName, List<String> names, List<String> addresses) {
    KeyPair serverKeys = newKeys();
    return new Issued(
        serverKeys.getPrivate(),
        sign(subject(commonName, List.of()), serverKeys, names, addresses, false));
  }

  /** A user's certificate: user is the common name, groups are the organizations. */
  public Issued client(String user, List<String> groups) {
    KeyPair clientKeys = newKeys();
    return new Issued(
        clientKeys.getPrivate(),
        sign(subject(user, groups), clientKeys, List.of(), List.of(), false));
  }

  private X509Certificate sign(
      X500Name subject, KeyPair subjectKeys, List<String> names, List<String> ips, boolean ca) {
    Instant now = clock.instant();
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            new BigInteger(120, ThreadLocalRandom.current()).add(BigInteger.ONE),
            Date.from(now.minus(Duration.ofMinutes(5))),
            Date.from(now.plus(VALID)),
            subject,
            subjectKeys.getPublic());
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
      if (ca) {
        builder.addExtension(
            Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      } else {
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        boolean server = !names.isEmpty() || !ips.isEmpty();
        builder.addExtension(
            Extension.extendedKeyUsage,
            false,
            new ExtendedKeyUsage(
                server ? KeyPurposeId.id_kp_serverAuth : KeyPurposeId.id_kp_clientAuth));
        if (server) {
          GeneralName[] all = new GeneralName[names.size() + ips.size()];
          for (int i = 0; i < names.size(); i++) {
            all[i] = new GeneralName(GeneralName.dNSName, names.get(i));
          }
          for (int i = 0; i < ips.size(); i++) {
            all[names.size() + i] = new GeneralName(GeneralName.iPAddress, ips.get(i));
          }
          builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(all));
        }
      }
      byte[] der =
          builder
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
              .getEncoded();
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (OperatorCreationException | GeneralSecurityException e) {
      throw new IllegalStateException("cannot issue a certificate for " + subject, e);
    }
  }

  private static X500Name subject(String commonName, List<String> organizations) {
    X500NameBuilder builder = new X500NameBuilder(BCStyle.INSTANCE);
    organizations.forEach(organization -> builder.addRDN(BCStyle.O, organization));
    return builder.addRDN(BCStyle.CN, commonName).build();
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no P-256", e);
    }
  }

  private static String pem(Object object) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      if (object instanceof PrivateKey key) {
        // PKCS#8, which every reader of a kubeconfig takes.
        writer.writeObject(
            new org.bouncycastle.openssl.jcajce.JcaPKCS8Generator(key, null).generate());
      } else {
        writer.writeObject(object);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
