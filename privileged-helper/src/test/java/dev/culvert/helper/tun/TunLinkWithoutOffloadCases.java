package dev.culvert.helper.tun;

import java.io.IOException;

/** The same on a kernel that has no offload. */
final class TunLinkWithoutOffloadCases extends TunLinkContract {
  TunLinkWithoutOffloadCases() throws IOException {
    super(false);
  }
}
