package dev.culvert.app.install;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Renders a chart's template without Helm: the part of Go's template language that our chart is
 * written in. {@code if}, {@code with}, {@code else}, {@code end}; paths; {@code eq}, {@code
 * default}, {@code quote}, {@code toYaml}, {@code nindent} and pipes. Anything else is an error,
 * never a different text than Helm's; a test compares both.
 */
final class Template {
  private static final Pattern ACTION =
      Pattern.compile("(\\{\\{-)\\s*|\\{\\{\\s*", Pattern.MULTILINE);
  private static final Pattern END = Pattern.compile("\\s*(-\\}\\}|\\}\\})");
  private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|\\||[^\\s|]+");

  private final List<Node> nodes;

  private sealed interface Node {}

  private record Text(String text) implements Node {}

  private record Value(String expression) implements Node {}

  /**
   * @param rebinds whether the dot is the condition's value inside: {@code with}
   */
  private record Block(String condition, boolean rebinds, List<Node> then, List<Node> otherwise)
      implements Node {}

  private Template(List<Node> nodes) {
    this.nodes = nodes;
  }

  /** Reads a template. */
  static Template parse(String source) {
    List<Node> top = new ArrayList<>();
    Deque<Block> open = new ArrayDeque<>();
    Deque<List<Node>> into = new ArrayDeque<>(List.of(top));
    int at = 0;
    boolean trim = false;
    Matcher action = ACTION.matcher(source);
    while (action.find(at)) {
      String text = source.substring(at, action.start());
      text = trim ? text.stripLeading() : text;
      add(into, action.group(1) == null ? text : text.stripTrailing());
      Matcher end = END.matcher(source);
      if (!end.find(action.end())) {
        throw new IllegalArgumentException("an action does not end: " + source.substring(at));
      }
      String body = source.substring(action.end(), end.start());
      trim = end.group(1).startsWith("-");
      at = end.end();
      if (body.startsWith("if ") || body.startsWith("with ")) {
        int space = body.indexOf(' ');
        Block block =
            new Block(
                body.substring(space + 1),
                body.startsWith("with"),
                new ArrayList<>(),
                new ArrayList<>());
        into.getFirst().add(block);
        open.push(block);
        into.push(block.then());
      } else if (body.equals("else")) {
        into.pop();
        into.push(open.getFirst().otherwise());
      } else if (body.equals("end")) {
        into.pop();
        open.pop();
      } else {
        into.getFirst().add(new Value(body));
      }
    }
    add(into, trim ? source.substring(at).stripLeading() : source.substring(at));
    if (!open.isEmpty()) {
      throw new IllegalArgumentException("a block does not end: " + open.getFirst().condition());
    }
    return new Template(top);
  }

  private static void add(Deque<List<Node>> into, String text) {
    if (!text.isEmpty()) {
      into.getFirst().add(new Text(text));
    }
  }

  /**
   * The text.
   *
   * @param root what the dot is at the beginning
   */
  String render(Map<String, Object> root) {
    StringBuilder out = new StringBuilder();
    write(nodes, root, out);
    return out.toString();
  }

  private static void write(List<Node> nodes, Object dot, StringBuilder out) {
    for (Node node : nodes) {
      switch (node) {
        case Text text -> out.append(text.text());
        case Value value -> out.append(TemplateValues.text(evaluate(value.expression(), dot)));
        case Block block -> {
          Object condition = evaluate(block.condition(), dot);
          if (!TemplateValues.truth(condition)) {
            write(block.otherwise(), dot, out);
          } else if (block.rebinds() && condition != null) {
            write(block.then(), condition, out);
          } else {
            write(block.then(), dot, out);
          }
        }
      }
    }
  }

  private static @Nullable Object evaluate(String expression, Object dot) {
    Object value = null;
    boolean piped = false;
    List<String> words = new ArrayList<>();
    for (String word :
        (Iterable<String>) WORD.matcher(expression).results().map(r -> r.group())::iterator) {
      if (word.equals("|")) {
        value = command(words, dot, piped, value);
        piped = true;
        words.clear();
      } else {
        words.add(word);
      }
    }
    return command(words, dot, piped, value);
  }

  /** One part of a pipe; what comes through the pipe is its last argument. */
  private static @Nullable Object command(
      List<String> words, Object dot, boolean piped, @Nullable Object value) {
    List<@Nullable Object> arguments = new ArrayList<>();
    for (String word : words.subList(isFunction(words) ? 1 : 0, words.size())) {
      arguments.add(operand(word, dot));
    }
    if (piped) {
      arguments.add(value);
    }
    if (!isFunction(words)) {
      if (arguments.size() != 1) {
        throw new IllegalArgumentException("not one value: " + words);
      }
      return arguments.getFirst();
    }
    return TemplateValues.call(words.getFirst(), arguments);
  }

  private static boolean isFunction(List<String> words) {
    return !words.isEmpty() && Character.isLetter(words.getFirst().charAt(0));
  }

  private static @Nullable Object operand(String word, Object dot) {
    if (word.startsWith("\"")) {
      return word.substring(1, word.length() - 1);
    }
    if (Character.isDigit(word.charAt(0))) {
      return Integer.valueOf(word);
    }
    if (!word.startsWith(".")) {
      throw new IllegalArgumentException("not understood in a template: " + word);
    }
    Object value = dot;
    for (String name : word.substring(1).split("\\.", -1)) {
      if (!name.isEmpty()) {
        value = value instanceof Map<?, ?> map ? map.get(name) : null;
      }
    }
    return value;
  }
}
