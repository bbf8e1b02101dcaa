package dev.culvert.installer.image;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a tar archive in the POSIX.1-1988 ustar format, which every container runtime reads. What
 * differs from one machine or day to the next is not taken from the files: everything belongs to
 * root and is from one moment.
 */
final class Tar implements AutoCloseable {
  private static final int BLOCK = 512;
  private static final int NAME_BYTES = 100;
  private static final int PREFIX_BYTES = 155;

  private final OutputStream out;
  private final long epochSecond;

  /**
   * @param epochSecond every entry's time of modification
   */
  Tar(OutputStream out, long epochSecond) {
    this.out = out;
    this.epochSecond = epochSecond;
  }

  void directory(String name, int mode) throws IOException {
    header(name + "/", mode, 0, '5', "");
  }

  void link(String name, String target) throws IOException {
    header(name, 0777, 0, '2', target);
  }

  void file(String name, int mode, Path content) throws IOException {
    long size = Files.size(content);
    header(name, mode, size, '0', "");
    if (Files.copy(content, out) != size) {
      throw new IOException(content + " changed while it was packed");
    }
    pad(size);
  }

  void file(String name, int mode, byte[] content) throws IOException {
    header(name, mode, content.length, '0', "");
    out.write(content);
    pad(content.length);
  }

  private void header(String name, int mode, long size, char type, String target)
      throws IOException {
    byte[] block = new byte[BLOCK];
    int cut = split(name);
    text(block, 0, NAME_BYTES, cut < 0 ? name : name.substring(cut + 1));
    octal(block, 100, 8, mode);
    octal(block, 108, 8, 0);
    octal(block, 116, 8, 0);
    octal(block, 124, 12, size);
    octal(block, 136, 12, epochSecond);
    block[156] = (byte) type;
    text(block, 157, NAME_BYTES, target);
    text(block, 257, 6, "ustar");
    block[263] = '0';
    block[264] = '0';
    text(block, 345, PREFIX_BYTES, cut < 0 ? "" : name.substring(0, cut));
    // The checksum is over the header with the checksum's own field as blanks.
    int sum = 8 * ' ';
    for (byte each : block) {
      sum += each & 0xff;
    }
    octal(block, 148, 7, sum);
    block[155] = ' ';
    out.write(block);
  }

  /** Where a name that is too long for one field is divided: at a slash; -1 when it fits. */
  private static int split(String name) throws IOException {
    if (name.length() <= NAME_BYTES) {
      return -1;
    }
    int cut = name.indexOf('/', name.length() - NAME_BYTES - 1);
    if (cut < 0 || cut > PREFIX_BYTES || cut == name.length() - 1) {
      throw new IOException("the name is too long for a ustar archive: " + name);
    }
    return cut;
  }

  private static void text(byte[] block, int at, int length, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    if (bytes.length > length) {
      throw new IOException("too long for its field in a ustar archive: " + text);
    }
    System.arraycopy(bytes, 0, block, at, bytes.length);
  }

  /** Digits, ended by a zero byte. */
  private static void octal(byte[] block, int at, int length, long value) throws IOException {
    text(block, at, length - 1, ("%0" + (length - 1) + "o").formatted(value));
  }

  private void pad(long size) throws IOException {
    out.write(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
  }

  /** Ends the archive; the stream stays open. */
  @Override
  public void close() throws IOException {
    out.write(new byte[2 * BLOCK]);
  }
}
