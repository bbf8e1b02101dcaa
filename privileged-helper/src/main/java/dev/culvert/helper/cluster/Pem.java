package dev.culvert.helper.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and private keys in PEM (RFC 7468), as kubeconfigs have them. */
final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

  /** AlgorithmIdentifier rsaEncryption with NULL parameters (RFC 8017 appendix A.1). */
  private static final byte[] RSA_ALGORITHM = {
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  /** The object identifier id-ecPublicKey (RFC 5480 section 2.1.1). */
  private static final byte[] EC_ALGORITHM = {
    0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01
  };

  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

  private Pem() {}

  private record Block(String label, byte[] der) {}

  /**
   * All certificates of the text, in order.
   *
   * @throws GeneralSecurityException when there is none, or one cannot be read
   */
  static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
    List<X509Certificate> found = new ArrayList<>();
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    for (Block block : blocks(pem)) {
      if (block.label.equals("CERTIFICATE")) {
        found.add(
            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der)));
      }
    }
    if (found.isEmpty()) {
      throw new CertificateException("there is no CERTIFICATE block in the PEM text");
    }
    return found;
  }

  /**
   * The text's private key: PKCS#8, or the traditional RSA (RFC 8017 appendix A.1.2) and EC (RFC
   * 5915) forms.
   *
   * @throws GeneralSecurityException with what is there and what would be right; never with the key
   */
  static PrivateKey privateKey(String pem) throws GeneralSecurityException {
    Optional<byte[]> curve = Optional.empty();
    for (Block block : blocks(pem)) {
      switch (block.label) {
        case "PRIVATE KEY" -> {
          return read(block.der);
        }
        case "RSA PRIVATE KEY" -> {
          return read(sequence(VERSION_0, RSA_ALGORITHM, tagged(0x04, block.der)));
        }
        // `openssl ecparam -genkey` writes the curve in front of the key.
        case "EC PARAMETERS" -> curve = Optional.of(block.der);
        case "EC PRIVATE KEY" -> {
          byte[] named = curve.isPresent() ? curve.orElseThrow() : curveOf(block.der);
          byte[] algorithm = sequence(EC_ALGORITHM, named);
          return read(sequence(VERSION_0, algorithm, tagged(0x04, block.der)));
        }
        case "ENCRYPTED PRIVATE KEY" ->
            throw new GeneralSecurityException(
                "the client key is encrypted with a passphrase; a kubeconfig's key must be plain");
        default -> {
          // Certificates may stand in the same file.
        }
      }
    }
    throw new GeneralSecurityException(
        "there is no PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY block in the PEM text");
  }

  private static PrivateKey read(byte[] pkcs8) throws GeneralSecurityException {
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(pkcs8);
    GeneralSecurityException unknown =
        new GeneralSecurityException("the client key is neither RSA nor EC nor Ed25519");
    // The specification does not tell the algorithm before it is parsed.
    for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (GeneralSecurityException e) {
        unknown.addSuppressed(e);
      }
    }
    throw unknown;
  }

  private static List<Block> blocks(String pem) throws GeneralSecurityException {
    List<Block> found = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(pem);
    while (matcher.find()) {
      String label = matcher.group(1);
      try {
        found.add(new Block(label, Base64.getMimeDecoder().decode(matcher.group(2))));
      } catch (IllegalArgumentException e) {
        throw new GeneralSecurityException("the " + label + " block is not base64", e);
      }
    }
    return found;
  }

  /** The named curve in an ECPrivateKey: the content of its field [0]. */
  private static byte[] curveOf(byte[] ecPrivateKey) throws GeneralSecurityException {
    Reader sequence = new Reader(ecPrivateKey, 0, ecPrivateKey.length).enter(0x30);
    while (sequence.more()) {
      int tag = sequence.tag();
      Reader value = sequence.enter(tag);
      if (tag == 0xa0) {
        return Arrays.copyOfRange(value.bytes, value.at, value.end);
      }
    }
    throw new GeneralSecurityException("the EC client key does not name its curve");
  }

  private static byte[] sequence(byte[]... parts) {
    return tagged(0x30, concat(parts));
  }

  private static byte[] tagged(int tag, byte[] content) {
    int n = content.length;
    byte[] length =
        n < 0x80
            ? new byte[] {(byte) n}
            : n < 0x100
                ? new byte[] {(byte) 0x81, (byte) n}
                : new byte[] {(byte) 0x82, (byte) (n >> 8), (byte) n};
    return concat(new byte[] {(byte) tag}, length, content);
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** Walks the values of a DER encoding (X.690). */
  private static final class Reader {
    private final byte[] bytes;
    private int at;
    private final int end;

    Reader(byte[] bytes, int at, int end) {
      this.bytes = bytes;
      this.at = at;
      this.end = end;
    }

    boolean more() {
      return at < end;
    }

    int tag() {
      return bytes[at] & 255;
    }

    /** The content of the next value; this reader stands behind it afterwards. */
    Reader enter(int tag) throws GeneralSecurityException {
      if (end - at < 2 || tag() != tag) {
        throw new GeneralSecurityException("the EC client key is not a DER ECPrivateKey");
      }
      int length = bytes[at + 1] & 255;
      int start = at + 2;
      if (length >= 0x80) {
        int count = length & 0x7f;
        length = 0;
        for (int i = 0; i < count && start < end; i++) {
          length = length << 8 | (bytes[start++] & 255);
        }
      }
      if (length < 0 || length > end - start) {
        throw new GeneralSecurityException("the EC client key is cut off");
      }
      at = start + length;
      return new Reader(bytes, start, at);
    }
  }
}
