package dev.culvert.manager.agent;

import dev.culvert.manager.agent.beside.Hold;
import dev.culvert.manager.agent.path.AgentPorts;
import dev.culvert.proto.attach.v1.Wanted;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes so what is wanted of the pod's traffic and of the application. The application stands still
 * only while its ports lead away from it. One caller at a time; blocks.
 */
final class Workings {
  private static final Logger LOG = LoggerFactory.getLogger(Workings.class);

  private final AgentPorts ports;
  private final Hold hold;

  Workings(AgentPorts ports, Hold hold) {
    this.ports = ports;
    this.hold = hold;
  }

  /** Why an attachment is not in force, by attachment. */
  Map<String, String> apply(Wanted wanted) {
    if (wanted.getHoldsCount() == 0) {
      hold.letGo();
      return ports.apply(wanted);
    }
    Map<String, String> failures = new HashMap<>(ports.apply(wanted));
    if (failures.isEmpty()) {
      try {
        hold.take();
        return failures;
      } catch (IOException e) {
        LOG.warn("the application runs on: {}", e.getMessage());
        wanted.getHoldsList().forEach(id -> failures.put(id, String.valueOf(e.getMessage())));
      }
    }
    hold.letGo();
    Wanted.Builder rest = wanted.toBuilder().clearRules();
    wanted.getRulesList().stream()
        .filter(rule -> !failures.containsKey(rule.getAttachment()))
        .forEach(rest::addRules);
    ports.apply(rest.build()).forEach(failures::putIfAbsent);
    return failures;
  }
}
