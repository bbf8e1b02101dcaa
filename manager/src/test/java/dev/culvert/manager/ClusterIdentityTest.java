package dev.culvert.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.culvert.core.net.Prefix;
import dev.culvert.manager.auth.ClientAuthorities;
import dev.culvert.manager.auth.Identity;
import dev.culvert.manager.cluster.PublishedFacts;
import dev.culvert.manager.kube.KubeAccess;
import dev.culvert.proto.manager.v1.ClusterNetwork;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who a caller is and what it may, as the manager asks an API server over its real client. */
class ClusterIdentityTest {
  private static final String TOKENS = "/apis/authentication.k8s.io/v1/tokenreviews";
  private static final String SELF = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
  private static final String ACCESS = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
  private static final String LOCAL_ACCESS =
      "/apis/authorization.k8s.io/v1/namespaces/culvert/localsubjectaccessreviews";
  private static final String USER =
      "{\"username\":\"mara\",\"uid\":\"7\",\"groups\":[\"developers\"]}";

  @TempDir private Path dir;
  private final FakeApi api;
  private KubeAccess kube;

  @SuppressWarnings("NullAway.Init") // The client is opened before each test.
  ClusterIdentityTest() throws Exception {
    api = new FakeApi();
  }

  @BeforeEach
  void open() throws Exception {
    Config config = Config.fromKubeconfig(Files.readString(api.kubeconfig(dir.resolve("config"))));
    config.setRequestRetryBackoffLimit(0);
    config.setConnectionTimeout(60_000);
    config.setRequestTimeout(60_000);
    kube = new KubeAccess(new KubernetesClientBuilder().withConfig(config).build(), "culvert");
  }

  @AfterEach
  void close() throws Exception {
    kube.close();
    api.close();
  }

  /** An API server where each token is good for one audience; empty: the API server's own. */
  private void tokensAreFor(String audience) {
    api.onPost(
        TOKENS,
        review -> {
          var asked = review.getAsJsonObject("spec").getAsJsonArray("audiences");
          String wanted = asked == null || asked.isEmpty() ? "" : asked.get(0).getAsString();
          review.add(
              "status",
              JsonParser.parseString(
                  wanted.equals(audience)
                      ? "{\"authenticated\":true,\"audiences\":[\"%s\"],\"user\":%s}"
                          .formatted(wanted, USER)
                      // HTTP 201 all the same.
                      : "{\"error\":\"token audiences do not match\"}"));
          return review;
        });
  }

  @Test
  void aTokenForTheManagerIsEnough() throws Exception {
    tokensAreFor("culvert-manager");
    Identity mara = kube.tokens().verify("for-the-manager").orElseThrow();
    assertThat(mara.user()).isEqualTo("mara");
    assertThat(mara.groups()).containsExactly("developers");
    assertThat(api.seen).hasSize(1);
  }

  @Test
  void aTokenForTheApiServerIsAccepted() throws Exception {
    tokensAreFor("");
    assertThat(kube.tokens().verify("kubeconfig's").map(Identity::user)).contains("mara");
  }

  @Test
  void aTokenForSomebodyElseIsNot() throws Exception {
    tokensAreFor("vault");
    assertThat(kube.tokens().verify("for-vault")).isEmpty();
  }

  @Test
  void anApiServerThatIgnoresAudiencesDoesNotMakeATokenOurs() throws Exception {
    api.onPost(
        TOKENS,
        review -> {
          boolean asked = review.getAsJsonObject("spec").has("audiences");
          review.add(
              "status",
              JsonParser.parseString(
                  asked ? "{\"authenticated\":true,\"user\":%s}".formatted(USER) : "{}"));
          return review;
        });
    assertThat(kube.tokens().verify("whatever")).isEmpty();
  }

