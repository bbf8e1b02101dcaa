package dev.culvert.helper.tun;

import java.io.IOException;

/** With what this kernel can do. */
final class TunLinkCases extends TunLinkContract {
  TunLinkCases() throws IOException {
    super(true);
  }
}
