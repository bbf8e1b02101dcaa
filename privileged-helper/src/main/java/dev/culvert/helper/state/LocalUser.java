package dev.culvert.helper.state;

/**
 * A user of this computer.
 *
 * @param name the login name, or the number where it has none
 */
public record LocalUser(long uid, String name) {}
