package dev.culvert.app.start;

import dev.culvert.app.kubeconfig.ConnectRequestSource;
import dev.culvert.app.kubeconfig.CredentialException;
import dev.culvert.app.view.Setting;
import dev.culvert.app.view.Settings;
import dev.culvert.proto.helper.v1.ConnectRequest;
import dev.culvert.proto.helper.v1.Credentials;
import dev.culvert.proto.helper.v1.Overlap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the kubeconfig says of a context, with what the person's settings say of its networks. */
public final class WishedRequests implements ConnectRequestSource {
  private final ConnectRequestSource kubeconfig;

  /** A copy: requests are made on other threads than the settings'. */
  private final Map<String, String> values = new ConcurrentHashMap<>();

  /** Follows the settings from now on. */
  public WishedRequests(ConnectRequestSource kubeconfig, Settings settings) {
    this.kubeconfig = kubeconfig;
    values.putAll(settings.values());
    settings.onChange(key -> values.put(key, settings.get(key, "")));
  }

  @Override
  public ConnectRequest connectRequest(String context, String namespace)
      throws CredentialException {
    return kubeconfig.connectRequest(context, namespace).toBuilder()
        .addAllAlsoRoute(networks("also-route", context))
        .addAllNeverRoute(networks("never-route", context))
        .setOverlap(overlap(context))
        .build();
  }

  private Overlap overlap(String context) {
    Setting setting = Setting.of("context.*.overlap");
    String value = values.getOrDefault("context." + context + ".overlap", setting.otherwise());
    return setting.wrong(value).isEmpty()
        ? Overlap.valueOf("OVERLAP_" + value.toUpperCase(Locale.ROOT))
        : Overlap.OVERLAP_MAP;
  }

  private List<String> networks(String what, String context) {
    String value = values.getOrDefault("context." + context + "." + what, "");
    // A wrong one is named in the settings and in the notices; the right ones still count.
    boolean wrong = !Setting.of("context.*." + what).wrong(value).isEmpty();
    return wrong ? List.of() : Setting.parts(value);
  }

  @Override
  public Credentials freshCredentials(String context) throws CredentialException {
    return kubeconfig.freshCredentials(context);
  }

  @Override
  public boolean supplies() {
    return kubeconfig.supplies();
  }
}
