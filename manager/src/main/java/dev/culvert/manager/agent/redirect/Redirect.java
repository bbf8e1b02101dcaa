package dev.culvert.manager.agent.redirect;

import java.io.IOException;
import java.util.Map;

/** Leads what comes from outside to ports of the application to ports of the agent. */
public interface Redirect extends AutoCloseable {

  /** A port of the pod. */
  record Port(boolean udp, int number) {
    @Override
    public String toString() {
      return number + (udp ? "/udp" : "/tcp");
    }
  }

  /**
   * Makes this, and only this, so. New connections follow at once; open ones stay where they are.
   *
   * @param wanted ports of the application to ports of the agent
   */
  void set(Map<Port, Integer> wanted) throws IOException;

  @Override
  void close();
}
