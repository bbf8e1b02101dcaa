package dev.culvert.app.cluster;

/** Something that is heard until it is closed. Closing twice is fine. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
  @Override
  void close();
}
