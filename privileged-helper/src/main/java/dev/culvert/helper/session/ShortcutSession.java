package dev.culvert.helper.session;

import dev.culvert.core.tunnel.AttachmentCalls;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Dialer;
import dev.culvert.core.tunnel.ManagerSession;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A session before whose dialers there are {@link Shortcuts}. */
final class ShortcutSession implements ManagerSession {
  private final ManagerSession session;
  private final Shortcuts shortcuts;
  private final List<EventLoop> loops;

  /**
   * The session as new flows see it.
   *
   * @param loops of its dialers
   */
  ShortcutSession(ManagerSession session, Shortcuts shortcuts, List<EventLoop> loops) {
    this.session = session;
    this.shortcuts = shortcuts;
    this.loops = List.copyOf(loops);
  }

  @Override
  public Info info() {
    return session.info();
  }

  @Override
  public Dialer dialer() {
    return shortcuts.before(session.dialer(), loops.getFirst());
  }

  @Override
  public Dialer dialer(int loop) {
    return shortcuts.before(session.dialer(loop), loops.get(loop));
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
    return session.lookup(query, timeout);
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
