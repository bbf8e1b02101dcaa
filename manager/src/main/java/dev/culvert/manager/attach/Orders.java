package dev.culvert.manager.attach;

import dev.culvert.proto.attach.v1.Passage;
import dev.culvert.proto.attach.v1.Rule;
import dev.culvert.proto.attach.v1.Transport;
import java.util.ArrayList;
import java.util.List;

/**
 * All that is wanted of an agent.
 *
 * @param holds attachments because of which the application stands still
 */
public record Orders(List<Rule> rules, List<Passage> passages, List<String> holds) {
  static final Orders NONE = new Orders(List.of(), List.of(), List.of());

  public Orders {
    rules = List.copyOf(rules);
    passages = List.copyOf(passages);
    holds = List.copyOf(holds);
  }

  /** These, and what an attachment wants. */
  Orders with(Entry entry) {
    List<Rule> all = new ArrayList<>(rules);
    all.addAll(entry.rules());
    List<String> held = new ArrayList<>(holds);
    if (entry.holds()) {
      held.add(entry.id);
    }
    return new Orders(all, passages, held);
  }

  /** What an agent calls a passage that failed. */
  public static String name(Passage passage) {
    return "passage "
        + passage.getPort()
        + (passage.getTransport() == Transport.TRANSPORT_UDP ? "/udp" : "/tcp");
  }
}
