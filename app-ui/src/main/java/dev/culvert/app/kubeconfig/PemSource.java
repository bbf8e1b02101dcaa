package dev.culvert.app.kubeconfig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Certificates or a key, written in the kubeconfig or named by it. */
sealed interface PemSource {

  /**
   * The PEM text's bytes.
   *
   * @param what of whom, for the message: "the client key of user dev"
   */
  byte[] read(String what) throws CredentialException;

  /** Base64 in the kubeconfig, decoded. */
  record Inline(byte[] pem) implements PemSource {
    @Override
    public byte[] read(String what) {
      return pem.clone();
    }
  }

  /** A file, read each time it is needed: it may be renewed under us. */
  record InFile(Path path) implements PemSource {
    @Override
    public byte[] read(String what) throws CredentialException {
      try {
        return Files.readAllBytes(path);
      } catch (NoSuchFileException e) {
        throw new CredentialException("%s: there is no file %s.".formatted(what, path), e);
      } catch (IOException e) {
        throw new CredentialException(
            "%s: %s cannot be read: %s.".formatted(what, path, Reasons.of(e)), e);
      }
    }
  }
}
