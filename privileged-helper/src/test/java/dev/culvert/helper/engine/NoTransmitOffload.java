package dev.culvert.helper.engine;

import dev.culvert.core.link.ForwardingLink;
import dev.culvert.core.link.Link;
import java.util.Set;

/** A link without the offloads of the one below: everything is cut and summed by the engine. */
final class NoTransmitOffload extends ForwardingLink {
  NoTransmitOffload(Link below) {
    super(below);
  }

  @Override
  public Set<Offload> offloads() {
    return Set.of();
  }
}
