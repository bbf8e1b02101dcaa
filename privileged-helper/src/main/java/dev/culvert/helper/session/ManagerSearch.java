package dev.culvert.helper.session;

import dev.culvert.core.tunnel.ConnectFailure;
import dev.culvert.core.tunnel.ConnectSettings;
import dev.culvert.core.tunnel.ConnectSettings.ApiServer;
import dev.culvert.helper.cluster.ManagerFinder;
import dev.culvert.helper.state.Target;
import java.time.Duration;

/** Finds the manager; the real one asks the API server, tests know it. */
@FunctionalInterface
public interface ManagerSearch {

  /**
   * Begins. The search itself is made, and blocks, on the caller's thread.
   *
   * @param patience for each part of each call
   */
  Look begin(ApiServer api, Target target, Duration patience);

  /** A search; closing it from another thread makes a look that is under way fail. */
  interface Look extends AutoCloseable {
    /** One look. */
    ManagerFinder.Search find(boolean podNeeded) throws ConnectFailure;

    /** What to show the manager that was found. */
    ConnectSettings.Credentials credentialsForManager() throws ConnectFailure;

    @Override
    void close();
  }

  /** Through the API server. */
  static ManagerSearch throughApiServer() {
    return (api, target, patience) -> {
      ManagerFinder finder =
          new ManagerFinder(api, target.api().addresses(), target.managerNamespace(), patience);
      return new Look() {
        @Override
        public ManagerFinder.Search find(boolean podNeeded) throws ConnectFailure {
          return finder.find(podNeeded);
        }

        @Override
        public ConnectSettings.Credentials credentialsForManager() throws ConnectFailure {
          return finder.credentialsForManager();
        }

        @Override
        public void close() {
          finder.close();
        }
      };
    };
  }
}
