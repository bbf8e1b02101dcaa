package dev.culvert.playground.api;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesAttributesExtractor;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.net.InetAddress;
import java.net.URI;
import java.util.Collection;
import java.util.HashMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Where the objects are: fabric8's CRUD server, real HTTP on a loopback port. Only the API server's
 * front and the cluster's own controllers speak to it.
 */
// Scheduled work reports its own problems; nobody waits for it.
@SuppressWarnings("FutureReturnValueIgnored")
public final class Store implements AutoCloseable {
  // Kept here: a logger that nobody holds is forgotten with its level.
  private static final java.util.logging.Logger EVERY_REQUEST =
      java.util.logging.Logger.getLogger("io.fabric8.mockwebserver");

  private final Objects objects = new Objects();
  private final KubernetesMockServer server;
  private final ScheduledExecutorService housekeeping =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("store-housekeeping").factory());

  /** Starts an empty store. */
  public Store() {
    EVERY_REQUEST.setLevel(java.util.logging.Level.WARNING);
    server =
        new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), objects, false);
    server.start(InetAddress.getLoopbackAddress(), 0);
    // It records every request for tests that ask; here nobody asks and the record would grow.
    housekeeping.scheduleWithFixedDelay(this::forgetRequests, 1, 1, TimeUnit.SECONDS);
  }

  /** Its address: http://127.0.0.1:port/. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getPort() + "/");
  }

  /** A client of the store itself: no authentication, all rights. */
  public KubernetesClient client() {
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(url().toString())
            .withHttp2Disable(true)
            .withWatchReconnectInterval(200)
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /**
   * Puts many objects in at once, without requests and without events: before anybody watches. The
   * server's own way compares every new object with all others.
   */
  public void load(Collection<? extends HasMetadata> many) {
    objects.load(many);
  }

  private void forgetRequests() {
    try {
      boolean more = true;
      while (more) {
        more = server.takeRequest(0, TimeUnit.MILLISECONDS) != null;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    housekeeping.shutdownNow();
    server.shutdown();
  }

  private static final class Objects extends KubernetesCrudDispatcher {
    void load(Collection<? extends HasMetadata> many) {
      for (HasMetadata object : many) {
        object.getMetadata().setResourceVersion(Long.toString(requestResourceVersion()));
        if (object.getMetadata().getUid() == null) {
          object.getMetadata().setUid(UUID.randomUUID().toString());
        }
        String json = Serialization.asJson(object);
        map.put(((KubernetesAttributesExtractor) attributeExtractor).extract(object), json);
      }
    }
  }
}
