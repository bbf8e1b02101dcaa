package dev.culvert.app.doctor;

import java.net.InetAddress;
import java.util.Optional;

/** Addresses as they are written; a text that is none is not looked up as a name. */
final class Literal {
  private Literal() {}

  static Optional<byte[]> bytes(String text) {
    try {
      return Optional.of(InetAddress.ofLiteral(text).getAddress());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
