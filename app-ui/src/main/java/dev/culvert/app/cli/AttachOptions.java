package dev.culvert.app.cli;

import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Filter;
import dev.culvert.proto.attach.v1.HeaderMatch;
import dev.culvert.proto.attach.v1.Kind;
import dev.culvert.proto.attach.v1.PodPort;
import dev.culvert.proto.attach.v1.Port;
import dev.culvert.proto.attach.v1.Transport;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is attached to, and how: options that the four kinds share. */
final class AttachOptions {
  @Parameters(
      index = "0",
      paramLabel = "WORKLOAD",
      description =
          "NAME (a Deployment), or KIND/NAME with KIND one of deployment, statefulset, replicaset,"
              + " daemonset, pod, rollout.")
  private String workload = "";

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NS",
      description = "Default: the connected namespace.")
  private @Nullable String namespace;

  @Option(
      names = {"-c", "--container"},
      paramLabel = "NAME",
      description = "Default: the one that has the port, else the first.")
  private String container = "";

  @Option(
      names = {"-p", "--port"},
      paramLabel = "LOCAL:REMOTE[/udp]",
      description = "REMOTE is a number or a port's name; one number means both. Several allowed.")
  private List<String> ports = List.of();

  @Option(
      names = "--header",
      paramLabel = "NAME=VALUE",
      description = "Only requests with this header; ~= for a pattern. All given must hold.")
  private List<String> headers = List.of();

  @Option(names = "--path", paramLabel = "PATH", description = "Only this path.")
  private @Nullable String path;

  @Option(names = "--path-prefix", paramLabel = "PREFIX", description = "Only paths that begin so.")
  private @Nullable String pathPrefix;

  @Option(names = "--path-regex", paramLabel = "PATTERN", description = "Only paths that match.")
  private @Nullable String pathRegex;

  @Option(names = "--method", paramLabel = "METHOD", description = "Only these methods.")
  private List<String> methods = List.of();

  @Option(
      names = "--to-pod",
      paramLabel = "LOCAL:REMOTE",
      description =
          "Have a port of the pod's own localhost at this computer's; one number means both."
              + " Several allowed.")
  private List<String> toPod = List.of();

  /** What was asked for, in the manager's words. */
  AttachSpec spec(Kind kind, String connectedNamespace) throws CliException {
    AttachSpec.Builder spec =
        AttachSpec.newBuilder()
            .setWorkload(
                WorkloadName.parse(workload, namespace == null ? connectedNamespace : namespace))
            .setContainer(container)
            .setKind(kind);
    for (String port : ports) {
      spec.addPorts(port(port));
    }
    for (String port : toPod) {
      spec.addToPod(podPort(port));
    }
    Filter filter = filter();
    if (!filter.equals(Filter.getDefaultInstance())) {
      if (kind != Kind.KIND_INTERCEPT && kind != Kind.KIND_WIRETAP) {
        throw usage("Filters are for intercepts and wiretaps.");
      }
      spec.setFilter(filter);
    }
    return spec.build();
  }

  private Filter filter() throws CliException {
    Filter.Builder filter = Filter.newBuilder().addAllMethods(methods);
    for (String header : headers) {
      int equals = header.indexOf('=');
      if (equals < 1) {
        throw usage("--header: NAME=VALUE is wanted, not %s.".formatted(header));
      }
      boolean pattern = header.charAt(equals - 1) == '~';
      HeaderMatch.Builder match =
          HeaderMatch.newBuilder().setName(header.substring(0, pattern ? equals - 1 : equals));
      String value = header.substring(equals + 1);
      filter.addHeaders(pattern ? match.setRegex(value) : match.setExact(value));
    }
    if (path != null) {
      filter.setPathExact(path);
    } else if (pathPrefix != null) {
      filter.setPathPrefix(pathPrefix);
    } else if (pathRegex != null) {
      filter.setPathRegex(pathRegex);
    }
    return filter.build();
  }

  static Port port(String text) throws CliException {
    boolean udp = text.endsWith("/udp");
    String pair = text.replaceAll("/(udp|tcp)$", "");
    int colon = pair.indexOf(':');
    String local = colon < 0 ? (pair.matches("\\d+") ? pair : "0") : pair.substring(0, colon);
    String remote = colon < 0 ? pair : pair.substring(colon + 1);
    if (!local.matches("\\d{1,5}") || remote.isEmpty() || Integer.parseInt(local) > 65535) {
      throw usage("--port: LOCAL:REMOTE is wanted, as 3000:http or 8080, not %s.".formatted(text));
    }
    return Port.newBuilder()
        .setLocal(Integer.parseInt(local))
        .setRemote(remote)
        .setTransport(udp ? Transport.TRANSPORT_UDP : Transport.TRANSPORT_TCP)
        .build();
  }

  static PodPort podPort(String text) throws CliException {
    String[] parts = text.split(":", -1);
    if (parts.length > 2
        || !parts[0].matches("\\d{1,5}")
        || !parts[parts.length - 1].matches("\\d{1,5}")) {
      throw usage(
          "--to-pod: LOCAL:REMOTE is wanted, as 9000:8081 or 8081, not %s.".formatted(text));
    }
    return PodPort.newBuilder()
        .setLocal(Integer.parseInt(parts[0]))
        .setRemote(Integer.parseInt(parts[parts.length - 1]))
        .build();
  }

  private static CliException usage(String text) {
    return new CliException(ExitCodes.USAGE, "USAGE", text);
  }
}
