package dev.culvert.app.view;

import static dev.culvert.app.view.Messages.text;

import dev.culvert.app.http.HttpExchange;
import dev.culvert.app.http.HttpResend;
import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.attach.v1.Port;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/** A request that is said again, from this process: to a program here, or to the cluster. */
public final class ResendModel {
  private final Workbench bench;
  private final Supplier<List<Attachment>> attachments;
  private final ReadOnlyObjectWrapper<State> state =
      new ReadOnlyObjectWrapper<>(new State.Nothing());
  private int number;

  ResendModel(Workbench bench, Supplier<List<Attachment>> attachments) {
    this.bench = bench;
    this.attachments = attachments;
  }

  /**
   * Where it can go.
   *
   * @param words for people
   */
  public record Target(String words, String host, int port) {}

  /** What became of it. */
  public sealed interface State {
    /** Nothing was sent. */
    record Nothing() implements State {}

    /** It is on its way. */
    record Sending(Target to) implements State {}

    /** An answer came. */
    record Answered(Target to, HttpResend.Result result) implements State {}

    /** None came, or it could not be sent. */
    record Failed(Target to, String why) implements State {}
  }

  /** What became of the last one. */
  public ReadOnlyObjectProperty<State> state() {
    return state.getReadOnlyProperty();
  }

  /** Where this request can go; nowhere when not all of it was seen. */
  public List<Target> targets(HttpExchange exchange) {
    List<Target> targets = new ArrayList<>();
    if (!HttpResend.possible(exchange)) {
      return targets;
    }
    boolean brought = !exchange.connection().attachment().isEmpty();
    if (brought) {
      int port = port(exchange.connection().server(), 0);
      targets.add(new Target(text("http.resend.local", port), "127.0.0.1", port));
    } else {
      attachments.get().stream()
          .filter(Attachment::getMine)
          .flatMap(each -> each.getPortsList().stream())
          .map(Port::getLocal)
          .filter(port -> port > 0)
          .distinct()
          .forEach(
              port -> targets.add(new Target(text("http.resend.local", port), "127.0.0.1", port)));
    }
    // Who called the workload knows its name in the cluster; a program here has dialled an address.
    String place = brought ? exchange.host() : exchange.connection().server();
    String host = host(place);
    if (!host.isEmpty() && !(brought && place.equals(exchange.connection().server()))) {
      targets.add(new Target(text("http.resend.cluster", place), host, port(place, 80)));
    }
    return targets;
  }

  /** Sends it. */
  public void send(HttpExchange exchange, Target to) {
    int mine = ++number;
    state.set(new State.Sending(to));
    // Not among the work: it waits for somebody else.
    Thread.ofVirtual()
        .name("culvert-resend")
        .start(() -> {
          State said;
          try {
            said = new State.Answered(to, HttpResend.send(exchange, to.host, to.port));
          } catch (IOException e) {
            said = new State.Failed(to, String.valueOf(e.getMessage()));
          }
          State result = said;
          bench.ui(() -> {
            if (mine == number) {
              state.set(result);
            }
          });
        });
  }

  void forget() {
    number++;
    state.set(new State.Nothing());
  }

  /** {@code orders.shop} of {@code orders.shop:8080}, {@code ::1} of {@code [::1]:80}. */
  static String host(String place) {
    if (place.startsWith("[")) {
      int end = place.indexOf(']');
      return end < 0 ? "" : place.substring(1, end);
    }
    int colon = place.indexOf(':');
    return colon < 0 ? place : place.substring(0, colon);
  }

  static int port(String place, int otherwise) {
    int colon = place.lastIndexOf(':');
    String digits = colon > place.lastIndexOf(']') ? place.substring(colon + 1) : "";
    int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : otherwise;
    return port > 0xffff ? otherwise : port;
  }
}
