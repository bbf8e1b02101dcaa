package dev.culvert.uitests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.playground.laptop.Laptop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A database's volume on the laptop: a tree and a large file both ways, and what ends while the
 * large one is on its way. The volume outlives its pods.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class AttachFilesIT extends AttachStory {
  private static final int FILES = 1000;
  private static final int MEBIBYTES = 1024;

  /** So much of the large file has arrived when something ends. */
  private static final long ON_ITS_WAY = 64L << 20;

  private static final Duration COPYING = Duration.ofMinutes(4);

  private Path folder;
  private Path volume;

  // Set before the stories.
  @SuppressWarnings("NullAway.Init")
  AttachFilesIT() {
    super("attach-files");
  }

  @Override
  String workloads() {
    return """
    apiVersion: v1
    kind: PersistentVolume
    metadata: {name: attach-files-%1$s}
    spec:
      capacity: {storage: 10Gi}
      accessModes: [ReadWriteOnce]
      storageClassName: ""
      claimRef: {namespace: attach-files, name: data-records-0}
      hostPath: {path: /var/lib/story-files/volume, type: Directory}
    ---
    apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: records, namespace: attach-files}
    spec:
      serviceName: records
      replicas: 1
      selector: {matchLabels: {app: records}}
      template:
        metadata: {labels: {app: records}}
        spec:
          terminationGracePeriodSeconds: 1
          initContainers:
          - name: owner
            image: culvert.test/busybox:1
            imagePullPolicy: Never
            command: [chown, "70:70", /data]
            volumeMounts: [{name: data, mountPath: /data}]
          containers:
          - name: database
            image: culvert.test/busybox:1
            imagePullPolicy: Never
            command: [sh, -c, 'cat /proc/sys/kernel/random/uuid > /tmp/life; exec sleep 100000']
            securityContext: {runAsUser: 70, runAsGroup: 70, allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
            volumeMounts: [{name: data, mountPath: /data}]
      volumeClaimTemplates:
      - metadata: {name: data}
        spec: {accessModes: [ReadWriteOnce], storageClassName: "", resources: {requests: {storage: 10Gi}}}
    """
        .formatted(cluster().context());
  }

  /**
   * Beside the cluster's own data, which the node has at /var/lib: that is a disk's also where /run
   * and /tmp are memory.
   */
  @BeforeAll
  @Override
  void startWorkloads() {
    folder = Path.of("/var/lib/culvert-cluster", cluster().context(), "story-files");
    volume = folder.resolve("volume");
    onLaptop("mkdir -p " + volume);
    super.startWorkloads();
    onLaptop(
        "mkdir -p %1$s/tree; cd %1$s/tree; for i in $(seq %2$d); do d=$((i %% 17)); mkdir -p $d;"
                .formatted(folder, FILES)
            + " head -c $((i * 37 % 9000)) /dev/urandom > $d/$i; done;"
            + " head -c %dM /dev/urandom > ../big".formatted(MEBIBYTES));
  }

  @AfterAll
  void removeWhatWasCopied() {
    told("delete", "statefulset", "records");
    told("wait", "--for=delete", "pod/records-0", "--timeout=60s");
    told("delete", "pvc", "data-records-0");
    cluster().told("delete", "pv", "attach-files-" + cluster().context());
    onLaptop("rm -rf " + folder);
  }

  @AfterEach
  void emptyTheVolume() {
    onLaptop("rm -rf %s/* %s/back".formatted(volume, folder));
  }

  // Of this cluster's own, so that nobody else's sshfs is taken for ours.
  private String mount() {
    return "/run/records-" + cluster().context();
  }

  private void mounted(String suffix) {
    attachTelling("ingest", "statefulset/records", "--mount", mount() + suffix);
    assertThat(isMounted()).isTrue();
  }

  private boolean isMounted() {
    return laptop().shell("grep -c ' " + mount() + " ' /proc/self/mountinfo").ok();
  }

  private String onLaptop(String line) {
    return laptop()
        .computer()
        .run(COPYING, Map.of("HOME", "/tmp"), List.of("/bin/sh", "-c", "set -e; " + line))
        .orFail(line)
        .out()
        .strip();
  }

  private String inPod(String line) {
    return told("exec", "records-0", "-c", "database", "--", "sh", "-c", line);
  }

  private static String checksum(String folder) {
    return "cd " + folder + " && find . -type f | LC_ALL=C sort | xargs sha256sum | sha256sum";
  }

  private static String checksumOf(String file) {
    return "sha256sum < " + file;
  }

  private static long size(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  private void timed(String what, String line) {
    long begin = System.nanoTime();
    onLaptop(line);
    System.out.printf(
        "files: %s: %d ms%n", what, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
  }

  @Test
  void aTreeAndALargeFileAreCopiedBothWaysAndReadOnlyIsHonoured() {
    connect();
    mounted("");
    String data = mount() + "/data";
    timed(FILES + " files to the pod", "cp -r %s/tree %s/tree".formatted(folder, data));
    timed(MEBIBYTES + " MiB to the pod", "cp %s/big %s/big".formatted(folder, data));
    String tree = onLaptop(checksum(folder + "/tree"));
    String big = onLaptop(checksumOf(folder + "/big"));
    assertThat(inPod(checksum("/data/tree"))).isEqualTo(tree);
    assertThat(inPod(checksumOf("/data/big"))).isEqualTo(big);
    String id = id(laptop().cli("attachments", "--json").orFail("attachments").out());
    detach(id);
    assertThat(isMounted()).isFalse();

    // Another mount, so that nothing is answered from memory.
    mounted(":ro");
    timed(
        FILES + " files from the pod, read-only",
        "mkdir %1$s/back; cp -r %2$s/tree %1$s/back/tree".formatted(folder, data));
    timed(
        MEBIBYTES + " MiB from the pod, read-only",
        "cp %2$s/big %1$s/back/big".formatted(folder, data));
    assertThat(onLaptop(checksum(folder + "/back/tree"))).isEqualTo(tree);
    assertThat(onLaptop(checksumOf(folder + "/back/big"))).isEqualTo(big);
    for (String change :
        List.of("touch new", "rm big", "mkdir new", "mv big other", "chmod 600 big")) {
      assertThat(laptop().shell("cd " + data + " && " + change).ok()).as(change).isFalse();
    }
    disconnect();
    assertThat(isMounted()).isFalse();
    nothingIsLeft();
  }

  @Test
  void thePodIsDeletedWhileALargeFileIsOnItsWayThere() throws InterruptedException {
    connect();
    mounted("");
    String line = "cp %s/big %s/data/big".formatted(folder, mount());
    Process copy = start("/bin/sh", "-c", line);
    Laptop.await(SOON, "a part is there", () -> size(volume.resolve("big")) > ON_ITS_WAY);
    deleteThePod(copy);
    timed(MEBIBYTES + " MiB to the next pod", line);
    assertThat(inPod(checksumOf("/data/big"))).isEqualTo(onLaptop(checksumOf(folder + "/big")));
    disconnect();
    nothingIsLeft();
  }

  @Test
  void thePodIsDeletedWhileALargeFileIsOnItsWayHere() throws InterruptedException {
    onLaptop("cp %s/big %s/big".formatted(folder, volume));
    connect();
    mounted("");
    String line = "cp %s/data/big %s/back".formatted(mount(), folder);
    Process copy = start("/bin/sh", "-c", line);
    Laptop.await(SOON, "a part is here", () -> size(folder.resolve("back")) > ON_ITS_WAY);
    deleteThePod(copy);
    timed(MEBIBYTES + " MiB from the next pod", line);
    assertThat(onLaptop(checksumOf(folder + "/back")))
        .isEqualTo(onLaptop(checksumOf(folder + "/big")));
    disconnect();
    nothingIsLeft();
  }

  /** The copy ends in time, whatever with; then the mount is the next pod's. */
  private void deleteThePod(Process copy) throws InterruptedException {
    assertThat(copy.isAlive()).as("still on its way").isTrue();
    long begin = System.nanoTime();
    String life = inPod("cat /tmp/life");
    told("delete", "pod", "records-0", "--wait=false");
    assertThat(copy.waitFor(60, TimeUnit.SECONDS)).as("the copy has ended").isTrue();
    assertThat(copy.exitValue()).as("a broken copy says so").isNotZero();
    System.out.printf(
        "files: a copy ended %d ms after its pod was deleted%n",
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
    Laptop.await(
        REPLACED,
        "the next pod's files are here",
        () -> {
          String now = laptop().shell("timeout 5 cat " + mount() + "/tmp/life").out().strip();
          return !now.isEmpty() && !now.equals(life);
        });
    System.out.printf(
        "files: the next pod's files were here after %d ms%n",
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
  }

  @Test
  void theHelperIsKilledWhileALargeFileIsOnItsWay() throws InterruptedException {
    connect();
    mounted("");
    Process copy = start("/bin/cp", folder + "/big", mount() + "/data/big");
    Laptop.await(SOON, "a part is there", () -> size(volume.resolve("big")) > ON_ITS_WAY);
    assertThat(copy.isAlive()).as("still on its way").isTrue();
    laptop().killHelper();
    assertThat(copy.waitFor(20, TimeUnit.SECONDS)).as("the copy has ended").isTrue();
    assertThat(copy.exitValue()).as("a broken copy says so").isNotZero();
    Laptop.await(SOON, "nothing is mounted", () -> !isMounted());
    assertThat(printed("/usr/bin/timeout", "5", "ls", "-A", mount())).isEmpty();
    nothingIsLeft();
  }

  private void nothingIsLeft() {
    Laptop.await(
        SOON,
        "no sshfs lives",
        () -> !laptop().shell("ps -eo args | grep '[s]shfs.* " + mount() + " '").ok());
    // Their parent may be process 1 now, which may take its time.
    Laptop.await(
        SOON,
        "no sshfs is a zombie",
        () -> laptop().shell("ps -eo stat,comm | grep '^Z.*sshfs'").out().isEmpty());
  }
}
