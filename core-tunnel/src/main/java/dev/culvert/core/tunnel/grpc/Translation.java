package dev.culvert.core.tunnel.grpc;

import com.google.protobuf.ByteString;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.tunnel.ManagerSession;
import dev.culvert.core.words.Reason;
import dev.culvert.core.words.WireReasons;
import dev.culvert.proto.manager.v1.ClusterNetwork;
import dev.culvert.proto.manager.v1.Subnet;
import dev.culvert.proto.tunnel.v1.Cause;
import dev.culvert.proto.tunnel.v1.Failed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Between the wire's types and ours. */
public final class Translation {
  private static final Logger LOG = LoggerFactory.getLogger(Translation.class);

  private Translation() {}

  /** To the wire. */
  public static dev.culvert.proto.tunnel.v1.Endpoint toWire(Endpoint endpoint) {
    return dev.culvert.proto.tunnel.v1.Endpoint.newBuilder()
        .setAddress(ByteString.copyFrom(endpoint.address().toBytes()))
        .setPort(endpoint.port())
        .build();
  }

  /**
   * From the wire.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  public static Endpoint fromWire(dev.culvert.proto.tunnel.v1.Endpoint endpoint) {
    return new Endpoint(IpAddress.of(endpoint.getAddress().toByteArray()), endpoint.getPort());
  }

  /** To the wire. */
  public static Failed toWire(Failure failure, long afterNanos) {
    return Failed.newBuilder()
        .setCause(
            switch (failure.cause()) {
              case REFUSED -> Cause.CAUSE_REFUSED;
              case UNREACHABLE -> Cause.CAUSE_UNREACHABLE;
              case TIMED_OUT -> Cause.CAUSE_TIMED_OUT;
              case FORBIDDEN -> Cause.CAUSE_FORBIDDEN;
              case RESET -> Cause.CAUSE_RESET;
              case EXHAUSTED -> Cause.CAUSE_EXHAUSTED;
              // Local to the laptop; on the wire it can only mean that the connection is gone.
              case TUNNEL_DOWN -> Cause.CAUSE_RESET;
            })
        .setDetail(failure.detail())
        .setReason(WireReasons.toWire(failure.why()))
        .setAfterNanos(afterNanos)
        .build();
  }

  /** From the wire; a cause of a newer manager counts as a reset. */
  public static Failure fromWire(Failed failed) {
    Failure.Cause cause =
        switch (failed.getCause()) {
          case CAUSE_REFUSED -> Failure.Cause.REFUSED;
          case CAUSE_UNREACHABLE -> Failure.Cause.UNREACHABLE;
          case CAUSE_TIMED_OUT -> Failure.Cause.TIMED_OUT;
          case CAUSE_FORBIDDEN -> Failure.Cause.FORBIDDEN;
          case CAUSE_EXHAUSTED -> Failure.Cause.EXHAUSTED;
          case CAUSE_RESET, CAUSE_UNSPECIFIED, UNRECOGNIZED -> Failure.Cause.RESET;
        };
    return new Failure(
        cause,
        failed.hasReason()
            ? WireReasons.fromWire(failed.getReason(), failed.getDetail())
            : Reason.said(failed.getDetail()));
  }

  /** From the wire; what is no subnet or address is left out. */
  static ManagerSession.Cluster fromWire(ClusterNetwork network) {
    List<ManagerSession.Subnet> subnets = new ArrayList<>();
    for (Subnet subnet : network.getSubnetsList()) {
      byte[] address = subnet.getAddress().toByteArray();
      if ((address.length == 4 || address.length == 16)
          && subnet.getPrefixLength() <= address.length * 8) {
        subnets.add(
            new ManagerSession.Subnet(
                Prefix.around(IpAddress.of(address), subnet.getPrefixLength()),
                subnet.getSource()));
      } else {
        LOG.warn("the manager told a subnet that is none, left out: {}", subnet);
      }
    }
    byte[] server = network.getDns().getServer().toByteArray();
    return new ManagerSession.Cluster(
        subnets,
        network.getDns().getClusterDomain(),
        server.length == 4 || server.length == 16 ? List.of(IpAddress.of(server)) : List.of(),
        Set.copyOf(network.getDns().getNamespacesList()));
  }

  static Duration duration(com.google.protobuf.Duration duration) {
    return Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
  }
}
