package dev.culvert.helper.tun;

import dev.culvert.helper.testing.InNamespacesOnly;
import java.io.IOException;

/** The same on a kernel that has no offload. */
@InNamespacesOnly
final class TunLinkWithoutOffloadCases extends TunLinkContract {
  TunLinkWithoutOffloadCases() throws IOException {
    super(false);
  }
}
