package dev.culvert.helper.local.grpc;

import dev.culvert.proto.helper.v1.DisconnectRequest;
import dev.culvert.proto.helper.v1.DnsEvent;
import dev.culvert.proto.helper.v1.FlowEvent;
import dev.culvert.proto.helper.v1.RestoreRequest;
import dev.culvert.proto.helper.v1.State;
import dev.culvert.proto.helper.v1.StateEvent;
import dev.culvert.proto.helper.v1.TryNameRequest;
import dev.culvert.proto.helper.v1.WatchDnsRequest;
import dev.culvert.proto.helper.v1.WatchFlowsRequest;
import dev.culvert.proto.helper.v1.WatchStateRequest;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Tries everything at the socket that is its argument, and prints how it went. */
public final class OtherUser {
  private OtherUser() {}

  /** One path. */
  public static void main(String[] arguments) {
    try (LocalClient client = new LocalClient(Path.of(arguments[0]))) {
      Inbox<StateEvent> states = new Inbox<>();
      client.streams().watchState(WatchStateRequest.getDefaultInstance(), states);
      State state = states.await(StateEvent::hasSnapshot).getSnapshot();
      System.out.println("state seen, may change: " + state.getMayChange());
      System.out.println("owner: " + state.getOwner());
      tell("connect", () -> client.calls().connect(LocalClient.request("kind-dev")));
      tell("disconnect", () -> client.calls().disconnect(DisconnectRequest.getDefaultInstance()));
      tell("restore", () -> client.calls().restore(RestoreRequest.getDefaultInstance()));
      tell("try name", () -> client.calls().tryName(TryNameRequest.getDefaultInstance()));
      Inbox<FlowEvent> flows = new Inbox<>();
      client.streams().watchFlows(WatchFlowsRequest.getDefaultInstance(), flows);
      System.out.println("flows seen: " + flows.await(FlowEvent::getSnapshot).getUpsertsCount());
      Inbox<DnsEvent> queries = new Inbox<>();
      client.streams().watchDns(WatchDnsRequest.getDefaultInstance(), queries);
      System.out.println("names: " + queries.end().getCode());
    }
    System.exit(0);
  }

  private static void tell(String what, Supplier<?> call) {
    try {
      var _ = call.get();
      System.out.println(what + ": OK");
    } catch (StatusRuntimeException e) {
      System.out.println(what + ": " + e.getStatus().getCode());
    }
  }
}
