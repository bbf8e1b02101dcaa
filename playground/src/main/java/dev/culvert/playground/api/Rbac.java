package dev.culvert.playground.api;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who may do what: a small table with the meaning of Kubernetes' roles and bindings. Rights only
 * add up; what no line grants is forbidden.
 *
 * @param grants the lines
 */
public record Rbac(List<Grant> grants) {
  public Rbac {
    grants = List.copyOf(grants);
  }

  /**
   * One line: a subject, where, and what. {@code *} stands for everything.
   *
   * @param subject "User:name" or "Group:name"
   * @param namespaces where; "*" also covers what has no namespace
   * @param verbs as Kubernetes names them: get, list, watch, create, …
   * @param apiGroups "" is the core group
   * @param resources "pods", "pods/portforward"
   * @param names of objects; empty for all
   */
  public record Grant(
      String subject,
      Set<String> namespaces,
      Set<String> verbs,
      Set<String> apiGroups,
      Set<String> resources,
      Set<String> names) {

    /** A grant on all objects of the resources. */
    public static Grant of(
        String subject,
        Set<String> namespaces,
        Set<String> verbs,
        Set<String> apiGroups,
        Set<String> resources) {
      return new Grant(subject, namespaces, verbs, apiGroups, resources, Set.of());
    }

    boolean allows(Identity identity, Act act) {
      return identity.is(subject)
          && has(namespaces, act.namespace())
          && has(verbs, act.verb())
          && has(apiGroups, act.apiGroup())
          && has(resources, act.resource())
          && (names.isEmpty() || names.contains(act.name()));
    }

    /** Whether it has a say in the namespace, for SelfSubjectRulesReview. */
    boolean concerns(Identity identity, String namespace) {
      return identity.is(subject) && has(namespaces, namespace);
    }

    private static boolean has(Set<String> set, String value) {
      return set.contains("*") || set.contains(value);
    }
  }

  /**
   * What somebody wants to do with a resource.
   *
   * @param namespace empty for all namespaces and for what has none
   * @param resource with its subresource: "pods/portforward"
   * @param name empty for none
   */
  public record Act(String verb, String apiGroup, String resource, String namespace, String name) {}

  /** Whether the act is granted. Who is in {@code system:masters} may do everything. */
  public boolean allows(Identity identity, Act act) {
    return identity.groups().contains("system:masters")
        || grants.stream().anyMatch(grant -> grant.allows(identity, act));
  }

  /** The API server's words when it is not; empty when it is. */
  public Optional<String> refusal(Identity identity, Act act) {
    if (allows(identity, act)) {
      return Optional.empty();
    }
    String object = act.name().isEmpty() ? "" : " \"" + act.name() + "\"";
    String where =
        act.namespace().isEmpty()
            ? "at the cluster scope"
            : "in the namespace \"" + act.namespace() + "\"";
    int slash = act.resource().indexOf('/');
    String plural = slash < 0 ? act.resource() : act.resource().substring(0, slash);
    String group = act.apiGroup().isEmpty() ? "" : "." + act.apiGroup();
    return Optional.of(
        plural
            + group
            + object
            + " is forbidden: User \""
            + identity.user()
            + "\" cannot "
            + act.verb()
            + " resource \""
            + act.resource()
            + "\" in API group \""
            + act.apiGroup()
            + "\" "
            + where);
  }
}
