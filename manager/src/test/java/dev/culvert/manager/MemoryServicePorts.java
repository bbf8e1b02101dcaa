package dev.culvert.manager;

import dev.culvert.manager.attach.Doors;
import dev.culvert.manager.attach.PodView;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicInteger;

/** One Service, which leads to every port of the pods that it is given. */
final class MemoryDoors implements Doors {
  /** The UIDs behind it; nobody: there is no Service. */
  final Set<String> pods = new CopyOnWriteArraySet<>();

  /** Where it leads; 0 to the application. */
  final AtomicInteger leadsTo = new AtomicInteger();

  @Override
  public List<Door> leadingTo(PodView pod, int target, boolean udp) {
    return pods.isEmpty() ? List.of() : List.of(new Door("shop", "orders", 80, udp, false, pods));
  }

  @Override
  public Optional<String> move(Door door, int to, boolean dryRun) {
    if (!dryRun) {
      leadsTo.set(to);
    }
    return Optional.empty();
  }

  @Override
  public void restore(Door door) {
    leadsTo.set(0);
  }

  @Override
  public void restoreAll() {
    leadsTo.set(0);
  }
}
