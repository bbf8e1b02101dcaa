package dev.culvert.uitests.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.playground.Place;
import dev.culvert.playground.laptop.Laptop;
import dev.culvert.playground.machine.Output;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A workload's files on the laptop, by sshfs over the tunnel. */
final class MountIT extends Story {
  private static final int FILES = Integer.getInteger("culvert.mount.files", 200);
  private static final int MEBIBYTES = Integer.getInteger("culvert.mount.mebibytes", 32);
  private static final Duration COPYING = Duration.ofMinutes(5);

  // Of this story's own, so that nobody else's sshfs is taken for ours.
  private String mount() {
    return "/run/mount-" + playground().id();
  }

  /** Returns the attachment's id. */
  private String mountOrders(String suffix) {
    String told =
        laptop()
            .cli("ingest", "orders", "--mount", mount() + suffix, "--json")
            .orFail("ingest with a mount")
            .out();
    Matcher id = Pattern.compile("\"id\": ?\"(\\w+)\"").matcher(told);
    assertThat(id.find()).as(told).isTrue();
    return id.group(1);
  }

  private String onLaptop(String line) {
    Output output =
        laptop()
            .computer()
            .run(COPYING, Map.of("HOME", "/tmp"), List.of("/bin/sh", "-c", "set -e; " + line));
    return output.orFail(line).out().strip();
  }

  private String inPod(String line) {
    return playground()
        .exec(Place.pod("shop", "orders"), "/bin/sh", "-c", "set -e; " + line)
        .orFail(line)
        .out()
        .strip();
  }

  private boolean isMounted() {
    return laptop().shell("grep -c ' " + mount() + " ' /proc/self/mountinfo").ok();
  }

  private boolean someSshfsLives() {
    return laptop().shell("ps -eo args | grep '[s]shfs.* " + mount() + " '").ok();
  }

  private static String checksum(String folder) {
    return "cd " + folder + " && find . -type f | LC_ALL=C sort | xargs sha256sum | sha256sum";
  }

  @Test
  void aTreeIsCopiedBothWaysAndReadOnlyIsHonoured() throws IOException {
    connect();
    String id = mountOrders("");
    assertThat(isMounted()).isTrue();
    onLaptop(
        "mkdir -p /run/tree; cd /run/tree; for i in $(seq %d); do d=$((i %% 17)); mkdir -p $d;"
                .formatted(FILES)
            + " head -c $((i * 37 % 9000)) /dev/urandom > $d/$i; done;"
            + " head -c %dM /dev/urandom > big".formatted(MEBIBYTES));
    long begin = System.nanoTime();
    onLaptop("cp -r /run/tree " + mount() + "/run/there");
    print(FILES + " files and " + MEBIBYTES + " MiB to the pod", since(begin));
    String here = onLaptop(checksum("/run/tree"));
    assertThat(inPod(checksum("/run/there"))).isEqualTo(here);
    begin = System.nanoTime();
    onLaptop("cp -r " + mount() + "/run/there /run/back");
    print(FILES + " files and " + MEBIBYTES + " MiB from the pod", since(begin));
    assertThat(onLaptop(checksum("/run/back"))).isEqualTo(here);
    onLaptop("rm -rf /run/tree /run/back");

    laptop().cli("detach", id).orFail("detach");
    assertThat(isMounted()).isFalse();
    String again = mountOrders(":ro");
    assertThat(again).isNotEqualTo(id);
    assertThat(onLaptop("stat -c %s " + mount() + "/run/there/big"))
        .isEqualTo(Long.toString((long) MEBIBYTES << 20));
    assertThat(laptop().shell("touch " + mount() + "/run/there/new").ok()).isFalse();
    assertThat(laptop().shell("rm " + mount() + "/run/there/big").ok()).isFalse();
    disconnect();
    assertThat(isMounted()).isFalse();
    assertThat(someSshfsLives()).isFalse();
  }

  private static Duration since(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  @Test
  void aMountFollowsItsWorkloadAndGoesWithTheHelper() throws IOException, InterruptedException {
    connect();
    assertThat(mountOrders("")).isNotEmpty();
    assertThat(onLaptop("cat " + mount() + "/etc/hostname")).startsWith("orders-");
    String fresh =
        playground()
            .replacePod("shop", playground().pod("shop", "orders").pod().getMetadata().getName());
    Laptop.await(
        Duration.ofSeconds(60),
        "the new pod's files are here",
        () ->
            laptop()
                .run("/usr/bin/timeout", "5", "cat", mount() + "/etc/hostname")
                .out()
                .strip()
                .equals(fresh));
    laptop().killHelper();
    Laptop.await(Duration.ofSeconds(20), "nothing is mounted", () -> !isMounted());
    assertThat(laptop().run("/usr/bin/timeout", "5", "ls", "-A", mount()).orFail("ls").out())
        .isEmpty();
    Laptop.await(Duration.ofSeconds(20), "no sshfs lives", () -> !someSshfsLives());
    // Their parent is process 1 now, which may take its time.
    Laptop.await(
        Duration.ofSeconds(20),
        "no sshfs is a zombie",
        () -> laptop().shell("ps -eo stat,comm | grep '^Z.*sshfs'").out().isEmpty());
  }
}
