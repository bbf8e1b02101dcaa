package dev.culvert.app.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * What a team keeps in its repository: a connection and attachments, as the command lines that they
 * stand for. Pure.
 */
record ApplyFile(Optional<List<String>> connect, List<List<String>> attachments) {
  private static final List<String> KINDS = List.of("intercept", "wiretap", "ingest", "replace");
  private static final Pattern OPTION = Pattern.compile("[a-z]+(-[a-z]+)*");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

  ApplyFile {
    attachments = List.copyOf(attachments);
  }

  /**
   * Reads one.
   *
   * @param variables what {@code ${NAME}} stands for
   * @throws CliException when it says something else than it may
   */
  static ApplyFile parse(String text, Function<String, Optional<String>> variables)
      throws CliException {
    Object read;
    try {
      read = new Load(LoadSettings.builder().build()).loadFromString(text);
    } catch (YamlEngineException e) {
      throw wrong("it is not YAML: " + e.getMessage());
    }
    Map<?, ?> whole = map(read, "the file");
    for (Object key : whole.keySet()) {
      if (!List.of("context", "namespace", "attachments").contains(key)) {
        throw wrong("context, namespace and attachments are known, not \"" + key + "\"");
      }
    }
    List<List<String>> attachments = new ArrayList<>();
    Object listed = whole.get("attachments");
    if (!(listed instanceof List<?> all) || all.isEmpty()) {
      throw wrong("\"attachments\" is a list");
    }
    for (Object each : all) {
      attachments.add(attachment(map(each, "an attachment"), variables));
    }
    return new ApplyFile(connect(whole, variables), attachments);
  }

  private static Optional<List<String>> connect(
      Map<?, ?> whole, Function<String, Optional<String>> variables) throws CliException {
    if (!whole.containsKey("context")) {
      return Optional.empty();
    }
    List<String> connect = new ArrayList<>(List.of("connect"));
    connect.add(text(whole.get("context"), variables));
    if (whole.containsKey("namespace")) {
      connect.add("--namespace=" + text(whole.get("namespace"), variables));
    }
    return Optional.of(connect);
  }

  private static List<String> attachment(
      Map<?, ?> said, Function<String, Optional<String>> variables) throws CliException {
    List<String> kinds = KINDS.stream().filter(said::containsKey).toList();
    if (kinds.size() != 1) {
      throw wrong("an attachment is one of " + String.join(", ", KINDS) + ": " + said);
    }
    List<String> command = new ArrayList<>(kinds);
    for (Map.Entry<?, ?> entry : said.entrySet()) {
      String name = String.valueOf(entry.getKey());
      if (name.equals(kinds.getFirst())) {
        continue;
      }
      if (!OPTION.matcher(name).matches()) {
        throw wrong("\"" + name + "\" is no option of " + kinds.getFirst());
      }
      Object given = entry.getValue();
      if (given == null) {
        throw wrong("\"" + name + "\" says nothing");
      }
      for (Object value : given instanceof List<?> many ? many : List.of(given)) {
        // In one word, so that no value is taken for an option.
        command.add(
            Boolean.TRUE.equals(value) ? "--" + name : "--" + name + "=" + text(value, variables));
      }
    }
    String workload = text(said.get(kinds.getFirst()), variables);
    if (workload.startsWith("-")) {
      throw wrong("a workload is a name or KIND/NAME, not \"" + workload + "\"");
    }
    command.add(workload);
    return command;
  }

  private static Map<?, ?> map(Object read, String what) throws CliException {
    if (read instanceof Map<?, ?> map) {
      return map;
    }
    throw wrong(what + " has names and values");
  }

  private static String text(@Nullable Object value, Function<String, Optional<String>> variables)
      throws CliException {
    if (!(value instanceof String || value instanceof Integer)) {
      throw wrong("a text or a number is wanted, not " + value);
    }
    StringBuilder text = new StringBuilder();
    Matcher found = VARIABLE.matcher(String.valueOf(value));
    while (found.find()) {
      Optional<String> known = variables.apply(found.group(1));
      if (known.isEmpty()) {
        throw wrong("the variable " + found.group(1) + " is not set");
      }
      found.appendReplacement(text, Matcher.quoteReplacement(known.orElseThrow()));
    }
    return found.appendTail(text).toString();
  }

  private static CliException wrong(String text) {
    return new CliException(ExitCodes.USAGE, "USAGE", "The file is wrong: %s.".formatted(text));
  }
}