  @Test
  void withoutTheRightToReviewTheTokensOwnerIsAsked() throws Exception {
    api.forbid(TOKENS, "tokenreviews is forbidden");
    api.onPost(
        SELF,
        review -> {
          review.add("status", JsonParser.parseString("{\"userInfo\":%s}".formatted(USER)));
          return review;
        });
    assertThat(kube.tokens().verify("mara's-own").map(Identity::user)).contains("mara");
    assertThat(api.bearer(SELF))
        .as("never the manager's own token, which would be the manager's identity")
        .isEqualTo("Bearer mara's-own");
  }

  @Test
  void anOwnerWhomTheApiServerDoesNotKnowGetsNothing() throws Exception {
    api.forbid(TOKENS, "tokenreviews is forbidden");
    api.onPost(SELF, review -> FakeApi.status(401, "Unauthorized", "Unauthorized"));
    assertThat(kube.tokens().verify("stolen")).isEmpty();
  }

  @Test
  void aReviewThatFailsIsNoAnswer() {
    api.onPost(TOKENS, review -> FakeApi.status(500, "InternalError", "etcd is gone"));
    assertThatThrownBy(() -> kube.tokens().verify("any"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("etcd is gone");
  }

  private static Identity mara() {
    return new Identity("mara", List.of("system:masters"), "7", Optional.empty());
  }

  private static JsonObject allowed(JsonObject review, boolean allowed) {
    review.add("status", JsonParser.parseString("{\"allowed\":%s}".formatted(allowed)));
    return review;
  }

  @Test
  void rightsAreAskedWithGroups() throws Exception {
    api.onPost(ACCESS, review -> allowed(review, true));
    assertThat(kube.authorizer().missingRight(mara())).isEmpty();
    JsonObject spec = api.made(ACCESS).getAsJsonObject("spec");
    assertThat(spec.getAsJsonArray("groups").toString()).contains("system:masters");
    JsonObject what = spec.getAsJsonObject("resourceAttributes");
    assertThat(what.get("resource").getAsString()).isEqualTo("pods");
    assertThat(what.get("subresource").getAsString()).isEqualTo("portforward");
    assertThat(what.get("namespace").getAsString()).isEqualTo("culvert");
  }

  @Test
  void whoMayNotIsToldWhichRightIsMissing() throws Exception {
    api.onPost(ACCESS, review -> allowed(review, false));
    assertThat(kube.authorizer().missingRight(mara()).orElseThrow())
        .contains("mara", "create pods/portforward", "namespace culvert");
  }

  @Test
  void aManagerOfOneNamespaceAsksAboutThatOne() throws Exception {
    api.forbid(ACCESS, "subjectaccessreviews is forbidden");
    api.onPost(LOCAL_ACCESS, review -> allowed(review, false));
    assertThat(kube.authorizer().missingRight(mara())).isPresent();
    api.onPost(LOCAL_ACCESS, review -> allowed(review, true));
    assertThat(kube.authorizer().missingRight(mara())).isEmpty();
  }

  @Test
  void aManagerOfOneNamespaceLearnsTheServiceRangeFromTheApiServersRefusal() throws Exception {
    api.onPost(
        "/api/v1/namespaces/culvert/services",
        service ->
            FakeApi.status(
                422,
                "Invalid",
                "provided IP is not in the valid range. The range of valid IPs is 10.96.0.0/12"));
    BlockingQueue<ClusterNetwork> told = new LinkedBlockingQueue<>();
    PublishedFacts facts = new PublishedFacts();
    try (AutoCloseable watch = facts.watch(told::add)) {
      kube.follow(new ClientAuthorities(), facts, "cluster.local", List.of(), false);
      ClusterNetwork network = told.poll(60, TimeUnit.SECONDS);
      while (network != null && network.getSubnetsCount() == 0) {
        network = told.poll(60, TimeUnit.SECONDS);
      }
      assertThat(network).isNotNull();
      assertThat(network.getSubnets(0).getPrefixLength())
          .isEqualTo(Prefix.parse("10.96.0.0/12").length());
      assertThat(network.getSubnets(0).getSource()).contains("impossible Service address");
      assertThat(network.getDns().getNamespacesList()).containsExactly("culvert");
    }
    assertThat(api.queries("/api/v1/namespaces/culvert/services")).contains("dryRun=All");
  }
}
