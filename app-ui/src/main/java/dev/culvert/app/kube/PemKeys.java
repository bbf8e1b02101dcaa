package dev.culvert.app.kube;

import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** What kind of key a PEM text holds; fabric8 wants to be told. */
final class PemKeys {
  private static final String PKCS8 = "-----BEGIN PRIVATE KEY-----";

  private PemKeys() {}

  /** {@code RSA} or {@code EC}; {@code RSA}, fabric8's default, when it cannot be told. */
  static String algorithm(byte[] pem) {
    String text = new String(pem, StandardCharsets.US_ASCII);
    if (text.contains("BEGIN EC PRIVATE KEY")) {
      return "EC";
    }
    int begin = text.indexOf(PKCS8);
    int end = text.indexOf("-----END", Math.max(begin, 0) + 1);
    if (begin < 0 || end < 0) {
      return "RSA";
    }
    byte[] der = Base64.getMimeDecoder().decode(text.substring(begin + PKCS8.length(), end));
    for (String algorithm : List.of("RSA", "EC")) {
      try {
        KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        return algorithm;
      } catch (InvalidKeySpecException _) {
        // It is not of this kind.
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
    return "RSA";
  }
}
