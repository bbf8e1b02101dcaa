package dev.culvert.manager.agent.redirect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** With a real nft(8) in a network namespace of the test's own. */
@Tag("integration")
final class NftRedirectIT {
  private final String namespace = "culvert-nft-" + ProcessHandle.current().pid();

  @BeforeEach
  void makeNamespace() throws Exception {
    run("ip", "netns", "add", namespace);
    run("ip", "-n", namespace, "route", "add", "unreachable", "default");
  }

  @AfterEach
  void deleteNamespace() throws Exception {
    run("ip", "netns", "del", namespace);
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(String.join(" ", command) + ": " + output).isZero();
    return output;
  }

  private Process nft(String... before) throws IOException {
    List<String> command = new java.util.ArrayList<>(List.of("ip", "netns", "exec", namespace));
    command.addAll(List.of(before));
    command.addAll(List.of("nft", "-i"));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private String elements(String map) throws Exception {
    return run("ip", "netns", "exec", namespace, "nft", "list", "map", "inet", "culvert", map);
  }

  @Test
  void elementsComeAndGoAndTheTableGoesWithNft() throws Exception {
    Process nft = nft();
    try (NftRedirect redirect =
        NftRedirect.open("culvert", nft.getInputStream(), nft.getOutputStream())) {
      redirect.set(
          Map.of(new Redirect.Port(false, 8080), 40_001, new Redirect.Port(true, 53), 40_002));
      assertThat(elements("tcp_ports")).contains("8080 : 40001");
      assertThat(elements("udp_ports")).contains("53 : 40002");
      redirect.set(Map.of(new Redirect.Port(false, 8080), 40_003));
      assertThat(elements("tcp_ports")).contains("8080 : 40003");
      assertThat(elements("udp_ports")).doesNotContain("elements");
      redirect.set(Map.of());
      assertThat(elements("tcp_ports")).doesNotContain("elements");
    }
    assertThat(nft.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(run("ip", "netns", "exec", namespace, "nft", "list", "tables")).isEmpty();
  }

  @Test
  void whoeverIsKilledLeavesNoTable() throws Exception {
    Process nft = nft();
    NftRedirect redirect = NftRedirect.open("culvert", nft.getInputStream(), nft.getOutputStream());
    redirect.set(Map.of(new Redirect.Port(false, 8080), 40_001));
    nft.destroyForcibly().waitFor();
    assertThat(run("ip", "netns", "exec", namespace, "nft", "list", "tables")).isEmpty();
  }

  @Test
  void withoutTheRightItIsSaid() throws Exception {
    Process nft = nft("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--");
    assertThatThrownBy(
            () -> NftRedirect.open("culvert", nft.getInputStream(), nft.getOutputStream()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Operation not permitted");
    assertThat(nft.waitFor(10, TimeUnit.SECONDS) || nft.destroyForcibly().waitFor() >= 0).isTrue();
  }
}
