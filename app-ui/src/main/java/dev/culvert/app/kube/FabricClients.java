package dev.culvert.app.kube;

import dev.culvert.app.kubeconfig.ApiEndpoint;
import dev.culvert.app.kubeconfig.ContextTarget;
import dev.culvert.app.kubeconfig.Credential;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.OAuthTokenProvider;
import java.util.Base64;

/**
 * fabric8 clients from what the kubeconfig says; fabric8's own reading of files is switched off.
 */
final class FabricClients {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int REQUEST_MILLIS = 15_000;

  private FabricClients() {}

  static KubernetesClient open(
      ApiEndpoint endpoint, Credential credential, ContextTarget target, OAuthTokenProvider token) {
    ConfigBuilder config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(endpoint.url().toString())
            .withNamespace(target.namespace())
            .withTrustCerts(endpoint.insecureSkipTlsVerify())
            .withDisableHostnameVerification(endpoint.insecureSkipTlsVerify())
            .withConnectionTimeout(CONNECT_MILLIS)
            .withRequestTimeout(REQUEST_MILLIS)
            // Trying again is the reflectors' business: they tell about it.
            .withRequestRetryBackoffLimit(0);
    if (endpoint.certificateAuthority().length > 0) {
      config.withCaCertData(base64(endpoint.certificateAuthority()));
    }
    if (!endpoint.tlsServerName().isEmpty()) {
      config.withTlsServerName(endpoint.tlsServerName());
    }
    endpoint
        .proxy()
        .ifPresent(
            proxy -> config.withHttpsProxy(proxy.toString()).withHttpProxy(proxy.toString()));
    switch (credential) {
      case Credential.Token _ -> config.withOauthTokenProvider(token);
      case Credential.Certificate c -> {
        config.withClientCertData(base64(c.chain())).withClientKeyData(base64(c.key()));
        config.withClientKeyAlgo(PemKeys.algorithm(c.key()));
      }
    }
    if (!target.impersonateUser().isEmpty()) {
      config
          .withImpersonateUsername(target.impersonateUser())
          .withImpersonateGroups(target.impersonateGroups().toArray(new String[0]));
    }
    return new KubernetesClientBuilder().withConfig(config.build()).build();
  }

  private static String base64(byte[] pem) {
    return Base64.getEncoder().encodeToString(pem);
  }
}
