package dev.culvert.installer.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;

/**
 * A part of the image's tree as a compressed tar archive.
 *
 * @param diffId digest of the archive, as the image's configuration names it
 * @param blob the compressed archive
 */
record Layer(String diffId, Blob blob) {
  static final String MEDIA_TYPE = "application/vnd.oci.image.layer.v1.tar+gzip";

  /**
   * Packs files of a tree, with the directories that lead to them.
   *
   * @param paths relative to the root; a directory stands for everything in it
   * @param into where the blob is kept
   */
  static Layer pack(Path root, Collection<Path> paths, long epochSecond, Path into)
      throws IOException {
    Set<Path> all = new TreeSet<>();
    for (Path path : paths) {
      try (var tree = Files.walk(root.resolve(path))) {
        tree.map(root::relativize).forEach(all::add);
      }
      for (Path up = path.getParent(); up != null; up = up.getParent()) {
        all.add(up);
      }
    }
    Path temporary = Files.createTempFile(into, "layer", ".tmp");
    var digest = Digests.sha256();
    try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(temporary));
        OutputStream packed = new Smallest(file);
        OutputStream plain = new DigestOutputStream(packed, digest);
        Tar tar = new Tar(plain, epochSecond)) {
      for (Path path : all) {
        add(tar, root, path);
      }
    }
    return new Layer(Digests.text(digest), Blob.keep(temporary, MEDIA_TYPE, into));
  }

  private static void add(Tar tar, Path root, Path path) throws IOException {
    Path file = root.resolve(path);
    String name = path.toString();
    if (Files.isSymbolicLink(file)) {
      tar.link(name, Files.readSymbolicLink(file).toString());
    } else if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      // The one place where anybody may write, when the root is not read-only.
      tar.directory(name, name.equals("tmp") ? 01777 : 0755);
    } else {
      tar.file(name, Files.isExecutable(file) ? 0755 : 0644, file);
    }
  }

  /** As small as zlib makes it; neither name nor time is in the header. */
  private static final class Smallest extends GZIPOutputStream {
    Smallest(OutputStream out) throws IOException {
      super(out, 1 << 16);
      def.setLevel(9);
    }
  }
}
