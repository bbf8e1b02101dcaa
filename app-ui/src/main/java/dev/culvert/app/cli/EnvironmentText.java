package dev.culvert.app.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A workload's variables as text that others read. */
final class EnvironmentText {
  private EnvironmentText() {}

  /** Sorted, and without these. */
  static Map<String, String> without(Map<String, String> variables, Collection<String> names) {
    Map<String, String> kept = new TreeMap<>(variables);
    kept.keySet().removeAll(names);
    return kept;
  }

  /** Writes a file that only this user can read: variables are often secrets. */
  static void write(Path file, Optional<String> format, Map<String, String> variables)
      throws CliException {
    String text = of(format.orElseGet(() -> byName(file)), variables);
    try {
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new CliException(
          ExitCodes.FAILED, "ENV_FILE", "%s cannot be written: %s".formatted(file, e));
    }
  }

  private static String byName(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".json")
        ? "json"
        : name.endsWith(".ps1") ? "powershell" : name.endsWith(".sh") ? "sh" : "dotenv";
  }

  static String of(String format, Map<String, String> variables) throws CliException {
    return switch (format) {
      case "json" -> Json.write(variables) + "\n";
      case "dotenv" -> lines(variables, "%s=%s", EnvironmentText::dotenv);
      case "sh" -> lines(variables, "export %s=%s", EnvironmentText::shell);
      case "powershell" -> lines(variables, "$env:%s = %s", EnvironmentText::powershell);
      default ->
          throw new CliException(
              ExitCodes.USAGE,
              "USAGE",
              "--env-format: dotenv, json, sh or powershell, not %s.".formatted(format));
    };
  }

  private static String lines(
      Map<String, String> variables, String line, java.util.function.UnaryOperator<String> quote) {
    return variables.entrySet().stream()
        // What no shell could name would spoil the file for all the others.
        .filter(each -> each.getKey().matches("[A-Za-z_][A-Za-z0-9_]*"))
        .map(each -> line.formatted(each.getKey(), quote.apply(each.getValue())) + "\n")
        .collect(Collectors.joining());
  }

  private static String dotenv(String value) {
    if (value.matches("[A-Za-z0-9_./:@%+,-]*")) {
      return value;
    }
    return "\""
        + value
            .replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("$", "\\$")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
        + "\"";
  }

  private static String shell(String value) {
    return "'" + value.replace("'", "'\\''") + "'";
  }

  /** PowerShell takes the quotes that word processors make for the end of a string, too. */
  private static String powershell(String value) {
    return "'" + value.replaceAll("['\u2018\u2019\u201a\u201b]", "$0$0") + "'";
  }
}
