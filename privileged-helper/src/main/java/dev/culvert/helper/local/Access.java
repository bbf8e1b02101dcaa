package dev.culvert.helper.local;

import dev.culvert.helper.state.LocalUser;
import java.util.Optional;

/**
 * Who may change things: root and the user who installed Culvert. Everybody else on this computer
 * may look at the state. What a connection does, in names, is shown to root and to who connected.
 *
 * @param owner the installing user; empty when only root may
 */
public record Access(Optional<LocalUser> owner) {

  /** Whether this caller may connect, disconnect, restore. */
  public boolean mayChange(Caller caller) {
    return caller.isRoot() || owner.map(user -> user.uid() == caller.uid()).orElse(false);
  }

  /**
   * Whether this caller may see names: of programs, and in DNS queries.
   *
   * @param connected who connected; empty while nobody is
   */
  public boolean maySeeNames(Caller caller, Optional<LocalUser> connected) {
    return caller.isRoot()
        || connected
            .map(user -> user.uid() == caller.uid())
            // What is left of a connection that ended belongs to who may make the next one.
            .orElseGet(() -> mayChange(caller));
  }

  /** For texts: "root and mara". */
  public String whoMayChange() {
    return owner.filter(u -> u.uid() != 0).map(u -> "root and " + u.name()).orElse("root");
  }
}
