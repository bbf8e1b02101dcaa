package dev.culvert.app.window.shell;

import dev.culvert.app.view.AppModel;
import dev.culvert.app.window.kit.Colors;
import dev.culvert.app.window.kit.Kit;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** Screens, contexts, namespaces; with little room, the screens alone. */
final class SideBar extends VBox {
  private static final double WIDTH = 232;

  private final VBox wide;
  private final Navigation rail;
  private final NamespaceList namespaces;
  private final ContextList contexts;
  private final AppModel model;

  SideBar(AppModel model, Colors colors) {
    getStyleClass().add("cv-side");
    this.model = model;
    namespaces = new NamespaceList(model);
    contexts = new ContextList(model, colors);
    VBox lists = new VBox(contexts, namespaces);
    lists.getStyleClass().add("cv-side-lists");
    ScrollPane scroll = new ScrollPane(lists);
    scroll.setFitToWidth(true);
    scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
    scroll.getStyleClass().add("cv-side-scroll");
    scroll.setFocusTraversable(false);
    VBox.setVgrow(scroll, Priority.ALWAYS);
    Navigation list = new Navigation(model, false);
    list.getStyleClass().add("cv-side-nav");
    wide = new VBox(list, scroll);
    VBox.setVgrow(wide, Priority.ALWAYS);
    rail = new Navigation(model, true);
    rail.getStyleClass().add("cv-rail");
    getChildren().add(wide);
    narrow(false);
  }

  void narrow(boolean narrow) {
    Kit.show(wide, !narrow);
    Kit.show(this, 1, rail, narrow);
    setMinWidth(narrow ? USE_PREF_SIZE : WIDTH);
    setPrefWidth(narrow ? USE_COMPUTED_SIZE : WIDTH);
    setMaxWidth(narrow ? USE_PREF_SIZE : WIDTH);
  }

  /** With little room the lists open over the screen until the choice is made. */
  void searchNamespaces() {
    if (!model.cluster().looking().get().isEmpty()) {
      narrow(false);
      namespaces.openSearch();
    }
  }

  void searchContexts() {
    narrow(false);
    contexts.openSearch();
  }
}
