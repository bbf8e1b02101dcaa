package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.cluster.Context;
import dev.culvert.app.cluster.Contexts;
import dev.culvert.app.cluster.Subscription;
import dev.culvert.app.cluster.Workload;
import dev.culvert.app.doctor.Computer;
import dev.culvert.app.doctor.Survey;
import dev.culvert.app.doctor.ThisComputer;
import dev.culvert.app.helper.HelperClient;
import dev.culvert.app.helper.HelperClient.Presence;
import dev.culvert.app.view.ConnectionModel.Condition;
import dev.culvert.proto.helper.v1.Network;
import dev.culvert.proto.helper.v1.State;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/** Everything the window shows and does. On the user interface's thread. */
public final class AppModel implements AutoCloseable {
  private static final int RECENT = 5;
  private static final String EXAMPLE = "orders.shop";

  private final Contexts kubeconfig;
  private final Settings settings;
  private final Workbench bench;
  private final Identity identity;
  private final ConnectionModel connection;
  private final ClusterModel cluster;
  private final FlowsModel flows;
  private final DnsModel dns;
  private final TrafficModel traffic;
  private final TimelineModel timeline;
  private final AttachmentsModel attachments;
  private final NoticesModel notices;
  private final FirstRunModel firstRun;
  private final ReadOnlyObjectWrapper<List<Workload.Key>> recent =
      new ReadOnlyObjectWrapper<>(List.of());
  private final Deque<Screen> visited = new ArrayDeque<>();
  private final DoctorModel doctor;
  private final ReadOnlyObjectWrapper<List<ContextItem>> contexts =
      new ReadOnlyObjectWrapper<>(List.of());
  private final ReadOnlyObjectWrapper<@Nullable ContextItem> current =
      new ReadOnlyObjectWrapper<>();
  private final ObjectProperty<Screen> screen = new SimpleObjectProperty<>(Screen.WORKLOADS);
  private final Subscription changes;
  private String selected;
  private volatile String shortNames = "default";
  private boolean lookedBecauseConnected;

  /**
   * The context of a failure that the person turned away from, until the helper has let go of it.
   */
  private String left = "";

  /**
   * @param first the context to begin with, or empty for the one of last time, or else the current
   *     one of the kubeconfig
   */
  public AppModel(
      Contexts kubeconfig, HelperClient helper, Settings settings, Workbench bench, String first) {
    this(kubeconfig, helper, settings, bench, first, new ThisComputer(Path.of("/"))::look);
  }

  /**
   * As the other, with another computer.
   *
   * @param computer looks at the computer for the doctor; may block
   */
  public AppModel(
      Contexts kubeconfig,
      HelperClient helper,
      Settings settings,
      Workbench bench,
      String first,
      Supplier<Computer> computer) {
    this.kubeconfig = kubeconfig;
    this.settings = settings;
    this.bench = bench;
    this.identity = new Identity(settings);
    this.cluster = new ClusterModel(kubeconfig, settings, bench);
    this.selected = first(kubeconfig.list(), first, settings);
    this.connection = new ConnectionModel(helper, bench, () -> selected, this::namespaceToConnect);
    this.flows = new FlowsModel(helper, bench, () -> connection.condition().live(), this::example);
    this.dns =
        new DnsModel(
            helper, bench, () -> connection.condition().live(), this::example, this::services);
    this.doctor =
        new DoctorModel(
            helper,
            connection,
            settings,
            new Survey(helper, kubeconfig, computer, bench::now, version()),
            bench,
            () -> selected);
    this.traffic = new TrafficModel(helper, bench, () -> shortNames);
    traffic.now().addListener((o, was, is) -> rates());
    this.timeline = new TimelineModel(helper, bench);
    this.notices = new NoticesModel(bench);
    this.attachments = new AttachmentsModel(helper, bench, notices);
    this.firstRun = new FirstRunModel(this, kubeconfig);
    timeline
        .news()
        .addListener((o, was, is) -> {
          if (is != null) {
            notices.onHistory(is);
          }
        });
    cluster
        .workloads()
        .selected()
        .addListener((o, was, is) -> {
          if (is != null) {
            remember(is);
          }
        });
    settings.onChange(this::onSetting);
    Units.bits(settings.get(Setting.of("appearance.rates")).equals("bits"));
    screen.addListener((o, was, is) -> visited.push(was));
    connection.presence().addListener((o, was, is) -> firstRun.follow());
    connection.bar().addListener((o, was, is) -> firstRun.follow());
    connection.state().addListener((o, was, is) -> follow());
    connection.bar().addListener((o, was, is) -> follow());
    this.changes = kubeconfig.onChange(next -> bench.ui(this::refresh));
    refresh();
    follow();
  }

