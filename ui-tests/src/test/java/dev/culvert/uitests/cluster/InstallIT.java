package dev.culvert.uitests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.playground.machine.Output;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The manager comes and goes, and leaves the cluster as it was. */
@Tag("gate")
@Timeout(300)
final class InstallIT extends ClusterStory {
  private static final String STRICT = "strict";

  @Test
  void fromNothingToNothing() {
    Manager.uninstall(cluster(), administrator(), Manager.NAMESPACE);
    Set<String> untouched = Manager.everythingIn(cluster());
    Output missing = connect(administrator());
    assertThat(missing.exitCode()).as(missing.out()).isNotZero();
    assertThat(missing.out() + missing.err())
        .contains("there is no Culvert manager in namespace culvert");
    disconnect();

    Manager.install(cluster(), administrator());
    assertThat(connect(administrator()).exitCode()).isZero();
    assertThat(printed("/usr/bin/curl", "-sS", "http://web.default")).startsWith("hello from web-");
    disconnect();

    Manager.uninstall(cluster(), administrator(), Manager.NAMESPACE);
    assertThat(Manager.everythingIn(cluster()))
        .as("the cluster, object by object")
        .isEqualTo(untouched);
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
    Manager.uninstall(cluster(), administrator(), STRICT);
    assertThat(cluster().told("get", "namespace", STRICT, "-o", "name"))
        .as("a namespace that was there before stays")
        .isEqualTo("namespace/" + STRICT);
  }

  @AfterEach
  void putBack() {
    cluster().told("delete", "namespace", STRICT, "--ignore-not-found");
    Manager.install(cluster(), administrator());
  }
}
