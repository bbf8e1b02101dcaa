package dev.culvert.helper.local.grpc;

import dev.culvert.core.mapping.MappedText;
import dev.culvert.core.net.AddressMap;
import dev.culvert.proto.attach.v1.AttachEvent;
import dev.culvert.proto.attach.v1.Environment;
import dev.culvert.proto.attach.v1.Ready;

/** A container's variables, with the addresses under which this computer knows the cluster. */
final class MappedEnvironment {
  /** Where programs in a pod look for the API server. */
  private static final String API_SERVER = "KUBERNETES_SERVICE_HOST";

  private MappedEnvironment() {}

  /** The event; when it says that all is ready, with the variables so. */
  static AttachEvent of(AttachEvent event, AddressMap map) {
    if (!event.hasReady()) {
      return event;
    }
    Ready ready = event.getReady();
    return event.toBuilder()
        .setReady(ready.toBuilder().setEnvironment(of(ready.getEnvironment(), map)))
        .build();
  }

  static Environment of(Environment found, AddressMap map) {
    if (map.isEmpty()) {
      return found;
    }
    Environment.Builder mapped = found.toBuilder();
    found
        .getVariablesMap()
        .forEach((name, value) -> {
          String here = MappedText.toVirtual(value, map);
          // Its certificate is for the real address, and for this name.
          boolean byName = name.equals(API_SERVER) && !here.equals(value);
          mapped.putVariables(name, byName ? "kubernetes.default.svc" : here);
        });
    return mapped.build();
  }
}
