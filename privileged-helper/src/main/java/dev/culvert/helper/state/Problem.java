package dev.culvert.helper.state;

/**
 * Something that went wrong, as a person is told of it.
 *
 * @param code stable and searchable: "CUL-K02"
 * @param message what happened, one sentence, with the thing's own name
 * @param detail what the operating system, the API server or the manager said; may be empty
 * @param remedy what to do, one sentence
 * @param step where in connecting it happened
 */
public record Problem(String code, String message, String detail, String remedy, Step step) {}
