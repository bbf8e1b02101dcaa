package dev.culvert.helper.mount;

import dev.culvert.core.tunnel.AttachmentCalls;
import dev.culvert.core.tunnel.ManagerSession;
import dev.culvert.helper.process.Processes;
import dev.culvert.helper.session.SessionUser;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mounts of attachments' files. Each is an sshfs that runs as the user who asked; it follows
 * the workload: when a pod or the tunnel goes, it is mounted anew. Thread-safe; mounting blocks.
 */
public final class Mounts implements SessionUser {
  private static final Logger LOG = LoggerFactory.getLogger(Mounts.class);
  private static final Duration APPEAR = Duration.ofSeconds(15);
  private static final long AGAIN_MILLIS = 500;

  private static final List<String> PLACES =
      List.of("/usr/bin/sshfs", "/usr/local/bin/sshfs", "/bin/sshfs");

  private final ScheduledExecutorService timers;
  private final List<String> places;
  private final Map<Path, Wanted> mounts = new LinkedHashMap<>();
  private Optional<Now> now = Optional.empty();

  private record Now(ManagerSession session, EventLoop loop) {}

  /**
   * What somebody wants mounted.
   *
   * @param uid who asked; sshfs runs as this user
   * @param remote path in the container; empty: all of it
   */
  public record Request(
      String attachment, Path directory, boolean readOnly, String remote, long uid, long gid) {}

  /** A mount as it is. */
  public record State(Request request, boolean mounted, String detail) {}

  private static final class Wanted {
    private final Request request;
    private Optional<SshfsMount> current = Optional.empty();
    private String detail = "";
    private boolean made;

    Wanted(Request request) {
      this.request = request;
    }
  }

  /**
   * @param timers for mounting anew
   */
  public Mounts(ScheduledExecutorService timers) {
    this(timers, PLACES);
  }

  /** With sshfs in one of these places. */
  Mounts(ScheduledExecutorService timers, List<String> places) {
    this.timers = timers;
    this.places = List.copyOf(places);
  }

  /** sshfs is not on this computer. */
  public static final class Missing extends IOException {
    private static final long serialVersionUID = 1L;

    Missing() {
      super(
          "sshfs is not installed (Debian and Ubuntu: apt-get install sshfs; Fedora: dnf install"
              + " fuse-sshfs). Without it the files can still be listed and fetched: culvert"
              + " files");
    }
  }

  /**
   * Mounts; returns when the mount is there.
   *
   * @throws Missing without sshfs
   * @throws IOException with what is wrong
   */
  public State mount(Request request) throws IOException {
    Wanted wanted = new Wanted(request);
    synchronized (this) {
      if (mounts.putIfAbsent(request.directory(), wanted) != null) {
        throw new IOException(request.directory() + " is mounted already");
      }
    }
    try {
      sshfs();
      prepare(wanted);
      start(wanted);
      awaitMounted(wanted);
      return new State(request, true, "");
    } catch (IOException | RuntimeException e) {
      unmount(request.directory());
      throw e;
    }
  }

  private Path sshfs() throws IOException {
    try {
      return Processes.find(places.toArray(String[]::new));
    } catch (IOException e) {
      Missing missing = new Missing();
      missing.initCause(e);
      throw missing;
    }
  }

  /** As the user: root must not make or look into what a user named. */
  private static void prepare(Wanted wanted) throws IOException {
    Request request = wanted.request;
    String directory = request.directory().toString();
    Processes.Result result =
        Processes.run(
            Processes.asUser(
                request.uid(),
                request.gid(),
                List.of(
                    "/bin/sh",
                    "-c",
                    "if [ -d \"$1\" ]; then [ -z \"$(ls -A \"$1\")\" ] || { echo \"$1 is not"
                        + " empty\" >&2; exit 1; }; else mkdir -p \"$1\" && echo made; fi",
                    "sh",
                    directory)),
            Duration.ofSeconds(5));
    if (result.exitCode() != 0) {
      throw new IOException(result.error().strip());
    }
    wanted.made = result.output().contains("made");
  }

  /** The lock is not held while sshfs is started: the session's loop takes it, too. */
  private void start(Wanted wanted) throws IOException {
    Request request = wanted.request;
    List<String> sshfs =
        List.of(
            sshfs().toString(),
            "culvert:" + (request.remote().isEmpty() ? "/" : request.remote()),
            request.directory().toString(),
            "-f",
            "-o",
            "passive,fsname=culvert-"
                + request.attachment()
                + ",auto_unmount,max_conns=1"
                + (request.readOnly() ? ",ro" : ""));
    SshfsMount mount;
    synchronized (this) {
      Now session = now.orElseThrow(() -> new IOException("not connected"));
      if (mounts.get(request.directory()) != wanted || wanted.current.isPresent()) {
        return;
      }
      AttachmentCalls calls = session.session().attachments();
      mount =
          new SshfsMount(
              Processes.asUser(request.uid(), request.gid(), sshfs),
              session.loop(),
              listener -> calls.files(request.attachment(), request.readOnly(), listener),
              why -> ended(wanted, why));
      wanted.current = Optional.of(mount);
      wanted.detail = "";
    }
    try {
      mount.begin();
    } catch (IOException e) {
      synchronized (this) {
        wanted.current = Optional.empty();
      }
      throw e;
    }
  }

