package dev.culvert.core.dns;

import dev.culvert.core.inspect.DnsRecord;

/**
 * What becomes of a query.
 *
 * @param message the whole answer, however long
 * @param record for the log, without id and program
 */
record Outcome(byte[] message, DnsRecord record) {}
