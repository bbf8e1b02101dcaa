package dev.culvert.manager.attach;

import dev.culvert.manager.session.Session;
import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.attach.v1.AttachmentList;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who looks at attachments, each told those of namespaces in which the account may read pods.
 * Thread-safe.
 */
final class Watches {
  private static final Logger LOG = LoggerFactory.getLogger(Watches.class);

  private final Workloads workloads;
  private final Executor blocking;
  private final Function<Session, List<Attachment>> all;
  private final List<Watch> watches = new CopyOnWriteArrayList<>();

  private record Watch(
      Session session,
      Consumer<AttachmentList> to,
      Map<String, Boolean> mayRead,
      AtomicBoolean pending) {}

  Watches(Workloads workloads, Executor blocking, Function<Session, List<Attachment>> all) {
    this.workloads = workloads;
    this.blocking = blocking;
    this.all = all;
  }

  AutoCloseable add(Session session, Consumer<AttachmentList> to) {
    Watch watch = new Watch(session, to, new ConcurrentHashMap<>(), new AtomicBoolean());
    watches.add(watch);
    show(watch);
    return () -> watches.remove(watch);
  }

  /** Something may be different. */
  void changed() {
    watches.forEach(this::show);
  }

  /** Of several changes at once, the last is told. */
  private void show(Watch watch) {
    if (watch.pending().compareAndSet(false, true)) {
      blocking.execute(() -> {
        synchronized (watch) {
          watch.pending().set(false);
          AttachmentList.Builder list = AttachmentList.newBuilder();
          for (Attachment each : all.apply(watch.session())) {
            if (each.getMine() || mayRead(watch, each.getSpec().getWorkload().getNamespace())) {
              list.addAttachments(each);
            }
          }
          watch.to().accept(list.build());
        }
      });
    }
  }

  private boolean mayRead(Watch watch, String namespace) {
    Boolean known = watch.mayRead().get(namespace);
    if (known != null) {
      return known;
    }
    try {
      boolean may =
          workloads
              .missingRight(watch.session().identity(), namespace, "get", "pods", "")
              .isEmpty();
      watch.mayRead().put(namespace, may);
      return may;
    } catch (IOException e) {
      LOG.warn("rights could not be asked for: {}", e.getMessage());
      return false;
    }
  }
}
