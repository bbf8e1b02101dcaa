package dev.culvert.core.mapping;

import dev.culvert.core.dns.MappedLookup;
import dev.culvert.core.net.AddressMap;
import dev.culvert.core.tunnel.AttachmentCalls;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Dialer;
import dev.culvert.core.tunnel.ManagerSession;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A session whose dialer and name lookups know the cluster under this computer's addresses. The map
 * is asked anew each time, so it may change while the session lives.
 */
public final class MappedSession implements ManagerSession {
  private final ManagerSession session;
  private final MappedLookup names;
  private final Supplier<AddressMap> map;
  private final Dialer dialer;

  /** The session as this computer sees it. */
  public MappedSession(ManagerSession session, Supplier<AddressMap> map) {
    this.session = session;
    this.map = map;
    this.names = new MappedLookup(session::lookup, map);
    this.dialer = new MappedDialer(session.dialer(), map);
  }

  @Override
  public Info info() {
    return session.info();
  }

  @Override
  public Dialer dialer() {
    return dialer;
  }

  @Override
  public Dialer dialer(int loop) {
    return loop == 0 ? dialer : new MappedDialer(session.dialer(loop), map);
  }

  @Override
  public ByteStream openMeter(ByteStream.Listener listener) {
    return session.openMeter(listener);
  }

  @Override
  public Optional<FirstHop> firstHop() {
    return session.firstHop();
  }

  @Override
  public AttachmentCalls attachments() {
    return session.attachments();
  }

  @Override
  public CompletionStage<Answer> lookup(byte[] query, Duration timeout) {
    return names.lookup(query, timeout);
  }

  @Override
  public CompletionStage<Void> close() {
    return session.close();
  }

  @Override
  public void abandon() {
    session.abandon();
  }
}
