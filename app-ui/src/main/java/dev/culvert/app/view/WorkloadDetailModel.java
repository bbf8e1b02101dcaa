package dev.culvert.app.view;

import dev.culvert.app.cluster.ClusterWatch;
import dev.culvert.app.cluster.Right;
import dev.culvert.app.cluster.Workload;
import dev.culvert.app.cluster.WorkloadDetail;
import dev.culvert.app.cluster.WorkloadDetail.SecretKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/**
 * The one workload that is looked at closely. Read when it is chosen and every few seconds while it
 * stays so. A Secret's value is read when a person asks for it and forgotten when they look away.
 */
public final class WorkloadDetailModel {
  private static final Duration AGAIN = Duration.ofSeconds(5);

  private final Supplier<@Nullable ClusterWatch> watch;
  private final Workbench bench;
  private final ReadOnlyObjectWrapper<Shown> shown = new ReadOnlyObjectWrapper<>(Shown.NONE);
  private int looks;

  WorkloadDetailModel(Supplier<@Nullable ClusterWatch> watch, Workbench bench) {
    this.watch = watch;
    this.bench = bench;
  }

  /** What is known of it. */
  public ReadOnlyObjectProperty<Shown> shown() {
    return shown.getReadOnlyProperty();
  }

  /** Looks at this one from now on, or at none. */
  void look(Workload.@Nullable Key key) {
    if (key != null && key.equals(shown.get().key)) {
      return;
    }
    int mine = ++looks;
    shown.set(new Shown(key, null, "", Map.of(), ""));
    ClusterWatch cluster = watch.get();
    if (key == null || cluster == null) {
      return;
    }
    read(mine, cluster, key);
    var _ =
        cluster
            .may(Right.READ_SECRETS, key.namespace())
            .whenComplete((why, error) ->
                bench.ui(() -> {
                  if (mine == looks && why != null) {
                    shown.set(shown.get().secrets(why.orElse("")));
                  }
                }));
  }

  private void read(int mine, ClusterWatch cluster, Workload.Key key) {
    var _ =
        cluster
            .look(key)
            .whenComplete((detail, error) ->
                bench.ui(() -> {
                  if (mine != looks) {
                    return;
                  }
                  if (detail != null) {
                    if (!detail.equals(shown.get().detail)) {
                      shown.set(shown.get().detail(detail));
                    }
                  } else {
                    shown.set(shown.get().problem(words(error)));
                  }
                  bench.later(
                      AGAIN,
                      () ->
                          bench.ui(() -> {
                            if (mine == looks) {
                              read(mine, cluster, key);
                            }
                          }));
                }));
  }

  /** Reads a Secret's value; a second time hides it. */
  public void reveal(SecretKey secret) {
    int mine = looks;
    ClusterWatch cluster = watch.get();
    if (shown.get().revealed.containsKey(secret)) {
      shown.set(shown.get().value(secret, null));
    } else if (cluster != null) {
      var _ =
          cluster
              .reveal(secret)
              .whenComplete((value, error) ->
                  bench.ui(() -> {
                    if (mine == looks) {
                      shown.set(
                          value != null
                              ? shown.get().value(secret, value)
                              : shown.get().secrets(words(error)));
                    }
                  }));
    }
  }

  private static String words(@Nullable Throwable error) {
    Throwable cause =
        error instanceof CompletionException c && c.getCause() != null ? c.getCause() : error;
    return cause == null || cause.getMessage() == null ? "" : cause.getMessage();
  }

  /**
   * What is known.
   *
   * @param detail {@code null} while it is being read
   * @param problem why it could not be read, or empty
   * @param revealed values of Secrets that were asked for
   * @param secretsOff why Secrets cannot be shown, or empty
   */
  public record Shown(
      Workload.@Nullable Key key,
      @Nullable WorkloadDetail detail,
      String problem,
      Map<SecretKey, String> revealed,
      String secretsOff) {
    static final Shown NONE = new Shown(null, null, "", Map.of(), "");

    Shown detail(WorkloadDetail next) {
      return new Shown(key, next, "", revealed, secretsOff);
    }

    Shown problem(String next) {
      return new Shown(key, detail, next, revealed, secretsOff);
    }

    Shown secrets(String off) {
      return new Shown(key, detail, problem, revealed, off);
    }

    Shown value(SecretKey secret, @Nullable String value) {
      Map<SecretKey, String> next = new HashMap<>(revealed);
      if (value == null) {
        next.remove(secret);
      } else {
        next.put(secret, value);
      }
      return new Shown(key, detail, problem, Map.copyOf(next), secretsOff);
    }
  }
}
