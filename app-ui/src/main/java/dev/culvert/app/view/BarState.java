package dev.culvert.app.view;

import dev.culvert.app.view.ConnectionModel.Condition;

/**
 * The connection bar's state block and switch.
 *
 * @param detail the second line, with marks
 * @param full the second line and what else a person may want to know, for the tooltip
 * @param offReason why the switch cannot be pressed, or empty
 */
public record BarState(
    Condition condition, String word, String detail, String full, String offReason) {}
