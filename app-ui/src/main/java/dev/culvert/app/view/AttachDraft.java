package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.cluster.Workload;
import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Filter;
import dev.culvert.proto.attach.v1.HeaderMatch;
import dev.culvert.proto.attach.v1.Port;
import dev.culvert.proto.attach.v1.Transport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a person has written into the sheet, and what it means.
 *
 * @param ports as the command line takes them: {@code 3000:http, 8080}
 * @param path how the paths begin, or empty
 * @param variables the file for the workload's variables, or empty for none
 * @param directory where the files are mounted, or empty for one that the helper chooses
 */
public record AttachDraft(
    Workload.Key target,
    AttachWay way,
    String ports,
    String header,
    String value,
    String path,
    String variables,
    boolean mount,
    String directory,
    boolean readOnly) {

  /** What can be wrong. */
  public enum Field {
    /** The ports. */
    PORTS,
    /** Header and path. */
    FILTER,
    /** The file for the variables. */
    VARIABLES,
    /** The directory of the mount. */
    DIRECTORY
  }

  /**
   * What is wrong, by field.
   *
   * @param missing whether what was not written yet counts too
   */
  Map<Field, String> errors(boolean missing) {
    Map<Field, String> errors = new EnumMap<>(Field.class);
    if (way.takesPorts()) {
      put(errors, Field.PORTS, wrongPorts(missing));
    }
    if (way.takesFilter()) {
      put(errors, Field.FILTER, wrongFilter(missing));
    }
    put(errors, Field.VARIABLES, wrongPath(variables));
    if (mount) {
      put(errors, Field.DIRECTORY, wrongPath(directory));
    }
    return errors;
  }

  private static void put(Map<Field, String> errors, Field field, String wrong) {
    if (!wrong.isEmpty()) {
      errors.put(field, wrong);
    }
  }

  private String wrongPorts(boolean missing) {
    List<String> all = portTexts();
    if (all.isEmpty()) {
      return missing ? text("attach.wrong.ports.none") : "";
    }
    for (String each : all) {
      if (!each.matches("((\\d{1,5}):)?(\\d{1,5}|[a-z0-9-]{1,15})(/(tcp|udp))?")
          || Arrays.stream(each.replaceAll("/.*", "").split(":", -1))
              .anyMatch(part -> part.matches("\\d+") && !inRange(part))) {
        return text("attach.wrong.port", each);
      }
      if (each.endsWith("/udp") && hasFilter()) {
        return text("attach.wrong.port.udp", each);
      }
    }
    return "";
  }

  private static boolean inRange(String number) {
    int value = Integer.parseInt(number);
    return value > 0 && value < 65536;
  }

  private String wrongFilter(boolean missing) {
    if (header.isBlank() && !value.isBlank()) {
      return text("attach.wrong.header.name");
    }
    if (!header.isBlank() && !header.strip().matches("[A-Za-z0-9!#$%&'*+.^_`|-]+")) {
      return text("attach.wrong.header", header);
    }
    if (!path.isBlank() && !path.startsWith("/")) {
      return text("attach.wrong.path");
    }
    return missing && way == AttachWay.REQUESTS && !hasFilter()
        ? text("attach.wrong.filter.none")
        : "";
  }

  private static String wrongPath(String path) {
    return path.isBlank() || path.startsWith("/") || path.startsWith("~/")
        ? ""
        : text("attach.wrong.file");
  }

  private boolean hasFilter() {
    return way.takesFilter() && (!header.isBlank() || !path.isBlank());
  }

  /** A path as the system takes it. */
  static Path home(String path) {
    String given = path.strip();
    return given.startsWith("~/")
        ? Path.of(System.getProperty("user.home"), given.substring(2))
        : Path.of(given);
  }

  private List<String> portTexts() {
    return Arrays.stream(ports.split("[,\\s]+")).filter(each -> !each.isEmpty()).toList();
  }

  /** What is asked of the manager; only without errors. */
  AttachSpec spec() {
    AttachSpec.Builder spec =
        AttachSpec.newBuilder()
            .setKind(way.kind())
            .setWorkload(
                dev.culvert.proto.attach.v1.Workload.newBuilder()
                    .setKind(target.kind().word())
                    .setNamespace(target.namespace())
                    .setName(target.name()));
    if (way.takesPorts()) {
      portTexts().forEach(each -> spec.addPorts(port(each)));
    }
    if (hasFilter()) {
      Filter.Builder filter = Filter.newBuilder();
      if (!header.isBlank()) {
        filter.addHeaders(HeaderMatch.newBuilder().setName(header.strip()).setExact(value));
      }
      if (!path.isBlank()) {
        filter.setPathPrefix(path.strip());
      }
      spec.setFilter(filter);
    }
    return spec.build();
  }

  private static Port port(String text) {
    String pair = text.replaceAll("/(udp|tcp)$", "");
    int colon = pair.indexOf(':');
    String remote = pair.substring(colon + 1);
    String local = colon < 0 ? (remote.matches("\\d+") ? remote : "0") : pair.substring(0, colon);
    return Port.newBuilder()
        .setLocal(Integer.parseInt(local))
        .setRemote(remote)
        .setTransport(text.endsWith("/udp") ? Transport.TRANSPORT_UDP : Transport.TRANSPORT_TCP)
        .build();
  }

  /** What will happen to whom, in one sentence. */
  String happens() {
    String here =
        portTexts().stream()
            .map(each -> "localhost:" + each.replaceAll("[:/].*", ""))
            .collect(Collectors.joining(", "));
    return text(
        "attach.happens." + way.key(), target.name(), here.isEmpty() ? "localhost" : here, where());
  }

  private String where() {
    List<String> parts = new ArrayList<>();
    if (!header.isBlank()) {
      parts.add(header.strip() + ": " + value);
    }
    if (!path.isBlank()) {
      parts.add(path.strip() + "*");
    }
    return parts.isEmpty() ? "…" : String.join(", ", parts);
  }

  /** The same for the command line. */
  String command() {
    boolean plain = target.kind() == Workload.Kind.DEPLOYMENT;
    List<String> words = new ArrayList<>(List.of("culvert", way.command()));
    words.add(
        plain
            ? target.name()
            : target.kind().word().toLowerCase(Locale.ROOT) + "/" + target.name());
    words.addAll(List.of("-n", target.namespace()));
    if (way.takesPorts()) {
      portTexts().forEach(each -> words.addAll(List.of("-p", each)));
    }
    if (way.takesFilter() && !header.isBlank()) {
      words.addAll(List.of("--header", header.strip() + "=" + value));
    }
    if (way.takesFilter() && !path.isBlank()) {
      words.addAll(List.of("--path-prefix", path.strip()));
    }
    if (!variables.isBlank()) {
      words.addAll(List.of("--env-file", home(variables).toString(), "--env-format", "dotenv"));
    }
    if (mount) {
      String where = directory.isBlank() ? "auto" : home(directory).toString();
      words.addAll(List.of("--mount", where + (readOnly ? ":ro" : "")));
    }
    return words.stream().map(AttachDraft::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:@%+,=-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
