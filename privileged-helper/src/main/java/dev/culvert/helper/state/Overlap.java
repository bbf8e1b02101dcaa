package dev.culvert.helper.state;

/**
 * What to do where a subnet of the cluster and another network of this computer share addresses.
 */
public enum Overlap {
  /**
   * The cluster's subnet gets virtual addresses that nobody has: both can be reached, the cluster
   * by name.
   */
  MAP,
  /** The other network keeps what both claim, whoever has the longer route. */
  EXCLUDE,
  /** The cluster's subnet is routed as it is: the longer route wins, as the kernel has it. */
  ALLOW
}
