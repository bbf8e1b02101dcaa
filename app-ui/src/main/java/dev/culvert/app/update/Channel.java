package dev.culvert.app.update;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;

/** From whom this Culvert came, and so who brings the next one. */
public enum Channel {
  /** A Debian package: dpkg's list of its files is there. */
  DEB("deb", "apt"),
  /** An RPM. */
  RPM("rpm", "the system's package manager"),
  /** The macOS package. */
  PKG("pkg", "the macOS installer"),
  /** The Windows installer. */
  MSI("msi", "the Windows installer"),
  /** Nobody: run from a build. */
  BUILD("build", "nobody: it runs from a build");

  private static final Path DPKG_LIST = Path.of("/var/lib/dpkg/info/culvert.list");

  private final String word;
  private final String installer;

  Channel(String word, String installer) {
    this.word = word;
    this.installer = installer;
  }

  /** This process's: packages set {@code culvert.channel} in their launchers. */
  public static Channel ofThisProcess() {
    return of(
        System.getProperty("culvert.channel", ""),
        System.getProperty("os.name", ""),
        Files::exists);
  }

  /**
   * The same image is in the Debian package and in the RPM; which of them it was, the database of
   * dpkg knows.
   *
   * @param packaged empty outside of a package
   */
  static Channel of(String packaged, String system, Predicate<Path> exists) {
    if (packaged.isEmpty()) {
      return BUILD;
    }
    if (system.startsWith("Mac")) {
      return PKG;
    }
    if (system.startsWith("Windows")) {
      return MSI;
    }
    return exists.test(DPKG_LIST) ? DEB : RPM;
  }

  /** A stable word for JSON and for texts. */
  public String word() {
    return word;
  }

  /** Who installed it, as the end of a sentence. */
  public String installer() {
    return installer;
  }
}
