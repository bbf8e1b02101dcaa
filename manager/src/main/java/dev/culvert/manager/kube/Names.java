package dev.culvert.manager.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an informer keeps of objects whose facts somebody else has taken: enough to know them again.
 * Ten thousand whole pods would be some hundred megabytes.
 */
final class Names<T extends HasMetadata> extends BasicItemStore<T> {
  private final Supplier<T> empty;

  /**
   * @param empty an object of the kind
   */
  Names(Supplier<T> empty) {
    super(Cache::metaNamespaceKeyFunc);
    this.empty = empty;
  }

  @Override
  public @Nullable T put(String key, T object) {
    T name = empty.get();
    name.setMetadata(
        new ObjectMetaBuilder()
            .withName(object.getMetadata().getName())
            .withNamespace(object.getMetadata().getNamespace())
            .withUid(object.getMetadata().getUid())
            .withResourceVersion(object.getMetadata().getResourceVersion())
            .build());
    return super.put(key, name);
  }

  /** Informers look at it before they hand out what is stored. */
  @Override
  public boolean isFullState() {
    return false;
  }
}
