package dev.culvert.app.window.kit;

import dev.culvert.app.view.Messages;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;

/** Texts with spans: {@code *bold*} and {@code `mono`}. */
public final class Rich {
  private Rich() {}

  /** A paragraph that wraps. */
  public static TextFlow paragraph(String marked, String... styles) {
    TextFlow flow = new TextFlow();
    flow.getStyleClass().add("cv-rich");
    flow.getStyleClass().addAll(styles);
    fill(flow, marked);
    return flow;
  }

  /** Says something else. */
  public static void fill(TextFlow flow, String marked) {
    List<Text> texts = new ArrayList<>();
    for (Span span : spans(marked)) {
      Text text = new Text(span.text);
      text.getStyleClass().add("cv-text");
      if (!span.style.isEmpty()) {
        text.getStyleClass().add(span.style);
      }
      texts.add(text);
    }
    flow.getChildren().setAll(texts);
    flow.setAccessibleRole(AccessibleRole.TEXT);
    flow.setAccessibleText(Messages.plain(marked));
  }

  /** One line that is cut at its end when there is no room. */
  public static void line(HBox box, String marked) {
    List<Label> labels = new ArrayList<>();
    List<Span> spans = spans(marked);
    for (int i = 0; i < spans.size(); i++) {
      Label label = new Label(spans.get(i).text);
      if (!spans.get(i).style.isEmpty()) {
        label.getStyleClass().add(spans.get(i).style);
      }
      if (i < spans.size() - 1 || spans.size() == 1) {
        label.setMinWidth(0);
      }
      labels.add(label);
    }
    box.getChildren().setAll(labels);
    box.setAccessibleRole(AccessibleRole.TEXT);
    box.setAccessibleText(Messages.plain(marked));
  }

  private static List<Span> spans(String marked) {
    List<Span> spans = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    String style = "";
    for (int i = 0; i < marked.length(); i++) {
      char c = marked.charAt(i);
      if (c == '*' || c == '`') {
        if (!text.isEmpty()) {
          spans.add(new Span(text.toString(), style));
          text.setLength(0);
        }
        String mark = c == '*' ? "cv-strong" : "cv-mono";
        style = style.isEmpty() ? mark : "";
      } else {
        text.append(c);
      }
    }
    if (!text.isEmpty()) {
      spans.add(new Span(text.toString(), style));
    }
    return spans;
  }

  private record Span(String text, String style) {}
}
