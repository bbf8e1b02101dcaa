package dev.culvert.uitests.gallery;

import java.util.Enumeration;
import java.util.ResourceBundle;

/** Each text 40 parts in a hundred longer, and marked: one that is from no bundle shows. */
public final class Pseudo extends ResourceBundle {
  private final ResourceBundle english;

  /** Of these texts. */
  public Pseudo(ResourceBundle english) {
    this.english = english;
  }

  @Override
  protected Object handleGetObject(String key) {
    String text = english.getString(key);
    return "[" + text + "~".repeat(Math.max(1, text.length() * 2 / 5)) + "]";
  }

  @Override
  public Enumeration<String> getKeys() {
    return english.getKeys();
  }
}
