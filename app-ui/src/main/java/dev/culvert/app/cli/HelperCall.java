package dev.culvert.app.cli;

import dev.culvert.app.helper.HelperClient;
import dev.culvert.app.kubeconfig.ConnectRequestSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParentCommand;

/** A command with the options of its parent. */
abstract class HelperCall implements Callable<Integer> {
  @ParentCommand private @Nullable CulvertCommand parent;

  final CulvertCommand root() {
    if (parent == null) {
      throw new IllegalStateException("picocli sets the parent before it calls");
    }
    return parent;
  }

  final Output output() {
    return root().surroundings().output();
  }

  final boolean json() {
    return root().json();
  }

  final HelperClient helper(ConnectRequestSource source) {
    CulvertCommand root = root();
    return root.surroundings().helper(root.socket(), root.trustOwnSocket(), source);
  }

  /** To look, not to connect. */
  final HelperClient helper() {
    return helper(ConnectRequestSource.NONE);
  }
}
