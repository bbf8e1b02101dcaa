package dev.culvert.app.window.shell;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.AppModel;
import dev.culvert.app.window.kit.Colors;
import dev.culvert.app.window.kit.Kit;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** Screens, contexts, namespaces; with little room, the screens alone. */
final class SideBar extends VBox {
  private final VBox wide;
  private final Navigation rail;
  private final NamespaceList namespaces;

  SideBar(AppModel model, Colors colors) {
    getStyleClass().add("cv-side");
    namespaces = new NamespaceList(model);
    HBox contextsHead = new HBox(Kit.label(text("side.contexts"), "cv-side-head-text"));
    contextsHead.getStyleClass().add("cv-side-head");
    VBox lists = new VBox(contextsHead, new ContextList(model, colors), namespaces);
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
    getChildren().addAll(wide, rail);
    narrow(false);
  }

  void narrow(boolean narrow) {
    Kit.show(wide, !narrow);
    Kit.show(rail, narrow);
    double width = narrow ? 56 : 232;
    setMinWidth(width);
    setPrefWidth(width);
    setMaxWidth(width);
  }

  void searchNamespaces() {
    namespaces.openSearch();
  }
}
