package dev.culvert.app.tray.sni;

import dev.culvert.app.tray.TrayIcons;
import dev.culvert.app.view.TrayPicture;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.interfaces.Properties;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/** The icon as an object on the bus. Calls come on the bus's threads. */
final class ItemObject implements StatusNotifierItem, Properties {
  static final String PATH = "/StatusNotifierItem";

  private final boolean white;
  private volatile TrayPicture picture;

  /**
   * @param white for a dark panel
   */
  ItemObject(TrayPicture first, boolean white) {
    this.picture = first;
    this.white = white;
  }

  void show(TrayPicture next) {
    picture = next;
  }

  @Override
  public String getObjectPath() {
    return PATH;
  }

  @Override
  public void activate(int x, int y) {
    press("open");
  }

  @Override
  public void secondaryActivate(int x, int y) {
    press("open");
  }

  @Override
  public void contextMenu(int x, int y) {
    // A desktop that does not draw our menu still gets the window.
    press("open");
  }

  @Override
  public void scroll(int delta, String orientation) {
    // Nothing here has a volume.
  }

  private void press(String id) {
    for (TrayPicture.Entry entry : picture.menu()) {
      if (entry instanceof TrayPicture.Item item && item.id().equals(id)) {
        item.run().run();
      }
    }
  }

  @Override
  // The library's signature; the bus carries a variant whatever the type.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public <A> A Get(String interfaceName, String property) {
    Variant<?> value = GetAll(interfaceName).get(property);
    if (value == null) {
      throw new IllegalArgumentException("There is no property " + property);
    }
    return (A) value;
  }

  @Override
  public <A> void Set(String interfaceName, String property, A value) {
    throw new UnsupportedOperationException(property + " can only be read");
  }

  @Override
  public Map<String, Variant<?>> GetAll(String interfaceName) {
    TrayPicture now = picture;
    Map<String, Variant<?>> all = new LinkedHashMap<>();
    all.put("Category", new Variant<>("SystemServices"));
    all.put("Id", new Variant<>("culvert"));
    all.put("Title", new Variant<>(now.title()));
    all.put("Status", new Variant<>("Active"));
    all.put("WindowId", new Variant<>(new UInt32(0)));
    all.put("IconThemePath", new Variant<>(""));
    all.put("IconName", new Variant<>(""));
    all.put("IconPixmap", new Variant<>(pixmaps(now.icon()), "a(iiay)"));
    all.put("OverlayIconName", new Variant<>(""));
    all.put("OverlayIconPixmap", new Variant<>(List.of(), "a(iiay)"));
    all.put("AttentionIconName", new Variant<>(""));
    all.put("AttentionIconPixmap", new Variant<>(List.of(), "a(iiay)"));
    all.put("AttentionMovieName", new Variant<>(""));
    all.put(
        "ToolTip", new Variant<>(new ToolTip("", List.of(), now.tooltip(), ""), "(sa(iiay)ss)"));
    // The first button opens the menu too, as everywhere where there is one switch to find.
    all.put("ItemIsMenu", new Variant<>(false));
    all.put("Menu", new Variant<>(new DBusPath(MenuObject.PATH)));
    return all;
  }

  private List<Pixmap> pixmaps(String icon) {
    List<Pixmap> pixmaps = new ArrayList<>();
    for (int size : TrayIcons.SIZES) {
      BufferedImage image = TrayIcons.image(icon, size, white);
      byte[] bytes = new byte[image.getWidth() * image.getHeight() * 4];
      int at = 0;
      for (int y = 0; y < image.getHeight(); y++) {
        for (int x = 0; x < image.getWidth(); x++) {
          int argb = image.getRGB(x, y);
          bytes[at++] = (byte) (argb >>> 24);
          bytes[at++] = (byte) (argb >>> 16);
          bytes[at++] = (byte) (argb >>> 8);
          bytes[at++] = (byte) argb;
        }
      }
      pixmaps.add(new Pixmap(image.getWidth(), image.getHeight(), bytes));
    }
    return pixmaps;
  }
}
