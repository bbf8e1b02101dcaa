package dev.culvert.helper.cluster;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.ConnectFailure;
import dev.culvert.core.tunnel.ConnectFailure.Kind;
import dev.culvert.core.tunnel.ConnectSettings.ApiServer;
import dev.culvert.core.tunnel.ConnectSettings.Credentials;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * Finds the manager's pod and its authority. Blocks; called from a virtual thread. {@link #close}
 * is safe from any thread and makes a search that is under way fail.
 */
public final class ManagerFinder implements AutoCloseable {
  /** The manager's pods have this label, and its ConfigMap this name. */
  private static final String NAME = "culvert-manager";

  private static final String AUTHORITY_KEY = "ca.crt";
  private static final String ADDRESSES_KEY = "addresses";

  /** Of those told, how many are tried. */
  private static final int MOST_ADDRESSES = 8;

  private final ApiServerClient client;
  private final Credentials own;
  private final String namespace;

  /**
   * @param known addresses of the API server's host; empty to ask the resolver
   * @param patience how long each part of each call may take
   */
  public ManagerFinder(ApiServer api, List<IpAddress> known, String namespace, Duration patience) {
    client = new ApiServerClient(api, known, patience);
    own = api.credentials();
    this.namespace = namespace;
  }

  /**
   * Where the manager is.
   *
   * @param pod the name of a pod that is ready
   * @param authority PEM, what the manager's certificate is signed by
   * @param addresses HOST:PORT where it may be reached without the API server, as it says itself
   */
  public record Found(String pod, String authority, List<String> addresses) implements Search {
    public Found {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * There may be a manager in some seconds.
   *
   * @param why a sentence
   */
  public record NotYet(String why) implements Search {
    /** As the failure it is when nobody waits. */
    public ConnectFailure asFailure() {
      return new ConnectFailure(Kind.MANAGER_NOT_READY, why);
    }
  }

  /** What a look found. */
  public sealed interface Search {}

  /**
   * One look.
   *
   * @param podNeeded false when the manager is reached without its pod's name: then the pod is
   *     empty
   * @throws ConnectFailure when there is no manager, or none that will be ready soon
   */
  public Search find(boolean podNeeded) throws ConnectFailure {
    Optional<JsonObject> told = told();
    Optional<String> authority = told.flatMap(data -> value(data, AUTHORITY_KEY));
    if (!podNeeded) {
      return new Found("", authority.orElseThrow(this::missing), List.of());
    }
    List<PodVerdict> pods = pods();
    if (pods.isEmpty()) {
      if (authority.isEmpty()) {
        throw missing();
      }
      return new NotYet(
          "the manager is installed in namespace " + namespace + " and has no pod at the moment");
    }
    Optional<PodVerdict> ready = pods.stream().filter(PodVerdict::ready).findFirst();
    if (ready.isEmpty()) {
      PodVerdict pod = pods.getFirst();
      String text = "the manager's pod " + namespace + "/" + pod.pod() + " " + pod.text();
      if (pod.soon()) {
        return new NotYet(text);
      }
      throw new ConnectFailure(Kind.MANAGER_NOT_READY, text);
    }
    if (authority.isEmpty()) {
      return new NotYet(
          "the manager in namespace "
              + namespace
              + " runs and has not published its authority: there is no ConfigMap "
              + NAME
              + " with "
              + AUTHORITY_KEY);
    }
    return new Found(
        ready.orElseThrow().pod(),
        authority.orElseThrow(),
        told.flatMap(data -> value(data, ADDRESSES_KEY))
            .map(ManagerFinder::lines)
            .orElse(List.of()));
  }

  /**
   * What to show the manager: where the API server issues one, a token that is good for the manager
   * and for nothing else; otherwise what the user has.
   *
   * @throws ConnectFailure when the API server cannot be asked
   */
  public Credentials credentialsForManager() throws ConnectFailure {
    return ManagerToken.of(own, client);
  }

  @Override
  public void close() {
    client.close();
  }

  private List<PodVerdict> pods() throws ConnectFailure {
    String selector = URLEncoder.encode("app.kubernetes.io/name=" + NAME, StandardCharsets.UTF_8);
    JsonObject list =
        client
            .get(
                "/api/v1/namespaces/" + encoded() + "/pods?labelSelector=" + selector,
                "list pods in namespace " + namespace)
            .orElseGet(JsonObject::new);
    return StreamSupport.stream(PodVerdict.array(list, "items").spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .map(PodVerdict::of)
        // RFC 3339 in UTC compares as text; the newest first.
        .sorted(Comparator.comparing(PodVerdict::created).reversed())
        .toList();
  }

  private static List<String> lines(String text) {
    return text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .limit(MOST_ADDRESSES)
        .toList();
  }

  private static Optional<String> value(JsonObject data, String key) {
    return Optional.of(PodVerdict.string(data, key)).filter(text -> !text.isBlank());
  }

  /** What the manager says of itself. */
  private Optional<JsonObject> told() throws ConnectFailure {
    return client
        .get(
            "/api/v1/namespaces/" + encoded() + "/configmaps/" + NAME,
            "get the ConfigMap " + NAME + " in namespace " + namespace)
        .map(map -> PodVerdict.object(map, "data"));
  }

  private ConnectFailure missing() {
    return new ConnectFailure(
        Kind.MANAGER_MISSING,
        "there is no Culvert manager in namespace "
            + namespace
            + ": no pod with the label app.kubernetes.io/name="
            + NAME
            + " and no ConfigMap "
            + NAME);
  }

  private String encoded() {
    return URLEncoder.encode(namespace, StandardCharsets.UTF_8);
  }
}
