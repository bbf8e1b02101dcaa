package dev.culvert.playground.api;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;

/** The API server's way of saying no: an object of kind Status. */
final class Statuses {
  private Statuses() {}

  static String unauthorized() {
    return json(failure(401, "Unauthorized", "Unauthorized"));
  }

  static String forbidden(String message, Rbac.Act act) {
    return json(
        new StatusBuilder(failure(403, "Forbidden", message))
            .withNewDetails()
            .withName(act.name().isEmpty() ? null : act.name())
            .withGroup(act.apiGroup().isEmpty() ? null : act.apiGroup())
            .withKind(act.resource())
            .endDetails()
            .build());
  }

  static String notFound(RequestInfo info) {
    String group = info.apiGroup().isEmpty() ? "" : "." + info.apiGroup();
    return json(
        new StatusBuilder(
                failure(
                    404,
                    "NotFound",
                    info.resource()
                        ? info.kind() + group + " \"" + info.name() + "\" not found"
                        : "the server could not find the requested resource"))
            .withNewDetails()
            .withName(info.name().isEmpty() ? null : info.name())
            .withKind(info.kind().isEmpty() ? null : info.kind())
            .endDetails()
            .build());
  }

  static String error(int code, String reason, String message) {
    return json(failure(code, reason, message));
  }

  private static Status failure(int code, String reason, String message) {
    return new StatusBuilder()
        .withApiVersion("v1")
        .withKind("Status")
        .withStatus("Failure")
        .withCode(code)
        .withReason(reason)
        .withMessage(message)
        .build();
  }

  private static String json(Status status) {
    return Serialization.asJson(status);
  }
}
