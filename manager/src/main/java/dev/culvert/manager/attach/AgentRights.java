package dev.culvert.manager.attach;

/** What an agent's container is given, each with what comes before it. */
public enum AgentRights {
  /** No privilege: variables and files. */
  BESIDE,
  /** NET_ADMIN: it also leads the pod's traffic to itself. */
  REDIRECT,
  /** SYS_PTRACE: it also holds the application still. */
  HOLD
}
