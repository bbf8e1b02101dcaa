package dev.culvert.playground.api;

import dev.culvert.playground.machine.Namespace;
import java.util.Optional;

/** Where pods have their network, for port-forward. */
public interface PodNetwork {
  /** The namespace of a running pod; empty when there is none of that name. */
  Optional<Namespace> find(String namespace, String pod);
}
