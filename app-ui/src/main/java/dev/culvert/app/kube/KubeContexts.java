package dev.culvert.app.kube;

import dev.culvert.app.cluster.ClusterWatch;
import dev.culvert.app.cluster.Context;
import dev.culvert.app.cluster.Contexts;
import dev.culvert.app.cluster.ManagerFinding;
import dev.culvert.app.cluster.Subscription;
import dev.culvert.app.install.Installer;
import dev.culvert.app.kubeconfig.ConnectRequestSource;
import dev.culvert.app.kubeconfig.ContextTarget;
import dev.culvert.app.kubeconfig.CredentialException;
import dev.culvert.app.kubeconfig.KubeconfigRequests;
import dev.culvert.app.kubeconfig.KubeconfigStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The contexts of kubeconfig files and, through fabric8, the clusters behind them. Any thread. */
public final class KubeContexts implements Contexts {
  private final KubeconfigStore store;
  private final KubeconfigRequests requests;

  private KubeContexts(KubeconfigStore store) {
    this.store = store;
    this.requests = new KubeconfigRequests(store);
  }

  /** Of the files kubectl would read in this process. */
  public static KubeContexts fromEnvironment() {
    return new KubeContexts(KubeconfigStore.fromEnvironment());
  }

  /** Of these files, the first has precedence. */
  public static KubeContexts of(List<Path> files) {
    return new KubeContexts(KubeconfigStore.of(files));
  }

  /**
   * What installs the manager into the cluster of a context.
   *
   * @throws CredentialException when there is no such context, or no credentials for it
   */
  public static Installer installer(List<Path> files, String context) throws CredentialException {
    KubeContexts contexts = of(files);
    ClusterAccess access = new ClusterAccess(context, contexts.store, contexts.requests);
    try {
      ClusterAccess.Lease lease = access.lease();
      return new FabricInstaller(lease.client(), lease.account(), new Pause());
    } finally {
      contexts.close();
    }
  }

  @Override
  public List<Context> list() {
    return store.current().contexts();
  }

  @Override
  public List<String> problems() {
    return store.current().problems();
  }

  @Override
  public Subscription onChange(Consumer<List<Context>> listener) {
    return store.onChange(config -> listener.accept(config.contexts()));
  }

  /** What the helper is told about these contexts; for {@code GrpcHelperClient.open}. */
  public ConnectRequestSource connectRequests() {
    return requests;
  }

  @Override
  public ClusterWatch watch(String context) {
    ContextTarget target;
    try {
      target = store.current().target(context);
    } catch (CredentialException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    ClusterAccess access = new ClusterAccess(context, store, requests);
    return new FabricClusterWatch(context, target.namespace(), access, Clock.systemUTC());
  }

  @Override
  public CompletableFuture<ManagerFinding> findManager(String context) {
    CompletableFuture<ManagerFinding> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("culvert-find-manager")
        .start(() -> {
          try (ClusterAccess access = new ClusterAccess(context, store, requests)) {
            answer.complete(ManagerLook.into(access.lease().client()));
          } catch (CredentialException e) {
            answer.complete(new ManagerFinding.Unknown(String.valueOf(e.getMessage())));
          } catch (RuntimeException e) {
            answer.complete(new ManagerFinding.Unknown(Troubles.describe(e)));
          }
        });
    return answer;
  }

  @Override
  public CompletableFuture<ManagerFinding> installManager(
      String context, Consumer<String> progress) {
    CompletableFuture<ManagerFinding> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("culvert-install-manager")
        .start(() -> {
          try (ClusterAccess access = new ClusterAccess(context, store, requests)) {
            answer.complete(ManagerInstall.into(access.lease(), progress));
          } catch (CredentialException e) {
            answer.complete(new ManagerFinding.Unknown(String.valueOf(e.getMessage())));
          } catch (RuntimeException e) {
            answer.complete(new ManagerFinding.Unknown(Troubles.describe(e)));
          }
        });
    return answer;
  }

  @Override
  public CompletableFuture<Instant> serverTime(String context) {
    return ServerClock.ask(new ClusterAccess(context, store, requests));
  }

  @Override
  public void close() {
    store.close();
  }
}
