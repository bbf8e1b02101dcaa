package dev.culvert.app.view;

import java.nio.file.Path;
import java.util.Optional;

/** What the window asks of the desktop it runs on. On the user interface's thread. */
public interface Host {
  /** Why the application cannot be started at login, or empty. */
  String loginOff();

  /** Starts the application at login from now on, or no more. */
  void login(boolean on);

  /** The settings' file, if there is one. */
  Optional<Path> settingsFile();

  /** Takes over settings from a file. */
  void importSettings(Path file);

  /** Writes the settings into a file. */
  void exportSettings(Path file);

  /** Somebody may have edited the settings' file. */
  void refreshSettings();

  /** Ends the application. */
  void quit();

  /** A desktop that does nothing, for specs and pictures. */
  Host NONE =
      new Host() {
        @Override
        public String loginOff() {
          return Messages.text("login.off.build");
        }

        @Override
        public void login(boolean on) {
          // There is no session to start in.
        }

        @Override
        public Optional<Path> settingsFile() {
          return Optional.empty();
        }

        @Override
        public void importSettings(Path file) {
          // Nothing is kept.
        }

        @Override
        public void exportSettings(Path file) {
          // Nothing is kept.
        }

        @Override
        public void refreshSettings() {
          // Nothing is kept.
        }

        @Override
        public void quit() {
          // Whoever opened the window closes it.
        }
      };
}
