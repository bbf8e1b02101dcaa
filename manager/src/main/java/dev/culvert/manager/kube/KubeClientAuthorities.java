package dev.culvert.manager.kube;

import dev.culvert.core.tunnel.portforward.Pem;
import dev.culvert.manager.auth.ClientAuthorities;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.security.cert.CertificateException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the cluster's client authorities: what the API server itself verifies client certificates
 * with, as it publishes them for extension servers.
 */
public final class KubeClientAuthorities implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KubeClientAuthorities.class);
  private static final String NAMESPACE = "kube-system";
  private static final String NAME = "extension-apiserver-authentication";
  private static final String KEY = "client-ca-file";

  private final ClientAuthorities authorities;
  private final SharedIndexInformer<ConfigMap> informer;

  /** Begins to watch; returns at once. */
  public KubeClientAuthorities(KubernetesClient client, ClientAuthorities authorities) {
    this.authorities = authorities;
    informer = client.configMaps().inNamespace(NAMESPACE).withName(NAME).runnableInformer(0);
    informer.addEventHandler(
        new ResourceEventHandler<>() {
          @Override
          public void onAdd(ConfigMap map) {
            use(map);
          }

          @Override
          public void onUpdate(ConfigMap before, ConfigMap after) {
            use(after);
          }

          @Override
          public void onDelete(ConfigMap map, boolean finalStateUnknown) {
            LOG.warn("ConfigMap {}/{} is gone: client certificates are refused", NAMESPACE, NAME);
            authorities.replace(List.of());
          }
        });
    var _ =
        informer
            .start()
            .whenComplete((ok, failure) -> {
              if (failure != null) {
                LOG.warn(
                    "ConfigMap {}/{} cannot be read, so client certificates are refused; a"
                        + " RoleBinding to the Role extension-apiserver-authentication-reader"
                        + " allows it: {}",
                    NAMESPACE,
                    NAME,
                    failure.getMessage());
              }
            });
  }

  private void use(ConfigMap map) {
    String pem = map.getData() == null ? null : map.getData().get(KEY);
    if (pem == null) {
      LOG.warn("ConfigMap {}/{} has no {}: client certificates are refused", NAMESPACE, NAME, KEY);
      authorities.replace(List.of());
      return;
    }
    try {
      authorities.replace(List.of(Pem.certificates(pem)));
    } catch (CertificateException e) {
      LOG.warn("{} of {}/{} cannot be read: {}", KEY, NAMESPACE, NAME, e.getMessage());
      authorities.replace(List.of());
    }
  }

  @Override
  public void close() {
    informer.close();
  }
}
