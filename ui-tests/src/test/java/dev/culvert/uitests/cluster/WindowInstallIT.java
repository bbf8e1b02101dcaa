package dev.culvert.uitests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.uitests.stories.Window;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Somebody who runs the cluster takes the first steps before the window: the manager is not there,
 * is installed, and serves. The window has no uninstalling, which the command line does.
 */
@Tag("gate")
@Timeout(300)
final class WindowInstallIT extends ClusterStory {
  private static final Path PICTURES = Path.of("target", "stories", "pictures").toAbsolutePath();

  /** An image is there already; a pod that starts on a busy machine may take its time. */
  private static final Duration INSTALLED = Duration.ofMinutes(2);

  @Test
  void theFirstStepsInstallTheManager() throws IOException {
    Manager.uninstall(cluster(), administrator(), Manager.NAMESPACE);
    Set<String> untouched = Manager.everythingIn(cluster());
    String files = files();
    try (Window window = Window.open(administrator().computer(), PICTURES, List.of("look=light"))) {
      window.sees("#first-run", "The helper is running");
      window.click("#first-context-" + cluster().context());
      window.click("#first-use");
      window.sees("#first-run", cluster().context() + " has no manager");
      window.picture("story-install-offered");
      assertThat(Manager.everythingIn(cluster())).as("a look changes nothing").isEqualTo(untouched);
      window.click("#first-install");
      window.sees("#first-run", "The manager is running", INSTALLED);
      window.picture("story-installed");
      assertThat(reaches("http://web.default")).as("before the last step").isFalse();
      window.click("#first-connect");
      window.sees("#state", "Connected");
      assertThat(printed("/usr/bin/curl", "-sS", "http://web.default"))
          .startsWith("hello from web-");
      assertThat(printed("/usr/bin/curl", "-sS", "http://web.default/cgi-bin/who"))
          .containsAnyOf(Manager.addresses(cluster()).toArray(String[]::new));
      window.click("#connect-switch");
      window.sees("#state", "Disconnected");
    }
    assertThat(laptop().network()).as("the laptop's network").isEqualTo(before());
    assertThat(files()).as("the laptop's files").isEqualTo(files);
    Manager.uninstall(cluster(), administrator(), Manager.NAMESPACE);
    assertThat(Manager.everythingIn(cluster()))
        .as("the cluster, object by object")
        .isEqualTo(untouched);
  }

  /** Every file of /etc by its bytes. */
  private String files() {
    return laptop()
        .shell(
            "find /etc -xdev -type f -exec sha256sum {} + | sort; find /etc -xdev -type l | sort")
        .orFail("the files of /etc")
        .out();
  }

  @AfterEach
  void putBack() {
    Manager.install(cluster(), administrator());
  }
}
