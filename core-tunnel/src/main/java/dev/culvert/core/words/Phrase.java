package dev.culvert.core.words;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every sentence that tells a person why something went as it did. Its {@link #code} is on the wire
 * and in the window's bundles: what was once sent keeps its name and the order of its places.
 */
public enum Phrase {
  /** Words of somebody else, as they are. */
  SAID("{0}"),
  /** Joins clauses. */
  AND("{0} and {1}"),

  // What became of a dial. Places: the destination.
  DIAL_REFUSED("{0} answered: connection refused"),
  DIAL_NOBODY_LISTENS("{0} answered: port unreachable, nobody listens"),
  DIAL_TIMED_OUT("{0} did not answer: connection timed out"),
  DIAL_SILENT("{0} did not answer within {1} s"),
  DIAL_NO_DESCRIPTOR("the manager has no file descriptor left to dial {0}"),
  DIAL_NO_LOCAL_PORT("the manager has no local port left to dial {0}"),
  DIAL_NO_MEMORY("the manager has no memory to dial {0}"),
  DIAL_NO_NETWORK("no route to {0}: the manager's network has none"),
  DIAL_NO_HOST("no route to {0}: host unreachable"),
  DIAL_NOT_PERMITTED("the manager may not send to {0}: its node does not permit it"),
  DIAL_NO_FAMILY("no route to {0}: the manager's node has no such addresses"),
  DIAL_RESET("{0} reset the connection while it was being opened"),
  DIAL_BROKEN("{0}: {1}"),
  LIMIT_CONNECTIONS("the session has {0} connections open, its limit"),
  LIMIT_FLOWS("the session has {0} UDP flows open, its limit"),

  // What the manager does not dial. Clause: what that address is.
  NOT_DIALLED("the manager does not dial {0}: that is {1}"),
  NOT_DIALLED_ITSELF("the manager does not dial itself ({0})"),
  NOT_DIALLED_PORT_0("port 0 cannot be dialled; a port is 1 to 65535"),
  RANGE_THIS_NETWORK("this network (RFC 1122 section 3.2.1.3)"),
  RANGE_LOOPBACK("the manager's own loopback"),
  RANGE_LINK_LOCAL("link-local"),
  RANGE_LINK_LOCAL_METADATA("link-local, where cloud metadata is"),
  RANGE_METADATA("a cloud metadata service"),
  RANGE_MULTICAST("multicast"),
  RANGE_BROADCAST("broadcast"),
  RANGE_UNSPECIFIED("the unspecified address"),

  // How an established connection ended.
  BROKEN_RESET("{0} reset the connection"),
  BROKEN_CLOSED("{0} reset the connection: it takes no more data"),
  BROKEN_SILENT("{0} stopped answering: connection timed out"),
  BROKEN_NO_HOST("no route to {0} any more: host unreachable"),
  MANAGER_ENDED("the manager ended the connection to {0}"),
  STREAM_ENDED("the connection to {0} ended: {1}"),
  OTHER_SIDE_GAVE_UP("the other side gave the connection up"),
  NOBODY_TOOK("nobody took the connection within {0} s"),
  TUNNEL_ANEW("the tunnel to the cluster is being opened anew"),
  MANAGER_AWAY("the manager cannot be reached"),
  ENGINE_CLOSED("the engine was closed"),
  DEVICE_GONE("the network device is gone: {0}"),

  // How the program here ended it.
  PROGRAM_GAVE_UP("the program gave up after {0} ms, before {1} had answered"),
  PROGRAM_RESET("the program ended it with a reset"),
  PROGRAM_LEFT_EARLY(
      "the program had left when the answer came, as one does that asks by IPv6 and IPv4 at once and"
          + " keeps the faster"),
  PROGRAM_NO_ACK("the program has not acknowledged the SYN-ACK"),
  PROGRAM_NO_SYN_ACK("the program's computer does not take the SYN-ACK: {0}"),
  PROGRAM_SILENT("the program's side has not answered for {0} s"),
  PROGRAM_NO_KEEP_ALIVE("the program's side has answered none of {0} keep-alive probes"),
  DNS_PORT_ONLY("{0} is Culvert's own DNS server, which listens on port 53 only"),
  DNS_IDLE("the DNS server has closed this connection: nothing was asked or read for a while"),

  // What an attachment brings.
  DIRECT("directly to the program here, since {0} has this port"),
  HERE_NOBODY_LISTENS("nothing listens at {0} on the attached computer"),
  HERE_BROKEN("{0} on the attached computer: {1}"),
  HERE_RESET("the program at {0} on the attached computer reset the connection"),
  HERE_ENDED("the program here ended the connection"),
  POD_NOBODY_LISTENS("nothing listens at {0} in the pod"),
  ATTACHED_AWAY("the computer of attachment {0} is away"),

  // The rule that decides who answers a name.
  RULE_NOT_CONNECTED("not connected to a cluster"),
  RULE_NOT_CLUSTER("not a cluster name"),
  RULE_CLASS("a cluster name in class {0}"),
  RULE_TRANSFER("zone transfers of cluster names are not served"),
  RULE_SINGLE_LABEL(
      "single label: the connected namespace first, then the computer's own resolvers"),
  RULE_SINGLE_ATTACHED(
      "single label: as what is attached completes it, then the connected namespace, then the"
          + " computer's own resolvers"),
  RULE_ADDRESS("address in a subnet of the cluster"),
  RULE_ADDRESS_OUTSIDE("address outside the cluster"),
  RULE_DOMAIN("under the cluster domain"),
  RULE_DOMAIN_NO_NAMESPACE("under the cluster domain, of a namespace that does not exist"),
  RULE_SVC("svc.ns.svc, without the cluster domain"),
  RULE_SVC_NO_NAMESPACE("svc.ns.svc of a namespace that does not exist"),
  RULE_NAMESPACE("svc.ns of a known namespace"),
  RULE_NAMESPACE_OUTSIDE(
      "svc.ns of a known namespace, which is also a domain outside: the cluster first, then the"
          + " computer's own resolvers"),

  // How the rules were gone through.
  STEP_NO_ADDRESS("not the name of an address"),
  STEP_ADDRESS_OUTSIDE("{0} is in none of the cluster's subnets"),
  STEP_ADDRESS("{0} is in one of the cluster's subnets"),
  STEP_NOT_DOMAIN("not under the cluster domain {0}"),
  STEP_DOMAIN("ends in {0}"),
  STEP_CHARACTERS("has characters that no service's or namespace's name has"),
  STEP_ZONE_TYPE("type {0} is asked of zones, and short names are none"),
  STEP_NOT_SVC("does not end in .svc after a service and a namespace"),
  STEP_NOT_NAMESPACE("\"{0}\" is not a known namespace, so not svc.ns"),
  STEP_NOT_FORM("not of the form svc.ns"),
  STEP_NOT_SINGLE("not a single label"),
  STEP_NO_NAMESPACE("the cluster has no namespace \"{0}\""),
  STEP_NO_NAMESPACE_SVC("the cluster has no namespace \"{0}\", and svc is no top-level domain"),
  STEP_LOOKED_UP("looked up as {0}"),
  STEP_LOOKED_UP_SINGLE("looked up as {0}; if the cluster does not know it, it goes upstream"),
  STEP_LOOKED_UP_OUTSIDE(
      "looked up as {0}; \"{1}\" is also a domain outside the cluster, so what the cluster does not"
          + " know goes upstream"),
  STEP_UPSTREAM("goes to the computer's own resolvers"),
  STEP_ANSWERED("answered {0}"),

  // How the answer came about.
  NAME_EDNS("EDNS version {0} is not known here"),
  NAME_UNKNOWN("the cluster does not know {0}: asked upstream"),
  NAME_UNKNOWN_NEXT("the cluster does not know {0}"),
  NAME_NEVER_SEEN("the cluster answered {0} and was never seen to have this name: asked upstream"),
  NAME_NEVER_SEEN_SILENT(
      "the cluster could not be asked ({0}) and was never seen to have this name: asked upstream"),
  NAME_NO_IPV6(
      "the cluster has no IPv6 subnet, so no AAAA record; whether the name exists is told by its A"
          + " answer"),
  NAME_REMEMBERED("remembered from {0}: {1}"),
  NAME_ANSWERED("answered by {0}: {1}"),
  NAME_MAPPED("{0} is {1} here: another network of this computer has its range"),
  NAME_SILENT(
      "the cluster could not be asked ({0}): SERVFAIL, so that the program tries again and nobody"
          + " remembers a wrong no"),
  NAME_NO_RESOLVER("no resolver outside answered: {0}"),
  NAME_UNREADABLE("the answer cannot be read here: {0}"),

  // Which attachment takes a request. Places: the attachment, its owner; clauses: the conditions.
  TAKES("{0} of {1} takes it: {2}"),
  COPIES("{0} of {1} gets a copy: {2}"),
  COMES_LATER("{0} of {1} would take it too, and came later"),
  TAKES_NOT("{0} of {1} does not take it: {2}"),
  DRAFT_TAKES("what you are about to attach takes it: {0}"),
  DRAFT_COPIES("what you are about to attach gets a copy: {0}"),
  DRAFT_LATER("what you are about to attach would take it too, and comes later"),
  DRAFT_TAKES_NOT("what you are about to attach does not take it: {0}"),
  POD_ANSWERS("so the pod answers it itself"),
  WHOLE_PORT("it has the whole port"),
  NO_TRAFFIC("it takes no traffic"),
  AWAY("its computer is away"),
  NOT_PORT("it does not have port {0}"),
  ONLY_WHERE("it wants only requests whose {0}"),
  HEADER_IS("{0} is {1}"),
  HEADER_MATCHES("{0} matches {1}"),
  HEADER_PRESENT("{0} is present"),
  PATH_IS("path is {0}"),
  PATH_BEGINS("path begins with {0}"),
  PATH_MATCHES("path matches {0}"),
  METHOD_IS("method is {0}"),

  // The way that is measured, and how it is.
  METER_NO_ANSWER("the agent did not answer the measurement"),
  METER_SILENT("nothing came for {0} s"),
  ANSWERS_SLOW("answers take {0} ms"),
  NETWORK_CHANGED("the cluster's network has changed: {0}");

  private static final Map<String, Phrase> BY_CODE =
      Stream.of(values()).collect(Collectors.toUnmodifiableMap(Phrase::code, phrase -> phrase));

  private final String english;

  Phrase(String english) {
    this.english = english;
  }

  /** In English, with {@code {0}} and so on for its places. */
  public String english() {
    return english;
  }

  /** How many places it has, that of its clauses among them. */
  public int places() {
    return (int) english.chars().filter(c -> c == '{').count();
  }

  /** The phrase of a code; empty for one that is not known here or has not so many places. */
  public static Optional<Phrase> find(String code, int places) {
    return Optional.ofNullable(BY_CODE.get(code)).filter(phrase -> places <= phrase.places());
  }

  /** On the wire and in bundles: {@code dial-refused}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The sentence about these. */
  public Reason of(Object... places) {
    return Reason.of(this, places);
  }
}
