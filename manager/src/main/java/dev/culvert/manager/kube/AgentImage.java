package dev.culvert.manager.kube;

import java.util.List;

/**
 * What an agent's container is made of.
 *
 * @param image the manager's own: both programs are in it
 * @param command that starts the agent
 * @param manager ADDRESS:PORT where this manager serves
 * @param authority PEM of this manager's authority
 */
public record AgentImage(String image, List<String> command, String manager, String authority) {
  public AgentImage {
    command = List.copyOf(command);
  }
}
