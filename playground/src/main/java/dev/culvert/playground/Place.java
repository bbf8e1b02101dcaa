package dev.culvert.playground;

/** Where in the playground a command runs. */
public sealed interface Place {
  /** The developer's computer. */
  record Laptop() implements Place {}

  /** A pod, by its namespace and the beginning of its name. */
  record Pod(String namespace, String name) implements Place {}

  /** The developer's computer. */
  static Place laptop() {
    return new Laptop();
  }

  /** A pod: the first running one whose name is this or begins with it. */
  static Place pod(String namespace, String name) {
    return new Pod(namespace, name);
  }

  /**
   * From the command line: "laptop", or a pod as "shop/redis-0".
   *
   * @throws IllegalArgumentException with what would be right
   */
  static Place parse(String text) {
    if (text.equals("laptop")) {
      return laptop();
    }
    int slash = text.indexOf('/');
    if (slash > 0 && slash < text.length() - 1) {
      return pod(text.substring(0, slash), text.substring(slash + 1));
    }
    throw new IllegalArgumentException(
        "\"" + text + "\" is no place: laptop, or a pod as namespace/name, as shop/redis-0");
  }
}
