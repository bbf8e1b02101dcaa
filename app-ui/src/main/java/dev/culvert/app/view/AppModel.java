package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.cluster.Contexts;
import dev.culvert.app.cluster.Subscription;
import dev.culvert.app.cluster.Workload;
import dev.culvert.app.doctor.Computer;
import dev.culvert.app.doctor.Survey;
import dev.culvert.app.doctor.ThisComputer;
import dev.culvert.app.helper.HelperClient;
import dev.culvert.proto.attach.v1.Attachment;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;

/** Everything the window shows and does. On the user interface's thread. */
public final class AppModel implements AutoCloseable {
  private final Contexts kubeconfig;
  private final Settings settings;
  private final Workbench bench;
  private final ConnectionModel connection;
  private final ClusterModel cluster;
  private final FlowsModel flows;
  private final DnsModel dns;
  private final TrafficModel traffic;
  private final TimelineModel timeline;
  private final AttachmentsModel attachments;
  private final HttpModel http;
  private final SpeedModel speed;
  private final NoticesModel notices;
  private final FirstRunModel firstRun;
  private final RecentWorkloads recent = new RecentWorkloads();
  private final Deque<Screen> visited = new ArrayDeque<>();
  private final DoctorModel doctor;
  private final ContextsModel contexts;
  private final NotConnected notConnected;
  private final ObjectProperty<Screen> screen = new SimpleObjectProperty<>(Screen.WORKLOADS);
  private final Subscription changes;
  private final StringProperty selected;
  private final Supplier<String> example;
  private volatile String shortNames = "default";
  private volatile List<Attachment> attached = List.of();

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
    this.cluster = new ClusterModel(kubeconfig, settings, bench);
    this.selected =
        new SimpleStringProperty(ContextsModel.first(kubeconfig.list(), first, settings));
    this.connection = new ConnectionModel(helper, bench, selected::get, this::namespaceToConnect);
    this.contexts = new ContextsModel(kubeconfig, settings, connection, cluster, selected);
    this.notConnected = new NotConnected(kubeconfig, connection, this::look);
    KnownServices services = new KnownServices(cluster);
    this.flows =
        new FlowsModel(helper, bench, () -> connection.condition().live(), services::example);
    this.dns =
        new DnsModel(
            helper, bench, () -> connection.condition().live(), services::example, services::all);
    this.doctor =
        new DoctorModel(
            helper,
            connection,
            settings,
            new Survey(helper, kubeconfig, computer, bench::now, version()),
            bench,
            selected::get);
    this.traffic = new TrafficModel(helper, bench, () -> shortNames);
    traffic.now().addListener((o, was, is) -> rates());
    this.timeline = new TimelineModel(helper, bench);
    this.notices = new NoticesModel(bench);
    this.attachments = new AttachmentsModel(helper, bench, notices, settings);
    attachments.shown().addListener((o, was, is) -> attached = is.all().getAttachmentsList());
    this.http = new HttpModel(helper.inspect(), bench, flows.hour(), () -> attached);
    this.speed =
        new SpeedModel(
            helper.inspect(),
            bench,
            () -> attached,
            cluster::podsLookedAt,
            () -> flows.table().picture().get().rows());
    this.example = services::example;
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
            recent.add(is);
          }
        });
    settings.onChange(this::onSetting);
    Units.bits(settings.get(Setting.of("appearance.rates")).equals("bits"));
    screen.addListener((o, was, is) -> visited.push(was));
    connection.presence().addListener((o, was, is) -> firstRun.follow());
    connection.bar().addListener((o, was, is) -> firstRun.follow());
    // A helper that has just been started says who it is only now, which the bar need not show.
    connection.state().addListener((o, was, is) -> firstRun.follow());
    connection.state().addListener((o, was, is) -> follow());
    connection.bar().addListener((o, was, is) -> follow());
    selected.addListener((o, was, is) -> recent.clear());
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

  /** Requests and their answers. */
  public HttpModel http() {
    return http;
  }

  /** How fast the way is. */
  public SpeedModel speed() {
    return speed;
  }

  /** What stands where requests would, if anything. */
  public @Nullable Notice noRequests() {
    return http.notice(notConnected("http"), connection.condition().live(), example.get());
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
    return recent.all();
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
    return contexts.all();
  }

  /** The context the window is about. */
  public ReadOnlyObjectProperty<@Nullable ContextItem> current() {
    return contexts.current();
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

  /** Reads the chosen context's cluster without connecting to it. */
  public void look() {
    if (!selected.get().isEmpty()) {
      cluster.look(selected.get());
    }
  }

  /** Makes the window about another context, when nothing is connected; else says why not. */
  public String select(String context) {
    String why = contexts.select(context);
    stand();
    return why;
  }

  /** What stands where rows would while there is no connection. */
  public Notice notConnected(String whatFor) {
    return notConnected.of(whatFor, selected.get());
  }

  /** The left part of the status bar. */
  public List<String> statusItems() {
    return StatusWords.of(connection.presence().get(), connection.state().get());
  }

  private String namespaceToConnect() {
    String own = settings.get("context." + selected.get() + ".namespace", "");
    if (!own.isEmpty()) {
      return own;
    }
    if (cluster.looking().get().equals(selected.get())) {
      return cluster.connectNamespace();
    }
    ContextItem item = contexts.current().get();
    return item == null ? "default" : item.context().namespace();
  }

  private void follow() {
    String namespace = connection.state().get().getConnection().getNamespace();
    if (!namespace.isEmpty()) {
      shortNames = namespace;
    }
    contexts.follow();
    stand();
  }

  private void refresh() {
    contexts.refresh();
    stand();
  }

  @Override
  public void close() {
    changes.close();
    connection.close();
    flows.close();
    dns.close();
    traffic.close();
    timeline.close();
    http.close();
    speed.close();
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
    /** HTTP. */
    HTTP("mdi2w-web"),
    /** The doctor. */
    DOCTOR("mdi2s-stethoscope"),
    /** The last day of the connection. */
    TIMELINE("mdi2t-timeline-clock-outline"),
    /** How fast the way is. */
    SPEED("mdi2s-speedometer");

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
