package dev.culvert.app.view;

import dev.culvert.app.cluster.WorkloadDetail.SecretKey;
import dev.culvert.app.cluster.WorkloadDetail.Variable;
import java.util.List;
import java.util.Map;

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

  private static String quoted(String value) {
    return value.matches("[A-Za-z0-9_./:@%+,-]*")
        ? value
        : '"'
            + value
                .replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("$", "\\$")
                .replace("\n", "\\n")
            + '"';
  }
}
