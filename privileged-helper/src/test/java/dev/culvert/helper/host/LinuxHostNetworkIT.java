package dev.culvert.helper.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.helper.testing.Namespaces;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("integration")
final class LinuxHostNetworkIT {
  @Test
  void passesTheContractInNamespacesOfItsOwn() throws IOException, InterruptedException {
    Namespaces.Result result = Namespaces.runTests(LinuxHostNetworkCases.class);
    assertThat(result.exitCode()).as(result.output()).isZero();
  }
}
