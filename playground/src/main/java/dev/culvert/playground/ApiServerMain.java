package dev.culvert.playground;

import dev.culvert.playground.api.ApiFolder;
import dev.culvert.playground.api.ServingProcess;
import java.io.IOException;
import java.nio.file.Path;

/** The API server's process. Started by the playground, with the folder as its argument. */
public final class ApiServerMain {
  private ApiServerMain() {}

  /** Serves until the input's end. */
  public static void main(String[] arguments) throws IOException {
    ServingProcess.run(new ApiFolder(Path.of(arguments[0])), People.rbac());
    // Threads of libraries may linger; nothing that they do is wanted.
    System.exit(0);
  }
}
