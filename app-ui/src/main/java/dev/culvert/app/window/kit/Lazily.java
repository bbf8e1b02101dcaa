package dev.culvert.app.window.kit;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A part that is made when it is first wanted. On JavaFX' thread.
 *
 * @param <T> the part
 */
public final class Lazily<T> {
  private final Supplier<T> maker;
  private @Nullable T made;

  /** Nothing is made yet. */
  public Lazily(Supplier<T> maker) {
    this.maker = maker;
  }

  /** The part, if it was ever wanted. */
  public Optional<T> made() {
    return Optional.ofNullable(made);
  }

  /** The part. */
  public T get() {
    T there = made;
    if (there == null) {
      there = maker.get();
      made = there;
    }
    return there;
  }
}
