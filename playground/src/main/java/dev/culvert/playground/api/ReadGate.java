package dev.culvert.playground.api;

import io.netty.channel.Channel;

/**
 * Reading from a channel goes on only while nobody holds it back. Several parts may have reasons to
 * hold; none undoes another's. On the channel's event loop.
 */
final class ReadGate {
  static final int SHAPER = 1;
  static final int POD = 2;

  private final Channel channel;
  private int holding;

  ReadGate(Channel channel) {
    this.channel = channel;
  }

  /** Holds reading back for a reason, or lets go of it. */
  void hold(int reason, boolean hold) {
    int before = holding;
    holding = hold ? holding | reason : holding & ~reason;
    if ((before == 0) != (holding == 0)) {
      channel.config().setAutoRead(holding == 0);
    }
  }
}
