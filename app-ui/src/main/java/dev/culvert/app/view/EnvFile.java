package dev.culvert.app.view;

import dev.culvert.app.cluster.WorkloadDetail.SecretKey;
import dev.culvert.app.cluster.WorkloadDetail.Variable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Variables as the text of a {@code .env} file. What is secret and was not shown stays out. */
public final class EnvFile {
  private EnvFile() {}

  /**
   * The text.
   *
   * @param revealed the secrets that the person has looked at
   */
  public static String of(List<Variable> variables, Map<SecretKey, String> revealed) {
    StringBuilder text = new StringBuilder();
    for (Variable variable : variables) {
      SecretKey secret = variable.secret();
      String value = secret == null ? variable.value() : revealed.get(secret);
      if (value == null || value.isEmpty() && !variable.origin().isEmpty()) {
        text.append("# ").append(variable.name()).append(": ").append(variable.origin());
      } else {
        text.append(variable.name()).append('=').append(quoted(value));
      }
      text.append('\n');
    }
    return text.toString();
  }

  /** Writes all of them to a file that only this user can read: variables are often secrets. */
  static void write(Path file, Map<String, String> variables) throws IOException {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(variables)
        .forEach((name, value) -> {
          // What no shell could name would spoil the file for all the others.
          if (name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            text.append(name).append('=').append(quoted(value)).append('\n');
          }
        });
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.WRITE);
  }

  private static String quoted(String value) {
    return value.matches("[A-Za-z0-9_./:@%+,-]*")
        ? value
        : '"'
            + value
                .replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("$", "\\$")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
            + '"';
  }
}
