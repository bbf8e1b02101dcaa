package dev.culvert.helper.host;

import dev.culvert.core.link.ForwardingLink;
import dev.culvert.core.link.Link;
import java.util.concurrent.atomic.AtomicBoolean;

/** A link that tells once that it was closed. */
final class ClosingLink extends ForwardingLink {
  private final Runnable onClose;
  private final AtomicBoolean closed = new AtomicBoolean();

  ClosingLink(Link link, Runnable onClose) {
    super(link);
    this.onClose = onClose;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      super.close();
      onClose.run();
    }
  }
}
