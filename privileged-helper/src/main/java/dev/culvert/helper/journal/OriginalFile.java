package dev.culvert.helper.journal;

import java.util.Arrays;

/** A file as it was before we replaced it, so that it can be put back exactly. */
public sealed interface OriginalFile {

  /**
   * A regular file.
   *
   * @param mode permission bits, as in {@code 0644}
   */
  record Regular(byte[] bytes, int mode, int uid, int gid) implements OriginalFile {
    @Override
    public boolean equals(Object other) {
      return other instanceof Regular that
          && Arrays.equals(bytes, that.bytes)
          && mode == that.mode
          && uid == that.uid
          && gid == that.gid;
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return "file of " + bytes.length + " bytes, mode " + Integer.toOctalString(mode);
    }
  }

  /** A symbolic link and its text. */
  record SymbolicLink(String target) implements OriginalFile {}

  /** There was none. */
  record Absent() implements OriginalFile {}
}
