package dev.culvert.helper.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Private keys in each form that kubeconfigs have. */
final class PemTest {

  private static KeyPair rsa() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  @Test
  void readsPkcs8() throws GeneralSecurityException {
    PrivateKey key = rsa().getPrivate();
    assertThat(Pem.privateKey(Keys.pem("PRIVATE KEY", key.getEncoded()))).isEqualTo(key);
  }

  @Test
  void readsTraditionalRsa() throws GeneralSecurityException {
    PrivateKey key = rsa().getPrivate();
    // PKCS#8 is 26 bytes around the PKCS#1 form of a key of this size.
    byte[] pkcs8 = key.getEncoded();
    byte[] pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
    assertThat(Pem.privateKey(Keys.pem("RSA PRIVATE KEY", pkcs1))).isEqualTo(key);
  }

  /** As `openssl ecparam -name prime256v1 -genkey` writes it, behind its parameters. */
  @Test
  void readsTraditionalEc() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    byte[] scalar = ((ECPrivateKey) pair.getPrivate()).getS().toByteArray();
    byte[] d = new byte[32];
    int length = Math.min(scalar.length, 32);
    System.arraycopy(scalar, scalar.length - length, d, 32 - length, length);
    byte[] curve = {0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x03, 0x01, 0x07};
    byte[] sec1 = new byte[2 + 3 + 2 + 32 + 2 + curve.length];
    byte[] head = {0x30, (byte) (sec1.length - 2), 0x02, 0x01, 0x01, 0x04, 0x20};
    System.arraycopy(head, 0, sec1, 0, head.length);
    System.arraycopy(d, 0, sec1, 7, 32);
    sec1[39] = (byte) 0xa0;
    sec1[40] = (byte) curve.length;
    System.arraycopy(curve, 0, sec1, 41, curve.length);
    ECPrivateKey expected = (ECPrivateKey) pair.getPrivate();
    for (String pem :
        List.of(
            Keys.pem("EC PRIVATE KEY", sec1),
            Keys.pem("EC PARAMETERS", curve) + Keys.pem("EC PRIVATE KEY", sec1))) {
      ECPrivateKey read = (ECPrivateKey) Pem.privateKey(pem);
      // As numbers: the encoding keeps the curve's name once more.
      assertThat(read.getS()).isEqualTo(expected.getS());
      assertThat(read.getParams().getOrder()).isEqualTo(expected.getParams().getOrder());
    }
  }

  @Test
  void saysWhatIsThereInstead() {
    assertThatThrownBy(() -> Pem.privateKey(Keys.pem("ENCRYPTED PRIVATE KEY", new byte[3])))
        .hasMessageContaining("passphrase");
    assertThatThrownBy(() -> Pem.privateKey("nothing")).hasMessageContaining("no PRIVATE KEY");
    assertThatThrownBy(() -> Pem.privateKey(Keys.pem("EC PRIVATE KEY", new byte[] {0x30, 0x20, 2})))
        .isInstanceOf(GeneralSecurityException.class);
    assertThatThrownBy(() -> Pem.certificates("nothing")).hasMessageContaining("no CERTIFICATE");
  }
}
