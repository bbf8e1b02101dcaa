package dev.culvert.manager.attach;

import dev.culvert.manager.agent.rules.Overlap;
import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Kind;
import dev.culvert.proto.attach.v1.Port;
import java.util.List;
import java.util.Optional;

/** Who is in the way of whom. Pure. */
final class Conflicts {
  private Conflicts() {}

  /** The port over which both would fight; empty when both can be. */
  static Optional<Port> between(
      AttachSpec one, List<Port> onePorts, AttachSpec other, List<Port> otherPorts) {
    if (!takes(one.getKind()) || !takes(other.getKind())) {
      return Optional.empty();
    }
    if (one.getKind() == Kind.KIND_REPLACE || other.getKind() == Kind.KIND_REPLACE) {
      // A container that stands still has nothing for anybody, whatever the port.
      return onePorts.stream().findFirst();
    }
    if (one.hasFilter()
        && other.hasFilter()
        && Overlap.disjoint(one.getFilter(), other.getFilter())) {
      return Optional.empty();
    }
    return onePorts.stream()
        .filter(mine ->
            otherPorts.stream()
                .anyMatch(theirs ->
                    theirs.getRemote().equals(mine.getRemote())
                        && theirs.getTransport() == mine.getTransport()))
        .findFirst();
  }

  private static boolean takes(Kind kind) {
    return kind == Kind.KIND_INTERCEPT || kind == Kind.KIND_REPLACE;
  }
}
