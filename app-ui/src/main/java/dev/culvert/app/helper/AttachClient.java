package dev.culvert.app.helper;

import dev.culvert.app.cluster.Subscription;
import dev.culvert.proto.attach.v1.AttachEvent;
import dev.culvert.proto.attach.v1.AttachRequest;
import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Environment;
import dev.culvert.proto.attach.v1.MatchRequest;
import dev.culvert.proto.attach.v1.MatchVerdict;
import dev.culvert.proto.attach.v1.Plan;
import dev.culvert.proto.attach.v1.Ready;
import dev.culvert.proto.helper.v1.LocalAttachments;
import dev.culvert.proto.helper.v1.MountRequest;
import dev.culvert.proto.helper.v1.MountState;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Attachments to workloads, by the helper. Listeners run on the helper client's thread. Futures
 * fail with a {@link HelperException}.
 */
public interface AttachClient {

  /** What attaching would do; nothing is changed. */
  CompletableFuture<Plan> prepare(AttachSpec spec);

  /**
   * Attaches; completes when it is in place. Cancelling takes it back.
   *
   * @param events each step, the plan first
   */
  CompletableFuture<Ready> attach(AttachRequest request, Consumer<AttachEvent> events);

  /** All attachments that may be seen, and this computer's mounts, whole each time. */
  Subscription watch(Consumer<LocalAttachments> listener);

  /** Ends an own one. */
  CompletableFuture<Void> detach(String id);

  /** Ends somebody else's. */
  CompletableFuture<Void> revoke(String id);

  /** Which attachment would take a request. */
  CompletableFuture<MatchVerdict> match(MatchRequest request);

  /** The target's variables. */
  CompletableFuture<Environment> environment(String id);

  /** Mounts the files; completes when they are there. */
  CompletableFuture<MountState> mount(MountRequest request);

  /** Unmounts. */
  CompletableFuture<Void> unmount(String directory);

  /** SFTP with a pod of the attachment; blocking. */
  Files files(String attachment, boolean readOnly);

  /** Bytes both ways. */
  interface Files extends AutoCloseable {
    InputStream input();

    OutputStream output();

    @Override
    void close();
  }
}
