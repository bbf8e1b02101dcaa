package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.proto.helper.v1.Network;
import dev.culvert.proto.helper.v1.OverlapInfo;
import dev.culvert.proto.helper.v1.State;
import java.util.List;

/** Where other networks of this computer have the cluster's addresses, in words. */
public final class OverlapWords {
  private OverlapWords() {}

  /** What has become of it in the connection to this context; nothing when there is none. */
  public static List<String> of(State state, ContextItem context) {
    return state.getConnection().getContext().equals(context.name())
        ? of(state.getNetwork())
        : List.of();
  }

  /** One sentence for each. */
  public static List<String> of(Network network) {
    return network.getOverlapsList().stream().map(OverlapWords::sentence).toList();
  }

  private static String sentence(OverlapInfo overlap) {
    String which =
        switch (overlap.getChoice()) {
          case OVERLAP_MAP -> "overlap.map";
          case OVERLAP_EXCLUDE -> "overlap.exclude";
          case OVERLAP_ALLOW, OVERLAP_UNSPECIFIED, UNRECOGNIZED -> "overlap.allow";
        };
    return text(
        which,
        overlap.getCidr(),
        overlap.getVirtualCidr(),
        overlap.getOtherDevice(),
        overlap.getOtherCidr());
  }
}
