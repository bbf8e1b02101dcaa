package dev.culvert.helper.state;

import java.util.Optional;

/**
 * Where the connection stands. Each state is one file and decides by itself what an event leads to;
 * nothing here touches the computer, the network or a clock.
 *
 * <pre>
 *                    connect                      opened
 *  Disconnected ----------------&gt; Connecting -----------------&gt; Connected &lt;----------.
 *    ^      ^                     |       |                     |   |    |          |
 *    |      |          disconnect |       | failed   disconnect |   |    | lost     | reopened
 *    |      |                     v       v                     |   |    v          |
 *    |      '--------------- Disconnecting &lt;-------------------'   |  Reconnecting -'
 *    |         undone         ^   |     ^  ^        device gone     |  |  |    ^  |
 *    |                        |   |     |  '------------------------'  |  |    '--'
 *    | (through               |   |     '------------------------------'  |   failed for now:
 *    |  Disconnecting)        |   | undone, because of a failure           |   try again, 0.5 s to 3 s
 *    |                        |   v                                       |
 *    '-------------------- Failed         disconnect, or failed for good -'
 *          disconnect         |
 *                             '--- connect ---&gt; Connecting
 * </pre>
 *
 * <p>What is changed on the computer: nothing in Disconnected and Failed; in Connecting, from the
 * step SETTING_ROUTES_AND_DNS on, and in Connected and Reconnecting, the device, its routes and the
 * name resolution; in Disconnecting ever less of it.
 */
public sealed interface ConnectionState
    permits Disconnected, Connecting, Connected, Reconnecting, Disconnecting, Failed {

  /** What the event leads to. */
  Next on(Event event, Backoff backoff);

  /** What this is a connection to. */
  Optional<Target> target();

  /** The state in a few words, for texts and the log: "connected to kind-dev". */
  String inWords();
}
