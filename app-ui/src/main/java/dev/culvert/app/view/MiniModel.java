package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.view.AppModel.Screen;
import dev.culvert.app.view.AttachmentsModel.Mine;
import dev.culvert.app.view.TakeBack.Offer;
import dev.culvert.app.view.TakeBack.Stage;
import java.util.List;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/** What the mini window says: the state, where, and the one thing to know with what can be done. */
public final class MiniModel {
  private final AppModel model;
  private final Desk desk;
  private final ReadOnlyObjectWrapper<Picture> picture;

  /**
   * @param desk brings the window back
   */
  public MiniModel(AppModel model, Desk desk) {
    this.model = model;
    this.desk = desk;
    this.picture = new ReadOnlyObjectWrapper<>(make());
    model.connection().bar().addListener((o, was, is) -> refresh());
    model.current().addListener((o, was, is) -> refresh());
    model.attachments().shown().addListener((o, was, is) -> refresh());
    model.attachments().takeBack().offer().addListener((o, was, is) -> refresh());
  }

  /** What is shown. */
  public ReadOnlyObjectProperty<Picture> picture() {
    return picture.getReadOnlyProperty();
  }

  private void refresh() {
    picture.set(make());
  }

  private Picture make() {
    ContextItem context = model.current().get();
    return new Picture(
        model.connection().bar().get(),
        context == null ? "" : context.name(),
        context != null && context.production(),
        know());
  }

  /** The first of these that is so. */
  private Know know() {
    Offer offer = model.attachments().takeBack().offer().get();
    if (offer != null) {
      boolean may = offer.stage() == Stage.OFFERED;
      return new Know(
          "mdi2u-undo",
          offer.words(),
          may ? text("takeback.button") : "",
          model.attachments().takeBack()::take);
    }
    return switch (model.connection().condition()) {
      case FAILED ->
          new Know(
              "mdi2c-close-octagon-outline",
              text("mini.failed"),
              text("failed.again"),
              model.connection()::connect);
      case DEGRADED, NO_HELPER ->
          new Know(
              "mdi2s-stethoscope", text("mini.doctor"), text("mini.doctor.open"), this::doctor);
      case DISCONNECTED ->
          new Know(
              "mdi2p-power-plug-outline",
              text("mini.disconnected"),
              model.connection().bar().get().offReason().isEmpty() ? text("connect") : "",
              model.connection()::connect);
      case CONNECTED, RECONNECTING -> attached();
      case CONNECTING, DISCONNECTING -> new Know("mdi2p-progress-helper", "", "", () -> {});
    };
  }

  private Know attached() {
    List<Mine> mine = model.attachments().shown().get().mine();
    if (mine.isEmpty()) {
      return new Know("mdi2l-layers-outline", text("mini.none"), "", () -> {});
    }
    Mine first = mine.getFirst();
    String name = first.workload().getName();
    String more =
        mine.size() > 1
            ? text("mini.attached.more", name, first.line().title(), mine.size() - 1)
            : first.line().until().isEmpty()
                ? text("mini.attached", name, first.line().title())
                : text("mini.attached.until", name, first.line().title(), first.line().until());
    return new Know(
        "mdi2c-connection",
        more,
        first.line().detachable() ? text("attach.detach") : "",
        () -> model.attachments().detach(first.line().id()));
  }

  private void doctor() {
    model.screen().set(Screen.DOCTOR);
    desk.front();
  }

  /**
   * What is shown.
   *
   * @param context the window's, or empty
   */
  public record Picture(BarState bar, String context, boolean production, Know know) {}

  /**
   * The one thing to know.
   *
   * @param icon the name of its icon
   * @param action what can be done about it, or empty
   */
  public record Know(String icon, String words, String action, Runnable run) {}
}
