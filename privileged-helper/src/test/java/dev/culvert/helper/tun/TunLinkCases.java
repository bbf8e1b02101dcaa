package dev.culvert.helper.tun;

import dev.culvert.helper.testing.InNamespacesOnly;
import java.io.IOException;

/** With what this kernel can do. */
@InNamespacesOnly
final class TunLinkCases extends TunLinkContract {
  TunLinkCases() throws IOException {
    super(true);
  }
}
