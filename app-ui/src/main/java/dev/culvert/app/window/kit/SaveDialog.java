package dev.culvert.app.window.kit;

import java.io.File;
import java.nio.file.Path;
import java.util.Optional;
import javafx.scene.Scene;
import javafx.stage.FileChooser;
import javafx.stage.FileChooser.ExtensionFilter;
import javafx.stage.Window;

/**
 * Asks where a file shall go. The desktop's own dialog, unless the scene has another among its
 * properties, under this type: on JavaFX' platform without a screen there is no desktop to ask.
 */
@FunctionalInterface
public interface SaveDialog {
  /**
   * Asks, and waits for the answer.
   *
   * @param name the file's name unless the person writes another
   * @param kind what files of this kind are called
   * @param suffix of their names, with its dot
   * @return empty when the person changed their mind
   */
  Optional<Path> ask(Window owner, String name, String kind, String suffix);

  /** The one for what is shown in this scene. */
  static SaveDialog of(Scene scene) {
    return scene.getProperties().get(SaveDialog.class) instanceof SaveDialog other
        ? other
        : SaveDialog::desktop;
  }

  private static Optional<Path> desktop(Window owner, String name, String kind, String suffix) {
    FileChooser chooser = new FileChooser();
    chooser.setTitle(kind);
    chooser.setInitialFileName(name);
    chooser.getExtensionFilters().add(new ExtensionFilter(kind, "*" + suffix));
    return Optional.ofNullable(chooser.showSaveDialog(owner)).map(File::toPath);
  }
}
