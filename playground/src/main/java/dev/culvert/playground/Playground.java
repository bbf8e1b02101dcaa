package dev.culvert.playground;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.culvert.playground.api.Accounts;
import dev.culvert.playground.api.ApiFolder;
import dev.culvert.playground.api.ApiProcess;
import dev.culvert.playground.api.Authority;
import dev.culvert.playground.api.Faults;
import dev.culvert.playground.api.Identity;
import dev.culvert.playground.api.Store;
import dev.culvert.playground.cluster.ClusterNetwork;
import dev.culvert.playground.cluster.Content;
import dev.culvert.playground.cluster.Kubelet;
import dev.culvert.playground.cluster.ManagerProgram;
import dev.culvert.playground.cluster.RunningPod;
import dev.culvert.playground.cluster.Workload;
import dev.culvert.playground.cluster.Workloads;
import dev.culvert.playground.dns.DnsServer;
import dev.culvert.playground.dns.PublicZone;
import dev.culvert.playground.machine.Instance;
import dev.culvert.playground.machine.Layout;
import dev.culvert.playground.machine.Leftovers;
import dev.culvert.playground.machine.Namespace;
import dev.culvert.playground.machine.Network;
import dev.culvert.playground.machine.Output;
import dev.culvert.playground.machine.Reaper;
import dev.culvert.playground.machine.Sandbox;
import dev.culvert.playground.service.ClusterView;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cluster in a box with a laptop beside it, for the demo and for tests of the whole. Takes root.
 * Everything that it makes is gone after {@link #close}, and soon after it was killed; what is left
 * all the same is removed by the next start. All methods from any thread.
 */
public final class Playground implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Playground.class);

  private final Instance instance;
  private final Reaper reaper;
  private final List<AutoCloseable> parts = new ArrayList<>();
  private final Authority servers = new Authority("playground-ca", Clock.systemUTC());
  private final Authority clients = new Authority("playground-client-ca", Clock.systemUTC());
  private final ApiFolder apiFolder;
  private final Accounts accounts;
  private final Network network;
  private final Sandbox laptop;
  private final Store store;
  private final KubernetesClient storeClient;
  private final Kubelet kubelet;
  private final Workloads workloads;
  private final ClusterNetwork clusterNetwork;
  private final ApiProcess api;
  private boolean closed;

  /** Starts a playground and waits until all of its pods are ready. */
  public static Playground start(Options options) {
    Leftovers.removeDead(options.base())
        .forEach(what -> LOG.info("left by an earlier one: {}", what));
    Playground playground = new Playground(options);
    try {
      playground.awaitReady(options.patience());
    } catch (RuntimeException e) {
      playground.close();
      throw e;
    }
    return playground;
  }

  private Playground(Options options) {
    instance = Instance.create(options.base());
    reaper = new Reaper(instance);
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "playground-cleanup"));
    try {
      network = closing(new Network(instance));
      apiFolder = ApiFolder.create(instance.folder().resolve("api"));
      accounts = new Accounts(apiFolder.tokenKey(), Clock.systemUTC());
      Path shared = Files.createDirectories(instance.folder().resolve("shared"));
      copyResource("pod.py", shared.resolve("pod.py"));
      Optional<ManagerProgram> manager = manager(options, shared);
      EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
      parts.add(() -> loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3000));
      laptop = closing(openLaptop("laptop", network.laptop()));
      openInternet(loops);
      store = closing(new Store());
      storeClient = closing(store.client());
      kubelet = closing(kubelet(shared, manager));
      workloads = new Workloads(kubelet, storeClient);
      List<Workload> wanted = new ArrayList<>(Content.workloads());
      manager.ifPresent(program -> wanted.add(managerWorkload(program)));
      List<HasMetadata> objects = workloads.prepare(wanted);
      store.load(Content.objects(clients.pem(), options.scale()));
      store.load(objects);
      clusterNetwork =
          closing(
              new ClusterNetwork(network.node(), storeClient, new PublicZone(), workloads::follow));
      api = closing(openApi());
      api.start();
      writeKubeconfigs();
      workloads.start(objects);
      kubelet.follow();
      for (RunningPod pod : kubelet.running()) {
        if (name(pod).startsWith("coredns-")) {
          closing(
              new DnsServer(
                  pod.sandbox().network(),
                  new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 53),
                  loops,
                  clusterNetwork::zone));
        }
      }
      writePlaces();
    } catch (IOException e) {
      close();
      throw new UncheckedIOException("the playground did not start", e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static Optional<ManagerProgram> manager(Options options, Path shared) throws IOException {
    if (!options.manager()) {
      return Optional.empty();
    }
    if (!ManagerProgram.exists()) {
      LOG.warn("{} is not on the class path: the cluster has no manager", ManagerProgram.MAIN);
      return Optional.empty();
    }
    ManagerProgram program = ManagerProgram.ofThisJvm();
    Files.writeString(shared.resolve("manager.args"), program.argumentFile());
    Path start = shared.resolve("agent-start");
    copyResource("/dev/culvert/manager/agent/agent-start", start);
    Files.setPosixFilePermissions(start, PosixFilePermissions.fromString("rwxr-xr-x"));
    return Optional.of(program);
  }

  private static Workload managerWorkload(ManagerProgram program) {
    return new Workload(
        Workload.Kind.DEPLOYMENT,
        Content.MANAGER_NAMESPACE,
        Content.MANAGER,
        1,
        Content.MANAGER,
        "",
        program.container());
  }

  private Sandbox openLaptop(String name, Namespace where) throws IOException {
    Path own = Files.createDirectories(instance.folder().resolve(name));
    Path etc = Sandbox.copyEtc(own.resolve("etc"));
    Files.writeString(
        etc.resolve("resolv.conf"),
        "# The home router's.\nnameserver " + Layout.ROUTER + "\nsearch home.arpa\n");
    Files.writeString(etc.resolve("hosts"), "127.0.0.1\tlocalhost laptop\n::1\tlocalhost\n");
    Files.writeString(etc.resolve("hostname"), "laptop\n");
    Path run = Files.createDirectories(own.resolve("run"));
    Path window = run.resolve("culvert-playground").resolve(instance.id());
    Files.createDirectories(window);
    // A helper keeps its journal there; this laptop's is not the machine's.
    Path state = Files.createDirectories(own.resolve("var-lib"));
    return Sandbox.open(
        where,
        new Sandbox.View(
            etc, run, Map.of(instance.folder(), window, state, Path.of("/var/lib")), false));
  }

  private void openInternet(EventLoopGroup loops) {
    closing(
        new DnsServer(
            network.internet(),
            new InetSocketAddress(InetAddress.ofLiteral(Layout.ROUTER), 53),
            loops,
            PublicZone::new));
    closing(new PublicWeb(network.internet(), loops));
  }

  private Kubelet kubelet(Path shared, Optional<ManagerProgram> manager) throws IOException {
    Path pods = Files.createDirectories(instance.folder().resolve("pods"));
    Path etc = Sandbox.copyEtc(pods.resolve("etc"));
    return new Kubelet(
        new Kubelet.Setup(
            network,
            pods,
            etc,
            shared,
            storeClient,
            apiFolder.pods(),
            this::serviceAccountFiles,
            // Every pod may have an agent, which is the manager's program.
            pod -> manager.map(ManagerProgram::binds).orElse(Map.of()),
            manager.map(ManagerProgram::agentEnvironment).orElse(Map.of())));
  }

  private Map<String, String> serviceAccountFiles(Pod pod) {
    String namespace = pod.getMetadata().getNamespace();
    String account = pod.getSpec().getServiceAccountName();
    return Map.of(
        "token",
        accounts.issue(
            Identity.serviceAccount(namespace, account, "sa-" + account),
            new Accounts.BoundTo(pod.getMetadata().getName(), pod.getMetadata().getUid())),
        "ca.crt",
        servers.pem(),
        "namespace",
        namespace);
  }

  private ApiProcess openApi() {
    apiFolder.write(
        servers.server(
            "kube-apiserver",
            List.of(
                "kubernetes",
                "kubernetes.default",
                "kubernetes.default.svc",
                "kubernetes.default.svc." + Layout.CLUSTER_DOMAIN),
            List.of(Layout.NODE, Layout.API_SERVICE)),
        clients.certificate(),
        store.url(),
        network.node().name());
    return new ApiProcess(apiFolder, ApiServerMain.class.getName());
  }

  private void writeKubeconfigs() throws IOException {
    writeSecret(kubeconfig(), People.kubeconfig(accounts, servers, clients));
    writeSecret(secondKubeconfig(), People.secondKubeconfig(accounts, servers));
    writeSecret(adminKubeconfig(), People.adminKubeconfig(accounts, servers));
  }

  private static void writeSecret(Path file, String text) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
  }

  /** For {@code exec} of another process: where the places are. */
  private void writePlaces() throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("laptop ")
        .append(network.laptop().path())
        .append(' ')
        .append(laptop.pid())
        .append('\n');
    for (RunningPod pod : kubelet.running()) {
      text.append(pod.pod().getMetadata().getNamespace())
          .append('/')
          .append(name(pod))
          .append(' ')
          .append(pod.sandbox().network().path())
          .append(' ')
          .append(pod.sandbox().pid())
          .append('\n');
    }
    Path file = instance.folder().resolve("places");
    Path fresh = instance.folder().resolve("places.new");
    Files.writeString(fresh, text);
    Files.move(fresh, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  private void awaitReady(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      List<String> waiting =
          kubelet.running().stream().filter(pod -> !pod.ready()).map(Playground::name).toList();
      long seen = clusterNetwork.view().pods().stream().filter(ClusterView.PodView::ready).count();
      if (waiting.isEmpty() && seen == kubelet.running().size()) {
        return;
      }
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "not ready after "
                + patience.toSeconds()
                + " s: "
                + waiting
                + kubelet.running().stream()
                    .filter(pod -> waiting.contains(name(pod)))
                    .map(pod -> "\n" + name(pod) + " printed:\n" + tail(pod.log()))
                    .reduce("", String::concat));
      }
      pause();
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(25);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for pods", e);
    }
  }

  private static String tail(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    } catch (IOException e) {
      return "(nothing: " + e.getMessage() + ")";
    }
  }

  /** Its id. */
  public String id() {
    return instance.id();
  }

  /** Its folder: logs and kubeconfigs. The laptop sees it under {@link #inLaptop}. */
  public Path folder() {
    return instance.folder();
  }

  /** Where the laptop sees a file of the instance's folder. */
  public Path inLaptop(Path file) {
    return Instance.DEFAULT_BASE.resolve(instance.id()).resolve(instance.folder().relativize(file));
  }

  /** The name of the node's network namespace, for {@code nsenter --net=/run/netns/…}. */
  public String nodeNamespace() {
    return instance.namespace("node");
  }

  /** Contexts dev-eu, staging-eu, prod-eu and kind-local. */
  public Path kubeconfig() {
    return instance.folder().resolve("kubeconfig");
  }

  /** Another file, with the context team-data. */
  public Path secondKubeconfig() {
    return instance.folder().resolve("kubeconfig-second");
  }

  /** Of a member of system:masters. */
  public Path adminKubeconfig() {
    return instance.folder().resolve("kubeconfig-admin");
  }

  /** A file of the laptop as seen from outside: /etc/resolv.conf, for example. */
  public Path laptopFile(String absolute) {
    return desk().file(absolute);
  }

  /** The developer's computer. */
  public Desk desk() {
    return new Desk(laptop, instance.folder().resolve("laptop"), inLaptop(kubeconfig()));
  }

  /** Another developer's computer beside the same cluster, with the context dev-eu; once. */
  public Desk secondDesk(String person) {
    try {
      Path kubeconfig = instance.folder().resolve("kubeconfig-" + person);
      writeSecret(kubeconfig, People.kubeconfigOf(person, accounts, servers));
      Sandbox sandbox = closing(openLaptop("second", network.addLaptop()));
      return new Desk(sandbox, instance.folder().resolve("second"), inLaptop(kubeconfig));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The tunnel's connections, to make them misbehave. */
  public Faults faults() {
    return api.faults();
  }

  /** A client with all rights, straight to the store. Not to be closed. */
  public KubernetesClient admin() {
    return storeClient;
  }

  /** The running pods as namespace/name. */
  public List<String> pods() {
    return kubelet.names();
  }

  /** All running pods. */
  public List<RunningPod> runningPods() {
    return kubelet.running();
  }

  /** A running pod by its namespace and its name, or the beginning of it. */
  public RunningPod pod(String namespace, String name) {
    return kubelet.running().stream()
        .filter(pod -> pod.pod().getMetadata().getNamespace().equals(namespace))
        .filter(pod -> name(pod).equals(name) || name(pod).startsWith(name + "-"))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "no pod " + namespace + "/" + name + "; there are " + kubelet.names()));
  }

  /** Runs a command and returns what it printed; killed after a minute. */
  public Output exec(Place place, String... command) {
    return exec(place, Duration.ofMinutes(1), "", Map.of(), List.of(command));
  }

  /** Runs a command with an input and more environment. */
  public Output exec(
      Place place,
      Duration timeout,
      String input,
      Map<String, String> environment,
      List<String> command) {
    return sandbox(place).run(timeout, input, environment, command);
  }

  /** Starts a process that goes on; it dies with this virtual machine. */
  public Process start(
      Place place,
      List<String> command,
      Map<String, String> environment,
      Consumer<ProcessBuilder> settings) {
    return sandbox(place).start(Optional.empty(), command, environment, settings);
  }

  /** The same as another user, without any capability. */
  public Process startAs(
      int uid,
      Place place,
      List<String> command,
      Map<String, String> environment,
      Consumer<ProcessBuilder> settings) {
    return sandbox(place).start(Optional.of(uid), command, environment, settings);
  }

  /** The sandbox of a place, for what needs its namespace. */
  public Sandbox sandbox(Place place) {
    return switch (place) {
      case Place.Laptop laptopPlace -> laptop;
      case Place.Pod pod -> pod(pod.namespace(), pod.name()).sandbox();
    };
  }

  /** Kills the manager's pod; its Deployment makes another, with a new name. */
  public String killManager() {
    return replacePod(
        Content.MANAGER_NAMESPACE, name(pod(Content.MANAGER_NAMESPACE, Content.MANAGER)));
  }

  /** Kills a pod; its workload makes another. Returns the new one's name. */
  public String replacePod(String namespace, String name) {
    RunningPod fresh = workloads.replace(namespace, name);
    placesChanged();
    return name(fresh);
  }

  /** Kills a pod; nothing takes its place. */
  public void takeDownPod(String namespace, String name) {
    workloads.takeDown(namespace, name);
    placesChanged();
  }

  /** Brings a pod back that was taken down; for Deployments under a new name, which is returned. */
  public String bringBackPod(String namespace, String name) {
    RunningPod fresh = workloads.bringBack(namespace, name);
    placesChanged();
    return name(fresh);
  }

  /** kill -9 of the API server's process; its owner starts another in its place. */
  public void killApi() {
    api.kill();
  }

  /** kill -9 of the API server's process, which stays away until {@link #startApi}. */
  public void stopApi() {
    api.stop();
  }

  /** The API server is there again. */
  public void startApi() {
    api.start();
  }

  /** What the API server has printed, in all its lives. */
  public Path apiLog() {
    return apiFolder.log();
  }

  private void placesChanged() {
    try {
      writePlaces();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(RunningPod pod) {
    return pod.pod().getMetadata().getName();
  }

  private <T extends AutoCloseable> T closing(T part) {
    parts.add(part);
    return part;
  }

  private static void copyResource(String name, Path target) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(Playground.class.getResourceAsStream(name), name)) {
      Files.writeString(target, new String(in.readAllBytes(), UTF_8));
    }
  }

  @Override
  public void close() {
    synchronized (parts) {
      if (closed) {
        return;
      }
      closed = true;
      for (AutoCloseable part : parts.reversed()) {
        try {
          part.close();
        } catch (Exception e) {
          LOG.warn("while closing the playground", e);
        }
      }
      Leftovers.remove(instance);
      reaper.close();
    }
  }
}
