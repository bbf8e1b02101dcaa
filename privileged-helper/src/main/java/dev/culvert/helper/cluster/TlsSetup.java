package dev.culvert.helper.cluster;

import dev.culvert.core.tunnel.ConnectFailure;
import dev.culvert.core.tunnel.ConnectSettings.ApiServer;
import dev.culvert.core.tunnel.ConnectSettings.ClientCertificate;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** TLS as a kubeconfig wants it: its authority or the system's, and the user's certificate. */
final class TlsSetup {
  /** Where Linux distributions keep the authorities of the system. */
  private static final List<Path> SYSTEM_AUTHORITIES =
      List.of(
          Path.of("/etc/ssl/certs/ca-certificates.crt"),
          Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
          Path.of("/etc/ssl/ca-bundle.pem"));

  private TlsSetup() {}

  /**
   * For connections to this API server.
   *
   * @throws ConnectFailure when the authority, the certificate or the key cannot be read
   */
  static SSLContext of(ApiServer api) throws ConnectFailure {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(api), trust(api), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new ConnectFailure(
          ConnectFailure.Kind.API_UNTRUSTED, "TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private static TrustManager[] trust(ApiServer api)
      throws ConnectFailure, GeneralSecurityException, IOException {
    if (api.insecureSkipTlsVerify()) {
      return new TrustManager[] {new TrustsEverybody()};
    }
    Optional<String> pem =
        api.certificateAuthority().isPresent() ? api.certificateAuthority() : systemAuthorities();
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    if (pem.isEmpty()) {
      factory.init((KeyStore) null);
      return factory.getTrustManagers();
    }
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try {
      int number = 0;
      for (X509Certificate certificate : Pem.certificates(pem.orElseThrow())) {
        store.setCertificateEntry("authority-" + number++, certificate);
      }
    } catch (GeneralSecurityException e) {
      throw new ConnectFailure(
          ConnectFailure.Kind.API_UNTRUSTED,
          "the kubeconfig's certificate authority cannot be read: it must be PEM certificates",
          e);
    }
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static Optional<String> systemAuthorities() throws IOException {
    for (Path path : SYSTEM_AUTHORITIES) {
      if (Files.isReadable(path)) {
        return Optional.of(Files.readString(path));
      }
    }
    return Optional.empty();
  }

  private static KeyManager[] keys(ApiServer api)
      throws ConnectFailure, GeneralSecurityException, IOException {
    if (!(api.credentials() instanceof ClientCertificate certificate)) {
      return new KeyManager[0];
    }
    try {
      List<X509Certificate> chain = Pem.certificates(certificate.chain());
      PrivateKey key = Pem.privateKey(certificate.privateKey());
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setKeyEntry("user", key, new char[0], chain.toArray(X509Certificate[]::new));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, new char[0]);
      return factory.getKeyManagers();
    } catch (GeneralSecurityException e) {
      throw new ConnectFailure(
          ConnectFailure.Kind.API_UNAUTHENTICATED,
          "the kubeconfig's client certificate cannot be used: " + e.getMessage(),
          e);
    }
  }

  /** For insecure-skip-tls-verify: the person has asked for it in the kubeconfig. */
  private static final class TrustsEverybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
