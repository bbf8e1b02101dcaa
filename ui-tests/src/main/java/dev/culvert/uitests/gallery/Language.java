package dev.culvert.uitests.gallery;

import dev.culvert.app.view.Messages;
import java.util.Locale;
import java.util.ResourceBundle;

/** What the window speaks in a picture. */
enum Language {
  ENGLISH(""),
  GERMAN("-de"),
  CHINESE("-zh"),
  PSEUDO("-pseudo");

  private final String suffix;

  Language(String suffix) {
    this.suffix = suffix;
  }

  String suffix() {
    return suffix;
  }

  /** From now on. */
  void speak() {
    switch (this) {
      case ENGLISH -> Messages.use(Locale.ENGLISH);
      case GERMAN -> Messages.use(Locale.GERMAN);
      case CHINESE -> Messages.use(Locale.CHINESE);
      case PSEUDO ->
          Messages.use(
              Locale.ENGLISH,
              new Pseudo(ResourceBundle.getBundle("dev.culvert.app.messages", Locale.ENGLISH)));
    }
  }
}
