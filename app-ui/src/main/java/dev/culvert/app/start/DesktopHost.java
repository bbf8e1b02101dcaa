package dev.culvert.app.start;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.Host;
import dev.culvert.app.view.SettingsFile;
import java.nio.file.Path;
import java.util.Optional;

/** The real desktop. */
public final class DesktopHost implements Host {
  private final SettingsFile settings;
  private final LoginItem login;
  private final Runnable quit;

  /**
   * @param quit ends the application
   */
  public DesktopHost(SettingsFile settings, LoginItem login, Runnable quit) {
    this.settings = settings;
    this.login = login;
    this.quit = quit;
  }

  @Override
  public String loginOff() {
    return login.possible() ? "" : text("login.off.build");
  }

  @Override
  public void login(boolean on) {
    login.set(on);
  }

  @Override
  public Optional<Path> settingsFile() {
    return Optional.of(settings.file());
  }

  @Override
  public void importSettings(Path file) {
    settings.importFrom(file);
  }

  @Override
  public void exportSettings(Path file) {
    settings.exportTo(file);
  }

  @Override
  public void refreshSettings() {
    settings.refresh();
  }

  @Override
  public void quit() {
    quit.run();
  }
}
