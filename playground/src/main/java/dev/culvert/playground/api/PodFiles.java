package dev.culvert.playground.api;

import dev.culvert.playground.machine.Namespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where running pods have their network, as files that the node's side writes and the API server's
 * process reads: one per pod, with the name of its namespace. Any thread.
 */
public final class PodFiles implements PodNetwork {
  private final Path folder;
  private final Map<String, Namespace> entered = new ConcurrentHashMap<>();

  /** Reads and writes in this folder, which exists. */
  public PodFiles(Path folder) {
    this.folder = folder;
  }

  /** A pod's network is there. */
  public void put(String namespace, String pod, Namespace network) {
    Path file = file(namespace, pod);
    Path fresh = folder.resolve("." + file.getFileName());
    try {
      Files.writeString(fresh, network.name());
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A pod's network goes. */
  public void remove(String namespace, String pod) {
    try {
      Files.deleteIfExists(file(namespace, pod));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<Namespace> find(String namespace, String pod) {
    if (!isName(namespace + "_" + pod)) {
      return Optional.empty();
    }
    Path file = file(namespace, pod);
    try {
      String name = Files.readString(file);
      return Optional.of(
          entered.compute(
              file.getFileName().toString(),
              (key, known) ->
                  known != null && known.name().equals(name) ? known : replaced(known, name)));
    } catch (NoSuchFileException e) {
      Namespace gone = entered.remove(file.getFileName().toString());
      if (gone != null) {
        gone.close();
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Namespace replaced(
      @org.jspecify.annotations.Nullable Namespace before, String name) {
    if (before != null) {
      before.close();
    }
    return new Namespace(name);
  }

  /** What a path may be made of; a request may ask for anything. */
  private static boolean isName(String name) {
    return name.matches("[a-z0-9][a-z0-9._-]*");
  }

  private Path file(String namespace, String pod) {
    String name = namespace + "_" + pod;
    if (!isName(name)) {
      throw new IllegalArgumentException("not the name of a pod: " + namespace + "/" + pod);
    }
    return folder.resolve(name);
  }
}
