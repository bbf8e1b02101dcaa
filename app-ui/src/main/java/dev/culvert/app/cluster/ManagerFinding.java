package dev.culvert.app.cluster;

/** What a look into the cluster says of the manager. */
public sealed interface ManagerFinding {
  /** It runs there. */
  record Found(String version, String namespace) implements ManagerFinding {}

  /** Nothing of it is there. */
  record Missing(String namespace) implements ManagerFinding {}

  /**
   * It is not there, and installing it did not end well.
   *
   * @param code for searching, as CUL-I04
   * @param why one sentence
   * @param remedy what to do, one sentence
   */
  record NotInstalled(String code, String why, String remedy) implements ManagerFinding {}

  /** It could not be seen, as by a missing right: in words. */
  record Unknown(String why) implements ManagerFinding {}
}
