package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.cluster.ClusterWatch;
import dev.culvert.app.cluster.ClusterWatch.NamespaceCount;
import dev.culvert.app.cluster.Contexts;
import dev.culvert.app.cluster.Workload;
import dev.culvert.app.cluster.WorkloadDetail;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;

/**
 * The cluster that is looked at: its namespaces, which of them were chosen, and its workloads.
 * Looking changes nothing on this computer; it begins with a connection or when the person asks.
 */
public final class ClusterModel implements AutoCloseable {
  /** Without a choice and with {@code default} as the context's namespace, so many are shown. */
  private static final int FIRST_CHOICE = 8;

  private static final Set<String> SYSTEM = Set.of("kube-system", "kube-public", "kube-node-lease");

  private final Contexts contexts;
  private final Settings settings;
  private final Workbench bench;
  private final WorkloadsModel workloads;
  private final WorkloadDetailModel detail;
  private final ReadOnlyObjectWrapper<List<NamespaceItem>> namespaces =
      new ReadOnlyObjectWrapper<>(List.of());
  private final ReadOnlyObjectWrapper<String> looking = new ReadOnlyObjectWrapper<>("");
  private final StringProperty search = new SimpleStringProperty("");

  private List<NamespaceCount> known = List.of();
  private Set<String> chosen = Set.of();
  private boolean chosenByPerson;
  private String home = "default";
  private @Nullable ClusterWatch watch;
  private final AtomicInteger generations = new AtomicInteger();

  ClusterModel(Contexts contexts, Settings settings, Workbench bench) {
    this.contexts = contexts;
    this.settings = settings;
    this.bench = bench;
    this.workloads = new WorkloadsModel(settings, bench, this::retry);
    this.detail = new WorkloadDetailModel(() -> watch, bench);
    workloads.selected().addListener((o, was, is) -> detail.look(is));
    search.addListener((o, was, is) -> publish());
  }

  /** The workloads of the chosen namespaces. */
  public WorkloadsModel workloads() {
    return workloads;
  }

  /** The workload that is looked at closely. */
  public WorkloadDetailModel detail() {
    return detail;
  }

  /** The pods of the workload that is looked at, by its first port; none without one. */
  List<SpeedTarget> podsLookedAt() {
    WorkloadDetailModel.Shown shown = detail.shown().get();
    Optional<Workload.Port> port =
        workloads.known().stream()
            .filter(each -> each.key().equals(shown.key()))
            .flatMap(each -> each.ports().stream())
            .filter(each -> each.protocol().equals("TCP"))
            .findFirst();
    WorkloadDetail known = shown.detail();
    if (known == null || port.isEmpty()) {
      return List.of();
    }
    int number = port.orElseThrow().number();
    return known.pods().items().stream()
        .filter(pod -> !pod.address().isEmpty())
        .map(pod -> SpeedTarget.of(pod.name() + ":" + number, pod.address(), number))
        .toList();
  }

  /** Favourites first, then by name, as far as the search lets through. */
  public ReadOnlyObjectProperty<List<NamespaceItem>> namespaces() {
    return namespaces.getReadOnlyProperty();
  }

  /** The context that is looked at; empty when none is. */
  public ReadOnlyObjectProperty<String> looking() {
    return looking.getReadOnlyProperty();
  }

  /** A part of the names of namespaces to show. */
  public StringProperty search() {
    return search;
  }

  /** How many namespaces there are, searched or not. */
  public int namespaceCount() {
    return known.size();
  }

  /** The chosen namespaces, sorted. */
  public Set<String> chosen() {
    return new TreeSet<>(chosen);
  }

  /** Looks at a context's cluster, unless it does so already. */
  void look(String context) {
    if (looking.get().equals(context)) {
      return;
    }
    end();
    int mine = generations.get();
    home =
        contexts.list().stream()
            .filter(c -> c.name().equals(context))
            .map(c -> c.namespace())
            .findFirst()
            .orElse("default");
    chosenByPerson = settings.has("namespaces." + context);
    chosen = chosenByPerson ? settings.names("namespaces." + context) : Set.of(home);
    looking.set(context);
    workloads.begin(context, chosen);
    // A kubeconfig may have to run a credential plug-in: never on the user interface's thread.
    bench.work(() -> {
      try {
        ClusterWatch fresh = contexts.watch(context);
        bench.ui(() -> opened(mine, fresh));
      } catch (IllegalArgumentException e) {
        bench.ui(() -> {
          if (mine == generations.get()) {
            workloads.onStatus(
                new ClusterWatch.Status.Failed(
                    String.valueOf(e.getMessage()), text("cluster.fix-kubeconfig")));
          }
        });
      }
    });
  }

