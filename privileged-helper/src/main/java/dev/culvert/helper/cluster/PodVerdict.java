package dev.culvert.helper.cluster;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * What a pod's status says of the manager in it.
 *
 * @param ready whether it serves
 * @param soon whether waiting some seconds may help
 * @param text the rest of a sentence that begins with the pod's name
 */
record PodVerdict(String pod, String created, boolean ready, boolean soon, String text) {

  /** Reads a Pod. */
  static PodVerdict of(JsonObject pod) {
    JsonObject metadata = object(pod, "metadata");
    String name = string(metadata, "name");
    String created = string(metadata, "creationTimestamp");
    JsonObject status = object(pod, "status");
    if (metadata.has("deletionTimestamp")) {
      return new PodVerdict(name, created, false, true, "is being deleted");
    }
    Optional<JsonObject> unscheduled =
        condition(status, "PodScheduled").filter(c -> string(c, "status").equals("False"));
    if (unscheduled.isPresent()) {
      String why = string(unscheduled.orElseThrow(), "message");
      return new PodVerdict(name, created, false, false, "is not scheduled to a node: " + why);
    }
    for (JsonObject container : containers(status)) {
      Optional<PodVerdict> stuck = stuck(name, created, container);
      if (stuck.isPresent()) {
        return stuck.orElseThrow();
      }
    }
    if (condition(status, "Ready").map(c -> string(c, "status")).orElse("").equals("True")) {
      return new PodVerdict(name, created, true, true, "is ready");
    }
    String phase = string(status, "phase");
    return switch (phase) {
      case "Running" ->
          new PodVerdict(name, created, false, true, "runs and is not ready" + probe(status));
      case "Pending", "" -> new PodVerdict(name, created, false, true, "is starting");
      default -> new PodVerdict(name, created, false, false, "has ended: phase " + phase);
    };
  }

  private static Optional<PodVerdict> stuck(String pod, String created, JsonObject container) {
    JsonObject waiting = object(object(container, "state"), "waiting");
    String reason = string(waiting, "reason");
    String message = string(waiting, "message");
    String image = string(container, "image");
    String text =
        switch (reason) {
          case "ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull" ->
              "cannot get its image " + image + " (" + reason + "): " + message;
          case "CrashLoopBackOff" -> "keeps crashing" + lastEnd(container);
          case "CreateContainerConfigError", "CreateContainerError", "RunContainerError" ->
              "cannot be started (" + reason + "): " + message;
          default -> "";
        };
    return text.isEmpty()
        ? Optional.empty()
        : Optional.of(new PodVerdict(pod, created, false, false, text));
  }

  private static String lastEnd(JsonObject container) {
    JsonObject ended = object(object(container, "lastState"), "terminated");
    if (ended.isEmpty()) {
      return "";
    }
    return ": it ended with exit code "
        + string(ended, "exitCode")
        + " ("
        + string(ended, "reason")
        + "), restarted "
        + string(container, "restartCount")
        + " times";
  }

  private static String probe(JsonObject status) {
    String why = condition(status, "ContainersReady").map(c -> string(c, "message")).orElse("");
    return why.isEmpty() ? "" : ": " + why;
  }

  private static List<JsonObject> containers(JsonObject status) {
    return StreamSupport.stream(array(status, "containerStatuses").spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .toList();
  }

  private static Optional<JsonObject> condition(JsonObject status, String type) {
    return StreamSupport.stream(array(status, "conditions").spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .filter(c -> string(c, "type").equals(type))
        .findFirst();
  }

  static JsonObject object(JsonObject parent, String key) {
    return parent.get(key) instanceof JsonObject child ? child : new JsonObject();
  }

  static JsonArray array(JsonObject parent, String key) {
    return parent.get(key) instanceof JsonArray child ? child : new JsonArray();
  }

  static String string(JsonObject parent, String key) {
    JsonElement value = parent.get(key);
    return value == null || !value.isJsonPrimitive() ? "" : value.getAsString();
  }
}
