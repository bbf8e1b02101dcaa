package dev.culvert.helper.session;

import java.util.List;

/**
 * What is attached, as far as names are concerned.
 *
 * @param attachments whose agents are asked: with another one, what was remembered is not true any
 *     longer
 * @param search with which the workloads complete short names, in order
 */
public record AttachedNames(List<String> attachments, List<String> search) {
  /** Nothing is. */
  public static final AttachedNames NONE = new AttachedNames(List.of(), List.of());

  public AttachedNames {
    attachments = List.copyOf(attachments);
    search = List.copyOf(search);
  }
}
