package dev.culvert.helper.session;

import dev.culvert.core.tunnel.ManagerSession;
import io.netty.channel.EventLoop;

/** Whoever works with the session beside the data path. Called by the worker, in order. */
public interface SessionUser {

  /** There is a session; the earlier one, if any, is gone. */
  void use(ManagerSession session, EventLoop loop);

  /** It is gone, perhaps for a while. */
  void pause();

  /** The connection ends; returns when everything that hangs on it is undone. */
  void end();
}
