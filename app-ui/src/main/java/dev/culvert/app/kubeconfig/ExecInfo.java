package dev.culvert.app.kubeconfig;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The {@code ExecCredential} a plug-in gets in {@code KUBERNETES_EXEC_INFO}. */
final class ExecInfo {
  private ExecInfo() {}

  static String json(ExecConfig exec, ClusterEntry cluster, boolean interactive)
      throws CredentialException {
    StringBuilder out = new StringBuilder("{\"kind\":\"ExecCredential\",\"apiVersion\":");
    YamlJson.string(exec.apiVersion(), out);
    out.append(",\"spec\":{\"interactive\":").append(interactive);
    if (exec.provideClusterInfo()) {
      out.append(",\"cluster\":{\"server\":");
      YamlJson.string(cluster.server(), out);
      text(",\"tls-server-name\":", cluster.tlsServerName(), out);
      if (cluster.insecureSkipTlsVerify()) {
        out.append(",\"insecure-skip-tls-verify\":true");
      }
      PemSource authority = cluster.certificateAuthority();
      if (authority != null) {
        byte[] pem = authority.read("the certificate authority of cluster " + cluster.name());
        text(",\"certificate-authority-data\":", Base64.getEncoder().encodeToString(pem), out);
      }
      text(",\"proxy-url\":", cluster.proxyUrl(), out);
      @Nullable String config = cluster.execConfigJson();
      if (config != null) {
        out.append(",\"config\":").append(config);
      }
      out.append('}');
    }
    return out.append("}}").toString();
  }

  private static void text(String field, String value, StringBuilder out) {
    if (!value.isEmpty()) {
      out.append(field);
      YamlJson.string(value, out);
    }
  }
}
