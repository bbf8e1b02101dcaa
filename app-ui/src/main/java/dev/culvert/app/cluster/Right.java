package dev.culvert.app.cluster;

/**
 * Something that a person may do in a namespace, or not, in Kubernetes' words.
 *
 * @param group of the API, empty for the core
 * @param resource as {@code pods/portforward}
 */
public record Right(String verb, String group, String resource) {
  /** To read a Secret's values. */
  public static final Right READ_SECRETS = new Right("get", "", "secrets");

  /** As people write it: {@code get on secrets}. */
  @Override
  public String toString() {
    return verb + " on " + (group.isEmpty() ? resource : resource + "." + group);
  }
}
