package dev.culvert.app.kubeconfig;

import java.util.List;

/** A usable context with the entries it names. Opaque outside this package but for its names. */
public final class ContextTarget {
  private final ContextEntry context;
  private final ClusterEntry cluster;
  private final UserEntry user;

  ContextTarget(ContextEntry context, ClusterEntry cluster, UserEntry user) {
    this.context = context;
    this.cluster = cluster;
    this.user = user;
  }

  ContextEntry context() {
    return context;
  }

  ClusterEntry cluster() {
    return cluster;
  }

  UserEntry user() {
    return user;
  }

  /** The context's own namespace, {@code default} when it names none. */
  public String namespace() {
    return context.namespace().isEmpty() ? "default" : context.namespace();
  }

  /** The kubeconfig user's name. */
  public String userName() {
    return user.name();
  }

  /** {@code as}; empty when nobody is impersonated. */
  public String impersonateUser() {
    return user.impersonateUser();
  }

  /** {@code as-groups}. */
  public List<String> impersonateGroups() {
    return user.impersonateGroups();
  }
}
