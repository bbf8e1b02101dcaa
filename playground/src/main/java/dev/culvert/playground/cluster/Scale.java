package dev.culvert.playground.cluster;

import dev.culvert.playground.service.ClusterView;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * Many workloads that are objects only, for seeing how a window copes. Their pods say so in an
 * annotation, have no addresses and are in no service.
 */
final class Scale {
  private static final String[] WORDS = {
    "account", "basket", "catalog", "delivery", "email", "fraud", "gateway", "history", "invoice",
    "journal", "ledger", "mailer", "notify", "offers", "pricing", "quota", "ratings", "search",
    "tax", "users", "vouchers", "warehouse"
  };

  private Scale() {}

  static List<HasMetadata> objects(int workloads) {
    RandomGenerator random = new Random(7);
    List<HasMetadata> all = new ArrayList<>();
    String[] namespaces = {"default", "shop", "payments", "monitoring"};
    for (int i = 0; i < workloads; i++) {
      Workload workload =
          Content.deployment(
              namespaces[i % namespaces.length],
              WORDS[random.nextInt(WORDS.length)] + "-" + i,
              1,
              new ContainerBuilder()
                  .withName("main")
                  .withImage("registry.example/app:" + i)
                  .withPorts(Content.port("http", 8080, "TCP"))
                  .build());
      List<HasMetadata> own = workload.objects();
      boolean ready = random.nextInt(20) != 0;
      ((Deployment) own.getFirst())
          .setStatus(
              new DeploymentStatusBuilder()
                  .withReplicas(1)
                  .withReadyReplicas(ready ? 1 : 0)
                  .withAvailableReplicas(ready ? 1 : 0)
                  .build());
      Pod pod = workload.pod(workload.podName(0, random), own.getLast());
      pod.getMetadata().setAnnotations(Map.of(ClusterView.OBJECTS_ONLY, "true"));
      pod.setStatus(Statuses.of(pod, List.of(), ready, true, 0, java.time.Instant.EPOCH));
      all.addAll(own);
      all.add(pod);
    }
    return all;
  }
}
