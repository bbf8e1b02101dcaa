package dev.culvert.app.start;

import dev.culvert.app.install.Version;
import dev.culvert.app.update.Channel;
import dev.culvert.app.update.KnownRelease;
import dev.culvert.app.update.ReleaseFeed;
import dev.culvert.app.update.UpdateWatch;
import dev.culvert.app.view.NoticesModel;
import dev.culvert.app.view.Settings;
import dev.culvert.app.view.Workbench;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** Tells the window of new versions, from when the setting says so until it no longer does. */
public final class Updates implements AutoCloseable {
  private static final String SETTING = "general.tell-of-updates";

  private final UpdateWatch watch;

  /** Begins. On the user interface's thread. */
  public Updates(
      Settings settings,
      NoticesModel notices,
      Workbench bench,
      Map<String, String> environment,
      String home) {
    Channel channel = Channel.ofThisProcess();
    String version = Version.current();
    // A copy: the watch reads it on its own thread.
    AtomicBoolean wanted = new AtomicBoolean(settings.is(SETTING));
    this.watch =
        new UpdateWatch(
                wanted::get,
                ReleaseFeed.at(ReleaseFeed.PROJECT),
                KnownRelease.of(environment, home),
                InstantSource.system(),
                version,
                newer -> bench.ui(() -> notices.release(newer, version, channel)))
            .begin();
    settings.onChange(key -> {
      if (wanted.getAndSet(settings.is(SETTING)) != settings.is(SETTING)) {
        watch.look();
      }
    });
  }

  @Override
  public void close() {
    watch.close();
  }
}
