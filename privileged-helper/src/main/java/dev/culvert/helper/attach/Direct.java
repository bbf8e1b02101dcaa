package dev.culvert.helper.attach;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.attach.v1.AttachmentList;
import dev.culvert.proto.attach.v1.Kind;
import dev.culvert.proto.attach.v1.Shortcut;
import dev.culvert.proto.attach.v1.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which of the cluster's addresses lead to a program of this computer at once: those behind which
 * an own attachment has everything. Where requests are judged, by a filter, each has to come by the
 * pod: this computer does not know who else's filter takes it. Immutable.
 */
record Direct(Map<Key, Way> ways) {
  /** There are none. */
  static final Direct NOTHING = new Direct(Map.of());

  /** What a flow is dialled at. */
  record Key(boolean udp, Endpoint destination) {}

  /**
   * Where it goes.
   *
   * @param program on loopback
   */
  record Way(String attachment, InetSocketAddress program) {}

  Direct {
    ways = Map.copyOf(ways);
  }

  /**
   * Of these attachments.
   *
   * @param leaving ids of those that are being ended
   */
  static Direct of(AttachmentList list, Set<String> leaving) {
    Map<Key, Way> ways = new HashMap<>();
    for (Attachment each : list.getAttachmentsList()) {
      if (hasAll(each) && !leaving.contains(each.getId())) {
        for (Shortcut shortcut : each.getShortcutsList()) {
          key(shortcut).ifPresent(key -> ways.put(key, way(each.getId(), shortcut)));
        }
      }
    }
    return new Direct(ways);
  }

  /** Whether everything of its ports comes here, now. */
  private static boolean hasAll(Attachment attachment) {
    Kind kind = attachment.getSpec().getKind();
    return attachment.getMine()
        && attachment.getPhase() == Attachment.Phase.PHASE_ACTIVE
        && (kind == Kind.KIND_INTERCEPT || kind == Kind.KIND_REPLACE)
        && !attachment.getSpec().hasFilter();
  }

  private static Optional<Key> key(Shortcut shortcut) {
    int length = shortcut.getAddress().size();
    boolean good =
        (length == 4 || length == 16) && isPort(shortcut.getPort()) && isPort(shortcut.getLocal());
    return good
        ? Optional.of(
            new Key(
                shortcut.getTransport() == Transport.TRANSPORT_UDP,
                new Endpoint(
                    IpAddress.of(shortcut.getAddress().toByteArray()), shortcut.getPort())))
        : Optional.empty();
  }

  private static boolean isPort(int number) {
    return number >= 1 && number <= 65535;
  }

  private static Way way(String attachment, Shortcut shortcut) {
    return new Way(
        attachment, new InetSocketAddress(InetAddress.getLoopbackAddress(), shortcut.getLocal()));
  }

  /** The way of a flow; empty: by the cluster. */
  Optional<Way> find(boolean udp, Endpoint destination) {
    // Mostly nothing is attached, and no key is made.
    return ways.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(ways.get(new Key(udp, destination)));
  }
}
