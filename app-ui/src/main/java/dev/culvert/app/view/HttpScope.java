package dev.culvert.app.view;

import dev.culvert.proto.helper.v1.PacketDestination;
import dev.culvert.proto.helper.v1.ReadPacketsRequest;
import java.util.List;

/**
 * Whose HTTP is looked into.
 *
 * @param everything all that this computer's programs say in plain text, and attachments
 * @param destinations else, beside attachments, what goes to these
 */
public record HttpScope(boolean everything, List<Destination> destinations) {
  /** What attachments bring to this computer. */
  public static final HttpScope ATTACHED = new HttpScope(false, List.of());

  /** All there is. */
  public static final HttpScope EVERYTHING = new HttpScope(true, List.of());

  public HttpScope {
    destinations = List.copyOf(destinations);
  }

  /**
   * A place in the cluster.
   *
   * @param name for people
   */
  public record Destination(String name, String address, int port) {}

  /** What attachments bring, and what goes where this flow goes. */
  public static HttpScope with(FlowRow flow) {
    return new HttpScope(
        false,
        List.of(
            new Destination(
                flow.name() + flow.port(), flow.address(), flow.flow().getDestinationPort())));
  }

  /** What the helper is asked for: what is recorded, and what comes. */
  ReadPacketsRequest request() {
    ReadPacketsRequest.Builder request = ReadPacketsRequest.newBuilder().setFollow(true);
    if (!everything) {
      request.setAttached(true);
    }
    for (Destination each : destinations) {
      request.addDestinations(
          PacketDestination.newBuilder().setAddress(each.address).setPort(each.port));
    }
    return request.build();
  }
}
