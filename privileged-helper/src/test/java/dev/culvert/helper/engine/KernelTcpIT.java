package dev.culvert.helper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.helper.testing.Namespaces;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Interoperability with Linux' TCP, its options on and off, one run each. */
@Tag("integration")
final class KernelTcpIT {
  private static final String PREPARE =
      "echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad\ncd /proc/sys/net/ipv4\n";

  /** What is unlike the kernel's defaults. */
  enum Options {
    DEFAULTS("true"),
    NO_SACK("echo 0 >tcp_sack"),
    NO_TIMESTAMPS("echo 0 >tcp_timestamps"),
    NO_WINDOW_SCALING("echo 0 >tcp_window_scaling"),
    NONE_OF_THEM("echo 0 >tcp_sack; echo 0 >tcp_timestamps; echo 0 >tcp_window_scaling"),
    ECN("echo 1 >tcp_ecn"),
    TINY_WINDOWS(
        "echo 4096 4096 4096 >tcp_rmem; echo 4096 4096 4096 >tcp_wmem;"
            + " export JAVA_TOOL_OPTIONS=-Dculvert.test.tiny=true"),
    MSS_CLAMPED("export JAVA_TOOL_OPTIONS=-Dculvert.test.mss=300");

    final String script;

    Options(String script) {
      this.script = script;
    }
  }

  @ParameterizedTest
  @EnumSource
  void streamsArriveWhateverTheKernelOffers(Options options)
      throws IOException, InterruptedException {
    Namespaces.Result result =
        Namespaces.runTests(PREPARE + options.script + "\ncd /\n", KernelTcpCases.class);
    assertThat(result.exitCode()).as(result.output()).isZero();
    System.out.println(options + "\n" + result.output());
  }
}
