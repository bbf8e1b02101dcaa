package dev.culvert.manager.attach;

import dev.culvert.proto.attach.v1.Passage;
import dev.culvert.proto.attach.v1.Rule;
import dev.culvert.proto.attach.v1.Transport;
import java.util.ArrayList;
import java.util.List;

/** All that is wanted of an agent. */
public record Orders(List<Rule> rules, List<Passage> passages) {
  static final Orders NONE = new Orders(List.of(), List.of());

  public Orders {
    rules = List.copyOf(rules);
    passages = List.copyOf(passages);
  }

  Orders withRules(List<Rule> more) {
    List<Rule> all = new ArrayList<>(rules);
    all.addAll(more);
    return new Orders(all, passages);
  }

  /** What an agent calls a passage that failed. */
  public static String name(Passage passage) {
    return "passage "
        + passage.getPort()
        + (passage.getTransport() == Transport.TRANSPORT_UDP ? "/udp" : "/tcp");
  }
}
