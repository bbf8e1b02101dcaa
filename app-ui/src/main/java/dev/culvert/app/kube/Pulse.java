package dev.culvert.app.kube;

import dev.culvert.app.kube.ClusterAccess.Lease;
import dev.culvert.app.kubeconfig.CredentialException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the API server for its version every few seconds. A watch on a connection that has gone deaf
 * (sleep, another network, a dead VPN) looks like a quiet cluster for as long as the kernel
 * believes in it; this tells them apart. Any answer counts, also a refusal.
 */
final class Pulse {
  static final long SECONDS = 10;

  private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);

  private final ClusterAccess access;
  private final Consumer<Throwable> onNone;
  private final AtomicBoolean asking = new AtomicBoolean();

  Pulse(ClusterAccess access, Consumer<Throwable> onNone) {
    this.access = access;
    this.onNone = onNone;
  }

  /** Asks once, on a thread of its own, unless the last question is still open. */
  void beat() {
    if (asking.compareAndSet(false, true)) {
      Thread.ofVirtual()
          .name("culvert-pulse")
          .start(() -> {
            try {
              ask();
            } finally {
              asking.set(false);
            }
          });
    }
  }

  private void ask() {
    try {
      Lease lease = access.lease();
      lease.client().raw("/version");
    } catch (KubernetesClientException e) {
      if (e.getCode() == 0) {
        onNone.accept(e);
      }
    } catch (CredentialException e) {
      LOG.debug("No credentials to ask with: {}", e.getMessage());
    }
  }
}