  private void ended(Wanted wanted, String why) {
    synchronized (this) {
      wanted.current = Optional.empty();
      wanted.detail = why;
      if (mounts.get(wanted.request.directory()) != wanted) {
        return;
      }
    }
    LOG.info("the mount at {} ended, and is made anew: {}", wanted.request.directory(), why);
    again(wanted);
  }

  private void again(Wanted wanted) {
    var _ =
        timers.schedule(
            () -> Thread.ofVirtual().start(() -> remount(wanted)),
            AGAIN_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  private void remount(Wanted wanted) {
    synchronized (this) {
      if (mounts.get(wanted.request.directory()) != wanted
          || wanted.current.isPresent()
          || now.isEmpty()) {
        return;
      }
    }
    try {
      if (mounted(wanted.request.directory())) {
        // The one before has not let go yet.
        release(wanted.request);
      }
      start(wanted);
    } catch (IOException e) {
      synchronized (this) {
        wanted.detail = String.valueOf(e.getMessage());
      }
      again(wanted);
    }
  }

  private void awaitMounted(Wanted wanted) throws IOException {
    long deadline = System.nanoTime() + APPEAR.toNanos();
    while (!mounted(wanted.request.directory())) {
      synchronized (this) {
        if (wanted.current.isEmpty() && !wanted.detail.isEmpty()) {
          throw new IOException("sshfs did not mount: " + wanted.detail);
        }
      }
      if (System.nanoTime() > deadline) {
        throw new IOException("sshfs did not mount within " + APPEAR.toSeconds() + " s");
      }
      try {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  /** As the kernel tells; the mount itself is not touched, because it may hang. */
  static boolean mounted(Path directory) throws IOException {
    String wanted = " " + directory.toString().replace(" ", "\\040") + " ";
    return Files.readString(Path.of("/proc/self/mountinfo"))
        .lines()
        .anyMatch(line -> line.contains(wanted) && line.contains(" fuse"));
  }

  /** Unmounts; fine when it is not there. */
  public void unmount(Path directory) throws IOException {
    Wanted wanted;
    Optional<SshfsMount> running;
    synchronized (this) {
      wanted = mounts.remove(directory);
      if (wanted == null) {
        return;
      }
      running = wanted.current;
      wanted.current = Optional.empty();
    }
    if (mounted(directory)) {
      release(wanted.request);
    }
    running.ifPresent(SshfsMount::stop);
    running.ifPresent(Mounts::awaitEnd);
    if (wanted.made) {
      var _ =
          Processes.run(
              Processes.asUser(
                  wanted.request.uid(),
                  wanted.request.gid(),
                  List.of("/bin/rmdir", "--ignore-fail-on-non-empty", directory.toString())),
              Duration.ofSeconds(5));
    }
  }

  /** By fusermount as the user; lazily, so that a program that stands in it does not keep it. */
  private static void release(Request request) throws IOException {
    Path fusermount =
        Processes.find("/usr/bin/fusermount3", "/bin/fusermount3", "/usr/bin/fusermount");
    Processes.Result result =
        Processes.run(
            Processes.asUser(
                request.uid(),
                request.gid(),
                List.of(fusermount.toString(), "-u", "-z", request.directory().toString())),
            Duration.ofSeconds(5));
    if (result.exitCode() != 0) {
      LOG.info("{}: {}", request.directory(), result.error().strip());
    }
  }

  private static void awaitEnd(SshfsMount mount) {
    try {
      mount.awaitEnd();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** All of them. */
  public synchronized List<State> states() {
    List<State> states = new ArrayList<>();
    for (Wanted wanted : mounts.values()) {
      states.add(new State(wanted.request, wanted.current.isPresent(), wanted.detail));
    }
    return states;
  }

  /** Ends those of attachments that are gone. */
  public void keepOnly(java.util.Set<String> attachments) {
    for (State state : states()) {
      if (!attachments.contains(state.request().attachment())) {
        quietly(state.request().directory());
      }
    }
  }

  private void quietly(Path directory) {
    try {
      unmount(directory);
    } catch (IOException e) {
      LOG.warn("{} could not be unmounted: {}", directory, e.getMessage());
    }
  }

  @Override
  public void use(ManagerSession session, EventLoop loop) {
    List<Wanted> all;
    synchronized (this) {
      now = Optional.of(new Now(session, loop));
      all = List.copyOf(mounts.values());
    }
    all.forEach(this::again);
  }

  @Override
  public synchronized void pause() {
    now = Optional.empty();
  }

  @Override
  public void end() {
    List<Path> all;
    synchronized (this) {
      all = List.copyOf(mounts.keySet());
    }
    Iterator<Path> each = all.reversed().iterator();
    while (each.hasNext()) {
      quietly(each.next());
    }
    pause();
  }
}
