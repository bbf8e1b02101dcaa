package dev.culvert.core.udp;

import java.time.Duration;

/**
 * When a UDP flow is over, since nobody says so.
 *
 * @param idleDns a question and its answer: resolvers give up after 5 s and ask from another port
 * @param idleUnanswered the far side has never answered
 * @param idle for all others: 5 minutes, as RFC 4787 section 4.3 recommends to translators
 * @param maxFlows one more closes the one that has been silent for longest. 16,384: half of the
 *     ports that a kernel hands out.
 */
public record UdpSettings(Duration idleDns, Duration idleUnanswered, Duration idle, int maxFlows) {

  /** What the engine uses. */
  public static final UdpSettings DEFAULTS =
      new UdpSettings(
          Duration.ofSeconds(15), Duration.ofSeconds(60), Duration.ofMinutes(5), 16_384);
}
