package dev.culvert.core.inspect;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.words.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One flow at one moment; on the wire {@code culvert.helper.v1.Flow}.
 *
 * @param id unique within the helper's life
 * @param source the local program's end
 * @param destination as the program addressed it
 * @param realDestination the address in the cluster, where the program addressed a virtual one
 * @param destinationName the name whose DNS answer gave the address; empty when none did
 * @param program empty while, or because, it is not known
 * @param reason why this verdict, in words; empty while there is nothing to explain
 * @param bytesIn payload bytes from the cluster
 * @param bytesOut payload bytes to the cluster
 * @param dialTime from the first packet to the manager's dial result
 * @param firstByte from the first packet to the first payload byte from the cluster; empty before
 * @param retransmits segments sent again to the program
 * @param tcpState its RFC 9293 name; empty for other protocols
 * @param attachment what brought it to the program, which is the destination then and the caller
 *     the source; empty for a flow that a program of this computer began, unless it is direct
 * @param direct because of the attachment it went to a program of this computer at once, not by the
 *     cluster
 */
public record FlowRecord(
    long id,
    FlowRecorder.Protocol protocol,
    Endpoint source,
    Endpoint destination,
    Optional<IpAddress> realDestination,
    String destinationName,
    Optional<Program> program,
    Verdict verdict,
    Reason reason,
    long bytesIn,
    long bytesOut,
    Instant opened,
    Optional<Instant> ended,
    Optional<Duration> dialTime,
    Optional<Duration> firstByte,
    int retransmits,
    String tcpState,
    String attachment,
    boolean direct) {}
