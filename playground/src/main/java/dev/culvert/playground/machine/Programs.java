package dev.culvert.playground.machine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where this machine keeps the programs that the playground runs, by absolute path. */
public final class Programs {
  private static final List<String> FOLDERS =
      List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin");

  private Programs() {}

  /**
   * The absolute path of a program of the system.
   *
   * @throws IllegalStateException when it is not installed, with what to do
   */
  public static String path(String name) {
    for (String folder : FOLDERS) {
      Path candidate = Path.of(folder, name);
      if (Files.isExecutable(candidate)) {
        return candidate.toString();
      }
    }
    throw new IllegalStateException(
        "the program \""
            + name
            + "\" is in none of "
            + FOLDERS
            + ". Install the packages of playground/packages.txt; ./culvert playground does it when"
            + " run as root.");
  }
}
