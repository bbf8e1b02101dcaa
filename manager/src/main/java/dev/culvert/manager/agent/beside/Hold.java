package dev.culvert.manager.agent.beside;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Makes the application stand still, and go on: none of its threads runs meanwhile, and it sees
 * nothing of it but the time. The threads are held by one thread of the agent; when it ends, or the
 * agent does, the kernel lets them go on. One caller at a time; blocks.
 */
public final class Hold implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int LOOK_MILLIS = 2;

  private final int target;
  private Optional<Holder> holder = Optional.empty();

  /**
   * @param target the application's first process
   */
  public Hold(long target) {
    this.target = Math.toIntExact(target);
  }

  /**
   * Returns when everything of the application stands still.
   *
   * @throws IOException it cannot be held, and runs on
   */
  public synchronized void take() throws IOException {
    if (holder.isPresent()) {
      return;
    }
    Holder taken = new Holder(target);
    try {
      taken.begin();
    } catch (IOException e) {
      taken.end();
      throw e;
    }
    holder = Optional.of(taken);
  }

  /** Returns when the application runs again. */
  public synchronized void letGo() {
    holder.ifPresent(Holder::end);
    holder = Optional.empty();
  }

  @Override
  public void close() {
    letGo();
  }

  /**
   * The thread that holds: ptrace(2) binds what is held to the thread that asked, not to its
   * process.
   */
  private static final class Holder {
    private final int target;
    private final CountDownLatch enough = new CountDownLatch(1);
    private final CompletableFuture<Void> held = new CompletableFuture<>();
    private final Thread thread =
        Thread.ofPlatform().name("culvert-hold").daemon().unstarted(this::run);

    Holder(int target) {
      this.target = target;
    }

    void begin() throws IOException {
      thread.start();
      try {
        held.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      } catch (java.util.concurrent.ExecutionException e) {
        throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
      }
    }

    void end() {
      enough.countDown();
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void run() {
      try {
        stopAll();
        held.complete(null);
        enough.await();
      } catch (IOException | RuntimeException e) {
        held.completeExceptionally(e);
      } catch (InterruptedException e) {
        held.completeExceptionally(new IOException("interrupted", e));
      }
    }

    /** Until a look finds nothing that is new and nothing that still runs. */
    private void stopAll() throws IOException, InterruptedException {
      Set<Integer> seized = new HashSet<>();
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (true) {
        boolean still = true;
        for (Task task : tasks(target)) {
          if (!seized.contains(task.id())) {
            if (stop(task)) {
              seized.add(task.id());
            }
            still = false;
          }
          still &= !task.runs();
        }
        if (still) {
          return;
        }
        if (System.nanoTime() > deadline) {
          throw new IOException(
              "the application does not stand still within " + PATIENCE.toSeconds() + " s");
        }
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
    }
  }

  private static boolean stop(Task task) throws IOException {
    try {
      return Ptrace.stop(task.id());
    } catch (IOException e) {
      // The kernel refuses in the same way what is just ending.
      if (stat(task.file()).map(Task::letter).filter(Hold::alive).isEmpty()) {
        return false;
      }
      throw e;
    }
  }

  private static boolean alive(char state) {
    return state != 'Z' && state != 'X';
  }

  /** A thread, with its state as proc_pid_stat(5) has it. */
  private record Task(int id, Path file, char state) {
    /** D, in the kernel and not to be disturbed, is held as soon as it comes out. */
    boolean runs() {
      return state == 'R' || state == 'S';
    }

    static char letter(List<String> fields) {
      return fields.getFirst().charAt(0);
    }
  }

  /** Of the process and all that it has started; not what came into its container from outside. */
  private static List<Task> tasks(int first) throws IOException {
    Map<Integer, List<Integer>> children = new HashMap<>();
    for (int process : numbers(Path.of("/proc"))) {
      stat(Path.of("/proc", Integer.toString(process), "stat"))
          .ifPresent(fields ->
              children
                  .computeIfAbsent(Integer.parseInt(fields.get(1)), parent -> new ArrayList<>())
                  .add(process));
    }
    List<Task> all = new ArrayList<>();
    List<Integer> family = new ArrayList<>(List.of(first));
    for (int i = 0; i < family.size(); i++) {
      int process = family.get(i);
      family.addAll(children.getOrDefault(process, List.of()));
      Path folder = Path.of("/proc", Integer.toString(process), "task");
      for (int thread : numbers(folder)) {
        Path file = folder.resolve(Integer.toString(thread)).resolve("stat");
        stat(file)
            .map(Task::letter)
            .filter(Hold::alive)
            .ifPresent(state -> all.add(new Task(thread, file, state)));
      }
    }
    return all;
  }

  private static List<Integer> numbers(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .map(each -> String.valueOf(each.getFileName()))
          .filter(name -> name.matches("[0-9]+"))
          .map(Integer::valueOf)
          .toList();
    } catch (java.nio.file.NoSuchFileException | java.nio.file.NotDirectoryException e) {
      return List.of();
    }
  }

  /** State, parent and what follows; empty when it has ended. */
  private static Optional<List<String>> stat(Path file) {
    try {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      // The name before may hold anything, also blanks and brackets.
      return Optional.of(List.of(text.substring(text.lastIndexOf(')') + 2).split(" ", -1)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
