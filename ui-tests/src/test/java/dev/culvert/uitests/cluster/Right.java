package dev.culvert.uitests.cluster;

/** What connecting takes, verb by verb, all of it in the manager's namespace. */
enum Right {
  LIST_PODS("list", "", "pods", "pods"),
  GET_AUTHORITY("get", "culvert-manager", "configmaps", "ConfigMap"),
  GET_PORTFORWARD("get", "", "pods/portforward", "portforward"),
  CREATE_PORTFORWARD("create", "", "pods/portforward", "portforward");

  private final String verb;
  private final String name;
  private final String resource;

  /** How a message that says this right is missing names it. */
  final String named;

  Right(String verb, String name, String resource, String named) {
    this.verb = verb;
    this.name = name;
    this.resource = resource;
    this.named = named;
  }

  /** As one line of a Role. */
  String rule() {
    String names = name.isEmpty() ? "" : ", resourceNames: [" + name + "]";
    return "- {apiGroups: [\"\"], resources: [%s], verbs: [%s]%s}%n"
        .formatted(resource, verb, names);
  }
}
