package dev.culvert.helper.host;

/**
 * Which way was taken.
 *
 * @param mode {@code systemd-resolved} or {@code resolv.conf}
 * @param reason why, one sentence
 */
public record DnsApplied(String mode, String reason) {}
