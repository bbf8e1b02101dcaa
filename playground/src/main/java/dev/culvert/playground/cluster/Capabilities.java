package dev.culvert.playground.cluster;

import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What root in a container may, as container runtimes have it. Pure. */
final class Capabilities {
  private static final Set<String> USUAL =
      Set.of(
          "chown",
          "dac_override",
          "fowner",
          "fsetid",
          "kill",
          "setgid",
          "setuid",
          "setpcap",
          "net_bind_service",
          "net_raw",
          "sys_chroot",
          "mknod",
          "audit_write",
          "setfcap");

  private Capabilities() {}

  /** Small letters, without "CAP_". */
  static Set<String> of(@Nullable SecurityContext context) {
    Set<String> all = new TreeSet<>(USUAL);
    if (context != null && context.getCapabilities() != null) {
      for (String each : context.getCapabilities().getDrop()) {
        if (each.equals("ALL")) {
          all.clear();
        } else {
          all.remove(each.toLowerCase(Locale.ROOT));
        }
      }
      context.getCapabilities().getAdd().forEach(each -> all.add(each.toLowerCase(Locale.ROOT)));
    }
    return all;
  }
}
