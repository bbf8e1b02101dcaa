package dev.culvert.uitests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.playground.machine.Output;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The manager comes and goes, and leaves the cluster as it was. */
@Timeout(300)
final class InstallIT extends ClusterStory {
  private static final String STRICT = "strict";

  /** What a cluster makes anew by itself all the time. */
  private static final Set<String> RESTLESS =
      Set.of("events", "events.events.k8s.io", "leases.coordination.k8s.io");

  @Test
  void fromNothingToNothing() {
    uninstall(Manager.NAMESPACE);
    Set<String> untouched = objects();
    Output missing = connect(administrator());
    assertThat(missing.exitCode()).as(missing.out()).isNotZero();
    assertThat(missing.out() + missing.err())
        .contains("there is no Culvert manager in namespace culvert");
    disconnect();

    Manager.install(cluster(), administrator());
    assertThat(connect(administrator()).exitCode()).isZero();
    assertThat(printed("/usr/bin/curl", "-sS", "http://web.default")).startsWith("hello from web-");
    disconnect();

    uninstall(Manager.NAMESPACE);
    assertThat(objects()).as("the cluster, object by object").isEqualTo(untouched);
  }

  @Test
  void runsWhereOnlyRestrictedPodsMay() {
    cluster().told("create", "namespace", STRICT);
    cluster().told("label", "namespace", STRICT, "pod-security.kubernetes.io/enforce=restricted");
    Manager.install(cluster(), administrator(), STRICT);
    assertThat(
            cluster()
                .told(
                    "-n",
                    STRICT,
                    "get",
                    "deployment",
                    "culvert-manager",
                    "-o",
                    "jsonpath={.status.readyReplicas}"))
        .isEqualTo("1");
    uninstall(STRICT);
    assertThat(cluster().told("get", "namespace", STRICT, "-o", "name"))
        .as("a namespace that was there before stays")
        .isEqualTo("namespace/" + STRICT);
  }

  @AfterEach
  void putBack() {
    cluster().told("delete", "namespace", STRICT, "--ignore-not-found");
    Manager.install(cluster(), administrator());
  }

  private void uninstall(String namespace) {
    administrator().cli("uninstall", cluster().context(), "-n", namespace).orFail("uninstall");
  }

  /** Every object of the cluster that is not always changing: its name, uid and generation. */
  private Set<String> objects() {
    List<String> kinds =
        cluster()
            .told("api-resources", "--verbs=list", "-o", "name")
            .lines()
            .filter(kind -> !RESTLESS.contains(kind))
            .toList();
    return cluster()
        .told(
            "get",
            String.join(",", kinds),
            "--all-namespaces",
            "--ignore-not-found",
            "-o",
            "jsonpath={range .items[*]}{.kind} {.metadata.namespace}/{.metadata.name}"
                + " {.metadata.uid} {.metadata.generation}{\"\\n\"}{end}")
        .lines()
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