  /** The connection. */
  public ConnectionModel connection() {
    return connection;
  }

  /** The cluster that is looked at. */
  public ClusterModel cluster() {
    return cluster;
  }

  /** The flows. */
  public FlowsModel flows() {
    return flows;
  }

  /** The DNS queries. */
  public DnsModel dns() {
    return dns;
  }

  /** What went to each workload in the last minute. */
  public TrafficModel traffic() {
    return traffic;
  }

  private void rates() {
    Map<String, Double> rates = new HashMap<>();
    for (Workload workload : cluster.workloads().known()) {
      TrafficModel.Traffic one = traffic.of(workload);
      double rate = one.minute().lastIn() + one.minute().lastOut();
      if (rate > 0) {
        rates.put(Arrangement.path(workload.key()), rate);
      }
    }
    cluster.workloads().rates(rates);
  }

  /** The last day. */
  public TimelineModel timeline() {
    return timeline;
  }

  /** Attachments to workloads. */
  public AttachmentsModel attachments() {
    return attachments;
  }

  /** Why nothing can be attached now, or empty. */
  public String attachOff() {
    if (!connection.condition().live()) {
      return text("attach.off.connection");
    }
    return connection.state().get().getMayChange() ? "" : text("attach.off.right");
  }

  /** What there is to know. */
  public NoticesModel notices() {
    return notices;
  }

  /** The first steps. */
  public FirstRunModel firstRun() {
    return firstRun;
  }

  /** Goes to the screen that was shown before. */
  public void back() {
    if (!visited.isEmpty()) {
      screen.set(visited.pop());
      // Going back is not a step forward to go back from.
      visited.pop();
    }
  }

  /** Gives a context a colour of the person's own choice. */
  public void color(ContextItem item, String color) {
    settings.put("context." + item.name() + ".color", color);
  }

  /** Says of a context whether it is production. */
  public void production(ContextItem item, boolean production) {
    settings.put("context." + item.name() + ".production", Boolean.toString(production));
  }

  /** The workloads looked at lately in this context, the latest first. */
  public ReadOnlyObjectProperty<List<Workload.Key>> recent() {
    return recent.getReadOnlyProperty();
  }

  private void remember(Workload.Key key) {
    List<Workload.Key> next = new ArrayList<>(recent.get());
    next.remove(key);
    next.addFirst(key);
    recent.set(List.copyOf(next.subList(0, Math.min(RECENT, next.size()))));
  }

  private void onSetting(String key) {
    if (key.startsWith("context.")) {
      refresh();
    }
    Units.bits(settings.get(Setting.of("appearance.rates")).equals("bits"));
    stand();
  }

  private void stand() {
    notices.standing(kubeconfig.problems(), List.copyOf(settings.wrong().values()));
  }

  /** The doctor. */
  public DoctorModel doctor() {
    return doctor;
  }

