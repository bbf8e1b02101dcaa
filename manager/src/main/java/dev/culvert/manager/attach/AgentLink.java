package dev.culvert.manager.attach;

import dev.culvert.proto.attach.v1.Hello;
import dev.culvert.proto.attach.v1.Volume;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** An agent that attends. Any thread; nothing here waits. */
public interface AgentLink {

  /** The UID of its pod. */
  String podUid();

  /** What it said of itself. */
  Hello hello();

  /** All that is to be in force from now on. */
  void want(long generation, Orders orders);

  /** Asks it to call with this stream and serve files on it. */
  void serveFiles(String stream, boolean readOnly, List<Volume> volumes);

  /** Asks it to call with this stream and be a meter on it. */
  void serveMeter(String stream);

  /** Asks it to dial the application on loopback and to call with this stream. */
  void dialPod(String stream, int port);

  /**
   * Asks the pod's nameservers, from within the pod.
   *
   * @param query a DNS message
   * @return the answer; exceptionally when nobody gave one within about a second, or the agent is
   *     gone
   */
  CompletionStage<byte[]> resolve(byte[] query);

  /** It is not needed any longer. */
  void leave();
}
