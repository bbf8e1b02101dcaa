package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.cluster.Workload;
import dev.culvert.app.helper.AttachClient;
import dev.culvert.proto.attach.v1.AttachRequest;
import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.helper.v1.MountRequest;
import dev.culvert.proto.helper.v1.MountState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Detaching takes effect at once, so that the pods answer again at once; for five seconds it can be
 * taken back, which is to attach to the same again, files included.
 */
public final class TakeBack {
  /** For how long it is offered. */
  public static final Duration OFFERED = Duration.ofSeconds(5);

  /** For how long it is said why it did not work. */
  private static final Duration SAID = Duration.ofSeconds(15);

  private final AttachClient client;
  private final Workbench bench;
  private final ReadOnlyObjectWrapper<@Nullable Offer> offer = new ReadOnlyObjectWrapper<>();

  TakeBack(AttachClient client, Workbench bench) {
    this.client = client;
    this.bench = bench;
  }

  /** What can be taken back, or is being, or could not be; {@code null} when there is nothing. */
  public ReadOnlyObjectProperty<@Nullable Offer> offer() {
    return offer.getReadOnlyProperty();
  }

  /** This was detached; an earlier one can no longer be taken back. */
  void detached(Attachment was, List<MountState> mounts) {
    show(new Offer(was, List.copyOf(mounts), Stage.OFFERED, ""), OFFERED);
  }

  private void show(Offer next, Duration time) {
    offer.set(next);
    bench.later(
        time,
        () ->
            bench.ui(() -> {
              if (next.equals(offer.get())) {
                offer.set(null);
              }
            }));
  }

  /** Takes it back. */
  public void take() {
    Offer now = offer.get();
    if (now == null || now.stage != Stage.OFFERED) {
      return;
    }
    Offer taking = new Offer(now.was, now.mounts, Stage.TAKING, "");
    offer.set(taking);
    var _ =
        client
            .attach(AttachRequest.newBuilder().setSpec(now.was.getSpec()).build(), event -> {})
            .thenCompose(ready -> mount(now.mounts, ready.getAttachment().getId()))
            .whenComplete((_, error) ->
                bench.ui(() -> {
                  if (!taking.equals(offer.get())) {
                    return;
                  }
                  if (error == null) {
                    offer.set(null);
                  } else {
                    show(
                        new Offer(now.was, now.mounts, Stage.FAILED, AttachModel.words(error)),
                        SAID);
                  }
                }));
  }

  private CompletableFuture<Void> mount(List<MountState> mounts, String id) {
    return CompletableFuture.allOf(
        mounts.stream()
            .map(mount ->
                client.mount(
                    MountRequest.newBuilder()
                        .setAttachment(id)
                        .setDirectory(mount.getDirectory())
                        .setReadOnly(mount.getReadOnly())
                        .build()))
            .toArray(CompletableFuture[]::new));
  }

  /** How far it is. */
  public enum Stage {
    /** The person may. */
    OFFERED,
    /** It is attached again. */
    TAKING,
    /** It could not be. */
    FAILED
  }

  /**
   * What can be taken back.
   *
   * @param was the attachment that ended
   * @param mounts its files
   * @param problem why it could not be taken back, or empty
   */
  public record Offer(Attachment was, List<MountState> mounts, Stage stage, String problem) {

    /** Whether it was of this workload. */
    public boolean isOf(Workload.Key key) {
      return AttachmentsModel.isOf(was, key);
    }

    /** In one sentence. */
    public String words() {
      String name = was.getSpec().getWorkload().getName();
      return switch (stage) {
        case OFFERED -> text("takeback.offered", name);
        case TAKING -> text("takeback.taking", name);
        case FAILED -> text("takeback.failed", name, problem);
      };
    }
  }
}
