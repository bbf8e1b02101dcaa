package dev.culvert.playground.bench;

import dev.culvert.playground.Playground;
import dev.culvert.playground.machine.Layout;
import dev.culvert.playground.machine.Processes;
import dev.culvert.playground.machine.Programs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A port of the node that leads to the manager's pod, by the kernel's own address translation: what
 * a Service of type NodePort is. So that the bench measures the product and not the API server in a
 * box, which is a Java program of ours.
 */
public final class NodePort {
  /** The node's port. */
  public static final int PORT = 30_443;

  private static final int DELAYED = 30_500;
  private static final int MANAGER = 8443;

  private NodePort() {}

  /**
   * Opens it.
   *
   * @return what to give to {@code culvert connect --direct}
   */
  public static String open(Playground playground) {
    String pod = playground.pod("culvert", "culvert-manager").address();
    String rules =
        """
        table ip nodeport {
          chain in {
            type nat hook prerouting priority dstnat
            iifname "eth0" tcp dport %d dnat to %s:%d
          }
        }
        insert rule inet node forward iifname "eth0" ip daddr %s tcp dport %d accept
        insert rule inet node input iifname "eth0" tcp dport %d-%d accept
        insert rule inet node forward ct state established,related accept
        """
            .formatted(PORT, pod, MANAGER, pod, MANAGER, DELAYED, DELAYED + 100);
    nft(playground, rules, "opening the node's port");
    return Layout.NODE + ":" + PORT;
  }

  /** Resets what goes through it, and takes no more. */
  public static void close(Playground playground) {
    String pod = playground.pod("culvert", "culvert-manager").address();
    String rules =
        """
        delete table ip nodeport
        insert rule inet node forward iifname "eth0" ip daddr %s tcp dport %d reject with tcp reset
        insert rule inet node input iifname "eth0" tcp dport %d reject with tcp reset
        """
            .formatted(pod, MANAGER, PORT);
    nft(playground, rules, "closing the node's port");
  }

  private static void nft(Playground playground, String rules, String what) {
    Processes.run(
            Duration.ofSeconds(10),
            rules,
            List.of(
                Programs.path("nsenter"),
                "--net=/run/netns/" + playground.nodeNamespace(),
                "--",
                Programs.path("nft"),
                "-f",
                "-"))
        .orFail(what);
  }

  /** Where a connection to the manager takes a round trip of so many milliseconds. */
  static String delayed(int millis) {
    return Layout.NODE + ":" + (DELAYED + millis);
  }

  /** Starts what delays, for these round trips in milliseconds. */
  static Process startDelays(Playground playground, int... millis) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Programs.path("nsenter"), "--net=/run/netns/" + playground.nodeNamespace(), "--"));
    command.addAll(
        JavaPrograms.java(
            "512m",
            Delay.class,
            playground.pod("culvert", "culvert-manager").address(),
            Integer.toString(MANAGER)));
    for (int each : millis) {
      command.add((DELAYED + each) + ":" + each);
    }
    Process process =
        Processes.start(
            command,
            Processes.plainEnvironment(),
            builder -> builder.redirectError(ProcessBuilder.Redirect.INHERIT));
    Bench.awaitReady(process, "the delaying relay");
    return process;
  }
}
