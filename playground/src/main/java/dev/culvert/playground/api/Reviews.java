package dev.culvert.playground.api;

import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributes;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceRule;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceRuleBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Questions about identities and rights, answered from the same tables that guard the requests. */
final class Reviews {
  private final Accounts accounts;
  private final Rbac rbac;

  Reviews(Accounts accounts, Rbac rbac) {
    this.accounts = accounts;
    this.rbac = rbac;
  }

  /** The answer to a POST of a review; empty when the kind is not a review. */
  Optional<String> answer(RequestInfo info, Identity caller, String body) {
    return switch (info.kind()) {
      case "tokenreviews" -> Optional.of(token(body));
      case "subjectaccessreviews" -> Optional.of(access(body));
      case "selfsubjectaccessreviews" -> Optional.of(selfAccess(caller, body));
      case "selfsubjectrulesreviews" -> Optional.of(selfRules(caller, body));
      case "selfsubjectreviews" -> Optional.of(self(caller));
      case "serviceaccounts" ->
          info.subresource().equals("token") ? Optional.of(request(info, body)) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private String token(String body) {
    TokenReview review = Serialization.unmarshal(body, TokenReview.class);
    List<String> asked = review.getSpec().getAudiences();
    List<String> audiences =
        asked == null || asked.isEmpty() ? List.of(Accounts.API_AUDIENCE) : asked;
    String presented = orEmpty(review.getSpec().getToken());
    Optional<Identity> known = accounts.byToken(presented, audiences);
    TokenReviewBuilder answer = new TokenReviewBuilder(review);
    if (known.isPresent()) {
      answer
          .withNewStatus()
          .withAuthenticated(true)
          .withAudiences(audiences)
          .withNewUser()
          .withUsername(known.orElseThrow().user())
          .withUid(known.orElseThrow().uid())
          .withGroups(known.orElseThrow().groups())
          .withExtra(
              accounts
                  .podOf(presented, audiences)
                  .map(pod ->
                      Map.of(
                          "authentication.kubernetes.io/pod-name", List.of(pod.pod()),
                          "authentication.kubernetes.io/pod-uid", List.of(pod.uid())))
                  .orElse(Map.of()))
          .endUser()
          .endStatus();
    } else {
      // As the real one: 201, and neither user nor "authenticated".
      answer.withNewStatus().withError("invalid bearer token").endStatus();
    }
    return Serialization.asJson(answer.build());
  }

  private String access(String body) {
    SubjectAccessReview review = Serialization.unmarshal(body, SubjectAccessReview.class);
    List<String> groups = review.getSpec().getGroups();
    Identity subject =
        new Identity(orEmpty(review.getSpec().getUser()), "", groups == null ? List.of() : groups);
    Optional<String> refusal = refusal(subject, review.getSpec().getResourceAttributes());
    return Serialization.asJson(
        new SubjectAccessReviewBuilder(review)
            .withNewStatus()
            .withAllowed(refusal.isEmpty())
            .withReason(refusal.orElse("RBAC: allowed"))
            .endStatus()
            .build());
  }

  private String selfAccess(Identity caller, String body) {
    SelfSubjectAccessReview review = Serialization.unmarshal(body, SelfSubjectAccessReview.class);
    Optional<String> refusal = refusal(caller, review.getSpec().getResourceAttributes());
    return Serialization.asJson(
        new SelfSubjectAccessReviewBuilder(review)
            .withNewStatus()
            .withAllowed(refusal.isEmpty())
            .withReason(refusal.orElse("RBAC: allowed"))
            .endStatus()
            .build());
  }

  private String selfRules(Identity caller, String body) {
    SelfSubjectRulesReview review = Serialization.unmarshal(body, SelfSubjectRulesReview.class);
    String namespace = orEmpty(review.getSpec().getNamespace());
    List<ResourceRule> rules =
        rbac.grants().stream()
            .filter(grant -> grant.concerns(caller, namespace))
            .map(grant ->
                new ResourceRuleBuilder()
                    .withVerbs(grant.verbs().stream().sorted().toList())
                    .withApiGroups(grant.apiGroups().stream().sorted().toList())
                    .withResources(grant.resources().stream().sorted().toList())
                    .withResourceNames(grant.names().stream().sorted().toList())
                    .build())
            .toList();
    if (caller.groups().contains("system:masters")) {
      rules =
          List.of(
              new ResourceRuleBuilder()
                  .withVerbs("*")
                  .withApiGroups("*")
                  .withResources("*")
                  .build());
    }
    return Serialization.asJson(
        new SelfSubjectRulesReviewBuilder(review)
            .withNewStatus()
            .withIncomplete(false)
            .withResourceRules(rules)
            .withNonResourceRules()
            .endStatus()
            .build());
  }

  private static String self(Identity caller) {
    return Serialization.asJson(
        new io.fabric8.kubernetes.api.model.authentication.SelfSubjectReviewBuilder()
            .withNewStatus()
            .withNewUserInfo()
            .withUsername(caller.user())
            .withUid(caller.uid())
            .withGroups(caller.groups())
            .endUserInfo()
            .endStatus()
            .build());
  }

  private String request(RequestInfo info, String body) {
    TokenRequest request = Serialization.unmarshal(body, TokenRequest.class);
    List<String> asked = request.getSpec().getAudiences();
    Long seconds = request.getSpec().getExpirationSeconds();
    Accounts.Issued issued =
        accounts.issue(
            Identity.serviceAccount(info.namespace(), info.name(), ""),
            asked == null || asked.isEmpty() ? List.of(Accounts.API_AUDIENCE) : asked,
            Duration.ofSeconds(seconds == null ? 3600 : Math.max(600, seconds)));
    return Serialization.asJson(
        new TokenRequestBuilder(request)
            .withNewStatus()
            .withToken(issued.token())
            .withExpirationTimestamp(issued.expires().toString())
            .endStatus()
            .build());
  }

  private Optional<String> refusal(Identity subject, @Nullable ResourceAttributes attributes) {
    if (attributes == null) {
      return Optional.of("only resources are granted here, no other paths");
    }
    String sub = orEmpty(attributes.getSubresource());
    return rbac.refusal(
        subject,
        new Rbac.Act(
            orEmpty(attributes.getVerb()),
            orEmpty(attributes.getGroup()),
            orEmpty(attributes.getResource()) + (sub.isEmpty() ? "" : "/" + sub),
            orEmpty(attributes.getNamespace()),
            orEmpty(attributes.getName())));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
