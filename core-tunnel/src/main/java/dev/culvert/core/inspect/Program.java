package dev.culvert.core.inspect;

/**
 * A program of this computer.
 *
 * @param pid 0 when only the user is known
 * @param name as the kernel calls it: {@code curl}; empty when not known
 * @param uid of the socket's owner
 */
public record Program(int pid, String name, int uid) {}