  private void opened(int mine, ClusterWatch fresh) {
    if (mine != generations.get()) {
      bench.work(fresh::close);
      return;
    }
    watch = fresh;
    Set<String> first = Set.copyOf(chosen);
    bench.work(() -> {
      fresh.follow(first);
      fresh.start(new Ear(mine));
    });
  }

  /** Looks at nothing. */
  void end() {
    generations.incrementAndGet();
    ClusterWatch old = watch;
    watch = null;
    if (old != null) {
      bench.work(old::close);
    }
    looking.set("");
    known = List.of();
    chosen = Set.of();
    workloads.end();
    publish();
  }

  /** Chooses a namespace, or takes it away. */
  public void choose(String namespace, boolean on) {
    Set<String> next = new LinkedHashSet<>(chosen);
    if (on ? next.add(namespace) : next.remove(namespace)) {
      chosenByPerson = true;
      settings.names("namespaces." + looking.get(), next);
      follow(next);
    }
  }

  /** Chooses this namespace alone. */
  public void chooseOnly(String namespace) {
    chosenByPerson = true;
    settings.names("namespaces." + looking.get(), Set.of(namespace));
    follow(Set.of(namespace));
  }

  /** Marks a namespace, so that it stands first. */
  public void favourite(String namespace, boolean on) {
    String key = "favourites." + looking.get();
    Set<String> next = new LinkedHashSet<>(settings.names(key));
    if (on ? next.add(namespace) : next.remove(namespace)) {
      settings.names(key, next);
      publish();
    }
  }

  /** Tries again now what was lost or refused. */
  public void retry() {
    ClusterWatch now = watch;
    if (now != null) {
      bench.work(now::retry);
    }
  }

  /** The namespace to connect: the context's own, or the first chosen when that is not shown. */
  String connectNamespace() {
    return chosen.contains(home) || chosen.isEmpty() ? home : chosen.iterator().next();
  }

  private void follow(Set<String> next) {
    chosen = next;
    workloads.follow(next);
    ClusterWatch now = watch;
    if (now != null) {
      Set<String> copy = Set.copyOf(next);
      bench.work(() -> now.follow(copy));
    }
    publish();
  }

  private void onNamespaces(List<NamespaceCount> next) {
    known = next;
    if (!chosenByPerson && home.equals("default") && chosen.equals(Set.of("default"))) {
      Set<String> first = new LinkedHashSet<>();
      next.stream()
          .map(NamespaceCount::name)
          .filter(name -> !SYSTEM.contains(name))
          .limit(FIRST_CHOICE)
          .forEach(first::add);
      if (!first.isEmpty()) {
        chosenByPerson = true;
        follow(first);
        return;
      }
    }
    publish();
  }

  private void publish() {
    Set<String> favourites = settings.names("favourites." + looking.get());
    String part = search.get().trim();
    namespaces.set(
        known.stream()
            .filter(n -> Filter.in(n.name(), part.toLowerCase(java.util.Locale.ROOT)))
            .map(n ->
                new NamespaceItem(
                    n.name(),
                    n.workloads(),
                    favourites.contains(n.name()),
                    chosen.contains(n.name())))
            .sorted()
            .toList());
  }

  @Override
  public void close() {
    end();
  }

  /** A namespace as the side bar shows it. Favourites come first, then the chosen ones. */
  public record NamespaceItem(String name, int workloads, boolean favourite, boolean chosen)
      implements Comparable<NamespaceItem> {
    @Override
    public int compareTo(NamespaceItem other) {
      if (favourite != other.favourite) {
        return favourite ? -1 : 1;
      }
      return name.compareTo(other.name);
    }
  }

  private final class Ear implements ClusterWatch.Listener {
    private final int mine;

    Ear(int mine) {
      this.mine = mine;
    }

    @Override
    public void onNamespaces(List<NamespaceCount> next) {
      bench.ui(() -> {
        if (mine == generations.get()) {
          ClusterModel.this.onNamespaces(next);
        }
      });
    }

    @Override
    public void onWorkloads(Collection<Workload> upserts, Collection<Workload.Key> removed) {
      workloads.onWorkloads(
          () -> mine == generations.get(), List.copyOf(upserts), List.copyOf(removed));
    }

    @Override
    public void onStatus(ClusterWatch.Status status) {
      bench.ui(() -> {
        if (mine == generations.get()) {
          workloads.onStatus(status);
        }
      });
    }
  }
}
