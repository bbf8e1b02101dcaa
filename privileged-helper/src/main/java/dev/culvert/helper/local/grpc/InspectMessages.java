package dev.culvert.helper.local.grpc;

import dev.culvert.core.inspect.DnsRecord;
import dev.culvert.core.inspect.FlowRecord;
import dev.culvert.core.inspect.FlowSubscriber;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.words.Reason;
import dev.culvert.core.words.WireReasons;
import dev.culvert.proto.helper.v1.DnsEvent;
import dev.culvert.proto.helper.v1.DnsQuery;
import dev.culvert.proto.helper.v1.Flow;
import dev.culvert.proto.helper.v1.FlowEvent;
import dev.culvert.proto.helper.v1.Program;
import dev.culvert.proto.helper.v1.Verdict;
import java.util.List;

/** Flows and queries as the wire has them. */
final class InspectMessages {
  private InspectMessages() {}

  static FlowEvent flows(FlowSubscriber.Batch batch, boolean withPrograms) {
    FlowEvent.Builder event =
        FlowEvent.newBuilder().setSnapshot(batch.snapshot()).addAllRemoved(batch.removed());
    batch.upserts().forEach(flow -> event.addUpserts(flow(flow, withPrograms)));
    return event.build();
  }

  static DnsEvent queries(boolean snapshot, List<DnsRecord> queries) {
    DnsEvent.Builder event = DnsEvent.newBuilder().setSnapshot(snapshot);
    queries.forEach(query -> event.addQueries(query(query)));
    return event.build();
  }

  static DnsQuery query(DnsRecord record) {
    DnsQuery.Builder query =
        DnsQuery.newBuilder()
            .setId(record.id())
            .setAt(StateMessages.timestamp(record.at()))
            .setName(record.name())
            .setType(record.type())
            .setLookedUp(record.lookedUp())
            .setRule(record.rule().toString())
            .setRuleReason(WireReasons.toWire(record.rule()))
            .setAnsweredBy(answeredBy(record.answeredBy()))
            .setCode(record.code())
            .addAllRecords(record.records())
            .setTook(StateMessages.duration(record.took()))
            .addAllReasoning(record.reasoning().stream().map(Reason::toString).toList())
            .addAllReasons(record.reasoning().stream().map(WireReasons::toWire).toList())
            .setServer(record.server());
    record.program().map(InspectMessages::program).ifPresent(query::setProgram);
    record
        .mapped()
        .forEach((virtual, real) -> query.putMapped(virtual.toString(), real.toString()));
    record.ttl().map(StateMessages::duration).ifPresent(query::setTtl);
    record.cacheAge().map(StateMessages::duration).ifPresent(query::setCacheAge);
    return query.build();
  }

  private static Flow flow(FlowRecord record, boolean withPrograms) {
    Flow.Builder flow =
        Flow.newBuilder()
            .setId(record.id())
            .setProtocol(
                switch (record.protocol()) {
                  case TCP -> Flow.Protocol.PROTOCOL_TCP;
                  case UDP -> Flow.Protocol.PROTOCOL_UDP;
                  case ICMP -> Flow.Protocol.PROTOCOL_ICMP;
                })
            .setSourceAddress(record.source().address().toString())
            .setSourcePort(record.source().port())
            .setDestinationAddress(record.destination().address().toString())
            .setDestinationPort(record.destination().port())
            .setDestinationName(record.destinationName())
            .setVerdict(verdict(record.verdict()))
            .setReason(record.reason().toString())
            .setBytesIn(record.bytesIn())
            .setBytesOut(record.bytesOut())
            .setOpened(StateMessages.timestamp(record.opened()))
            .setRetransmits(record.retransmits())
            .setTcpState(record.tcpState())
            .setAttachment(record.attachment())
            .setDirect(record.direct());
    if (!record.reason().isEmpty()) {
      flow.setWhy(WireReasons.toWire(record.reason()));
    }
    record.realDestination().map(IpAddress::toString).ifPresent(flow::setRealAddress);
    record.ended().map(StateMessages::timestamp).ifPresent(flow::setEnded);
    record.dialTime().map(StateMessages::duration).ifPresent(flow::setDialTime);
    record.firstByte().map(StateMessages::duration).ifPresent(flow::setFirstByte);
    if (withPrograms) {
      record.program().map(InspectMessages::program).ifPresent(flow::setProgram);
    }
    return flow.build();
  }

  private static Program program(dev.culvert.core.inspect.Program program) {
    return Program.newBuilder()
        .setPid(program.pid())
        .setName(program.name())
        .setUid(program.uid())
        .build();
  }

  private static Verdict verdict(dev.culvert.core.inspect.Verdict verdict) {
    return switch (verdict) {
      case DIALLING -> Verdict.VERDICT_DIALLING;
      case CLUSTER -> Verdict.VERDICT_CLUSTER;
      case REFUSED -> Verdict.VERDICT_REFUSED;
      case UNREACHABLE -> Verdict.VERDICT_UNREACHABLE;
      case TIMED_OUT -> Verdict.VERDICT_TIMED_OUT;
      case FORBIDDEN -> Verdict.VERDICT_FORBIDDEN;
      case EXCLUDED -> Verdict.VERDICT_EXCLUDED;
      case RESET -> Verdict.VERDICT_RESET;
      case TAKEN -> Verdict.VERDICT_TAKEN;
    };
  }

  private static DnsQuery.AnsweredBy answeredBy(DnsRecord.AnsweredBy who) {
    return switch (who) {
      case MANAGER -> DnsQuery.AnsweredBy.ANSWERED_BY_MANAGER;
      case AGENT -> DnsQuery.AnsweredBy.ANSWERED_BY_AGENT;
      case CACHE -> DnsQuery.AnsweredBy.ANSWERED_BY_CACHE;
      case SYSTEM -> DnsQuery.AnsweredBy.ANSWERED_BY_SYSTEM;
      case HELPER -> DnsQuery.AnsweredBy.ANSWERED_BY_HELPER;
    };
  }
}
