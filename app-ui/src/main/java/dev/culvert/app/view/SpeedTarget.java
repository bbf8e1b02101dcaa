package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.helper.v1.PacketDestination;
import dev.culvert.proto.helper.v1.SpeedRequest;
import java.util.Optional;

/**
 * Where the speed test goes, behind the manager.
 *
 * @param name for people, {@code orders} or {@code cart.shop:80}; empty for nowhere
 * @param attachment whose agent answers, or empty
 * @param address where connections are tried, or empty
 */
public record SpeedTarget(String name, String attachment, String address, int port) {
  /** No further than the manager. */
  public static final SpeedTarget MANAGER = new SpeedTarget("", "", "", 0);

  /** A pod, or whatever else listens there. */
  public static SpeedTarget of(String name, String address, int port) {
    return new SpeedTarget(name, "", address, port);
  }

  static SpeedTarget of(Attachment attachment) {
    return new SpeedTarget(attachment.getSpec().getWorkload().getName(), attachment.getId(), "", 0);
  }

  /** As typed, {@code 10.244.1.7:8080} or {@code [fd00::7]:8080}; empty when it is none. */
  public static Optional<SpeedTarget> typed(String typed) {
    String place = typed.strip();
    String host = ResendModel.host(place);
    int port = ResendModel.port(place, 0);
    boolean address = host.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    return port > 0 && address ? Optional.of(of(place, host, port)) : Optional.empty();
  }

  /** Whether there is a pod at the end. */
  public boolean pod() {
    return !name.isEmpty();
  }

  /** Whether an agent answers there, so that bytes can be moved. */
  public boolean agent() {
    return !attachment.isEmpty();
  }

  /** As it is offered. */
  public String words() {
    return !pod()
        ? text("speed.to.manager")
        : agent() ? text("speed.to.agent", name) : text("speed.to.address", name);
  }

  SpeedRequest request(int mebibytes) {
    SpeedRequest.Builder request = SpeedRequest.newBuilder().setBytes((long) mebibytes << 20);
    if (agent()) {
      request.setAttachment(attachment);
    } else if (pod()) {
      request.setPod(PacketDestination.newBuilder().setAddress(address).setPort(port));
    }
    return request.build();
  }
}
