package dev.culvert.playground.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** Streams of seeded random bytes, and what they hash to. */
final class Bytes {
  private static final int CHUNK = 256 * 1024;

  private Bytes() {}

  /** Sends the stream of this seed and returns its digest. */
  static String send(OutputStream out, long seed, long length) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    MessageDigest digest = sha256();
    byte[] buffer = new byte[CHUNK];
    for (long left = length; left > 0; ) {
      int n = (int) Math.min(left, CHUNK);
      random.nextBytes(buffer);
      digest.update(buffer, 0, n);
      out.write(buffer, 0, n);
      left -= n;
    }
    out.flush();
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The digest of the stream of this seed, without sending it. */
  static String digest(long seed, long length) {
    try {
      return send(OutputStream.nullOutputStream(), seed, length);
    } catch (IOException e) {
      throw new AssertionError("nothing is written", e);
    }
  }

  /** Reads to the end. */
  static Received receive(InputStream in) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[CHUNK];
    long total = 0;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      digest.update(buffer, 0, n);
      total += n;
    }
    return new Received(total, HexFormat.of().formatHex(digest.digest()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** What came. */
  record Received(long length, String sha256) {}
}
