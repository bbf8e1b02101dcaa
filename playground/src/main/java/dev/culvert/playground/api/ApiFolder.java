package dev.culvert.playground.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/**
 * What an API server keeps between its lives, in a folder that is its owner's alone: keys,
 * certificates, where the store and the node are. Objects are the store's.
 */
public record ApiFolder(Path folder) {

  /** Makes the folder, with a fresh key for tokens. */
  public static ApiFolder create(Path folder) {
    try {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Files.createDirectory(folder.resolve("pods"));
      byte[] key = new byte[32];
      new SecureRandom().nextBytes(key);
      Files.write(folder.resolve("tokens.key"), key);
      return new ApiFolder(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes down what a process needs that is started on this folder. */
  public void write(
      Authority.Issued server, X509Certificate clients, URI store, String nodeNamespace) {
    try {
      Files.writeString(serverCertificate(), server.certificatePem());
      Files.writeString(serverKey(), server.keyPem());
      Files.write(folder.resolve("clients.der"), clients.getEncoded());
      Files.writeString(folder.resolve("store"), store.toString());
      Files.writeString(folder.resolve("node"), nodeNamespace);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (CertificateException e) {
      throw new IllegalStateException("the clients' authority cannot be written down", e);
    }
  }

  /** What tokens are signed with. */
  public byte[] tokenKey() {
    try {
      return Files.readAllBytes(folder.resolve("tokens.key"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** PEM. */
  Path serverCertificate() {
    return folder.resolve("server.crt");
  }

  /** PEM, PKCS#8. */
  Path serverKey() {
    return folder.resolve("server.key");
  }

  /** Whose signature makes a client certificate good. */
  X509Certificate clients() {
    try (InputStream in = Files.newInputStream(folder.resolve("clients.der"))) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (CertificateException e) {
      throw new IllegalStateException("clients.der is no certificate", e);
    }
  }

  /** The store's address. */
  URI store() {
    return URI.create(text("store"));
  }

  /** The name of the namespace that the API server listens in. */
  String nodeNamespace() {
    return text("node");
  }

  /** The running pods' networks. */
  public PodFiles pods() {
    return new PodFiles(folder.resolve("pods"));
  }

  /** What the process prints. */
  public Path log() {
    return folder.resolve("api.log");
  }

  private String text(String name) {
    try {
      return Files.readString(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