  private static String version() {
    String version = AppModel.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** The person's choices. */
  public Settings settings() {
    return settings;
  }

  /** The contexts, in the kubeconfig's order. */
  public ReadOnlyObjectProperty<List<ContextItem>> contexts() {
    return contexts.getReadOnlyProperty();
  }

  /** The context the window is about. */
  public ReadOnlyObjectProperty<@Nullable ContextItem> current() {
    return current.getReadOnlyProperty();
  }

  /** What is wrong with the kubeconfig files. */
  public List<String> problems() {
    return kubeconfig.problems();
  }

  /** The screen that is shown. */
  public ObjectProperty<Screen> screen() {
    return screen;
  }

  /** Threads and time. */
  public Workbench bench() {
    return bench;
  }

  /** Makes the window about another context, when nothing is connected; else says why not. */
  public String select(String context) {
    Condition now = connection.condition();
    if (now.live() || now.busy()) {
      return context.equals(connection.context())
          ? ""
          : text("context.disconnect-first", connection.context());
    }
    if (!context.equals(selected)) {
      selected = context;
      recent.set(List.of());
      settings.put("last-context", context);
      cluster.end();
      if (now == Condition.FAILED) {
        left = connection.state().get().getConnection().getContext();
        connection.disconnect();
      }
      refresh();
    }
    return "";
  }

  /** Reads the chosen context's cluster without connecting to it. */
  public void look() {
    if (!selected.isEmpty()) {
      cluster.look(selected);
    }
  }

  /** What stands where rows would while there is no connection. */
  public Notice notConnected(String whatFor) {
    if (connection.presence().get() instanceof Presence.Gone gone) {
      return new Notice(
          "mdi2c-close-octagon-outline",
          text("helper-gone.title"),
          gone.why() + " " + gone.remedy(),
          List.of());
    }
    if (selected.isEmpty()) {
      String problem = String.join(" ", kubeconfig.problems());
      return new Notice(
          "mdi2f-file-key-outline",
          text("no-context.title"),
          problem.isEmpty() ? text("no-context.text") : problem,
          List.of());
    }
    Condition condition = connection.condition();
    if (condition.busy()) {
      return new Notice(
          "mdi2p-progress-helper",
          text("busy." + condition.key(), connection.context()),
          text(condition == Condition.DISCONNECTING ? "busy.undoing" : "busy.text"),
          List.of());
    }
    State state = connection.state().get();
    List<Notice.Action> actions = new ArrayList<>();
    if (connection.bar().get().offReason().isEmpty()) {
      actions.add(new Notice.Action(text("connect"), "", true, connection::connect));
    } else if (!state.getMayChange()) {
      return new Notice(
          "mdi2l-lock-outline",
          text("no-right.title"),
          connection.bar().get().offReason(),
          List.of());
    }
    if (whatFor.equals("workloads")) {
      actions.add(new Notice.Action(text("look"), "", false, this::look));
    }
    return new Notice(
        "mdi2l-layers-outline",
        text("not-connected.title"),
        text("not-connected." + whatFor, selected),
        actions);
  }

  /** The left part of the status bar. */
  public List<String> statusItems() {
    State state = connection.state().get();
    List<String> items = new ArrayList<>();
    if (connection.presence().get() instanceof Presence.Gone) {
      items.add(text("status.helper.gone"));
      return items;
    }
    if (state.getHelperVersion().isEmpty()) {
      items.add(text("status.helper.asking"));
      return items;
    }
    items.add(text("status.helper", state.getHelperVersion()));
    if (state.hasConnection() && !state.getConnection().getManagerVersion().isEmpty()) {
      items.add(
          text(
              "status.manager",
              state.getConnection().getManagerVersion(),
              state.getConnection().getManagerNamespace()));
    }
    if (state.hasNetwork()) {
      Network network = state.getNetwork();
      if (network.getRoutesCount() > 0) {
        items.add(Messages.count("status.routes", network.getRoutesCount(), network.getDevice()));
      }
      // Not yet set while connecting.
      if (!network.getDns().getMode().isEmpty()) {
        items.add(
            text("status.dns", network.getDns().getClusterDomain(), network.getDns().getMode()));
      }
      items.add(text("status.mtu", network.getMtu()));
    } else {
      items.add(text("status.unchanged"));
    }
    return items;
  }

  private String namespaceToConnect() {
    String own = settings.get("context." + selected + ".namespace", "");
    if (!own.isEmpty()) {
      return own;
    }
    if (cluster.looking().get().equals(selected)) {
      return cluster.connectNamespace();
    }
    ContextItem item = current.get();
    return item == null ? "default" : item.context().namespace();
  }

  /** The services that are known, as {@code orders.shop}. */
  private Set<String> services() {
    Set<String> services = new HashSet<>();
    for (WorkloadLine line : cluster.workloads().picture().get().lines()) {
      if (line instanceof WorkloadLine.Row row) {
        row.workload()
            .services()
            .forEach(s -> services.add(s + "." + row.workload().key().namespace()));
      }
    }
    return services;
  }

  /** A service of the cluster to try, as {@code orders.shop}. */
  private String example() {
    for (WorkloadLine line : cluster.workloads().picture().get().lines()) {
      if (line instanceof WorkloadLine.Row row && !row.workload().services().isEmpty()) {
        Workload workload = row.workload();
        return workload.services().getFirst() + "." + workload.key().namespace();
      }
    }
    return EXAMPLE;
  }

  /** While connected, the window is about that context and looks at its cluster. */
  private void follow() {
    State state = connection.state().get();
    if (!state.getConnection().getNamespace().isEmpty()) {
      shortNames = state.getConnection().getNamespace();
    }
    Condition condition = connection.condition();
    boolean over = state.getPhase().hasFailed() || state.getPhase().hasDisconnecting();
    if (!over) {
      left = "";
    }
    if (over && state.getConnection().getContext().equals(left)) {
      // The person has chosen another meanwhile: that choice stands.
      refresh();
      return;
    }
    if (state.hasConnection() && !state.getConnection().getContext().isEmpty()) {
      String context = state.getConnection().getContext();
      if (!context.equals(selected)
          && kubeconfig.list().stream().anyMatch(c -> c.name().equals(context))) {
        selected = context;
        cluster.end();
      }
      if (context.equals(selected)
          && (state.getPhase().hasConnected() || state.getPhase().hasReconnecting())) {
        cluster.look(context);
      }
    } else if (condition == Condition.DISCONNECTED && lookedBecauseConnected) {
      lookedBecauseConnected = false;
      cluster.end();
    }
    if (condition.live()) {
      lookedBecauseConnected = true;
    }
    if (condition == Condition.FAILED) {
      lookedBecauseConnected = false;
      cluster.end();
    }
    refresh();
  }

  private void refresh() {
    List<Context> list = kubeconfig.list();
    if (list.stream().noneMatch(c -> c.name().equals(selected))) {
      selected = first(list, "", settings);
    }
    identity.assign(list);
    stand();
    Condition condition = connection.condition();
    List<ContextItem> items =
        list.stream()
            .map(c ->
                new ContextItem(
                    c,
                    identity.color(c),
                    identity.production(c),
                    c.name().equals(selected),
                    c.name().equals(selected)
                            && condition != Condition.DISCONNECTED
                            && condition != Condition.NO_HELPER
                        ? condition
                        : null))
            .toList();
    contexts.set(items);
    current.set(items.stream().filter(ContextItem::selected).findFirst().orElse(null));
  }

  private static String first(List<Context> list, String wanted, Settings settings) {
    String last = wanted.isEmpty() ? settings.get("last-context", "") : wanted;
    return list.stream()
        .filter(c -> c.name().equals(last))
        .findFirst()
        .or(() -> list.stream().filter(Context::current).findFirst())
        .or(() -> list.stream().findFirst())
        .map(Context::name)
        .orElse("");
  }

  @Override
  public void close() {
    changes.close();
    connection.close();
    flows.close();
    dns.close();
    traffic.close();
    timeline.close();
    attachments.close();
    cluster.close();
  }

  /** The screens there are. */
  public enum Screen {
    /** Workloads. */
    WORKLOADS("mdi2l-layers-outline"),
    /** Flows. */
    FLOWS("mdi2s-swap-horizontal"),
    /** DNS. */
    DNS("mdi2d-dns-outline"),
    /** The doctor. */
    DOCTOR("mdi2s-stethoscope"),
    /** The last day of the connection. */
    TIMELINE("mdi2t-timeline-clock-outline");

    private final String icon;

    Screen(String icon) {
      this.icon = icon;
    }

    /** The name of its icon. */
    public String icon() {
      return icon;
    }

    /** Its name. */
    public String title() {
      return text("screen." + name().toLowerCase(java.util.Locale.ROOT));
    }
  }
}
