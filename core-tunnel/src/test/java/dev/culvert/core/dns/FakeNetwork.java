package dev.culvert.core.dns;

import dev.culvert.core.tunnel.ManagerSession;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A cluster's DNS and a resolver outside, which remember what they were asked. */
final class FakeNetwork implements ClusterLookup, Upstream {
  final List<String> clusterAsked = new ArrayList<>();
  final List<byte[]> upstreamAsked = new ArrayList<>();

  /** Answers of the cluster by "name TYPE". */
  private final Map<String, List<Record>> cluster = new HashMap<>();

  private final Map<String, List<Record>> outside = new HashMap<>();

  /** Set: the cluster's answers wait here until completed. */
  boolean hold;

  final List<Runnable> held = new ArrayList<>();
  boolean tunnelDown;
  boolean upstreamDown;
  int clusterRcode = Rcode.NOERROR;

  void cluster(String name, String type, long ttl, String... data) throws IOException {
    cluster.put(name + " " + type, records(name, type, ttl, data));
  }

  void outside(String name, String type, long ttl, String... data) throws IOException {
    outside.put(name + " " + type, records(name, type, ttl, data));
  }

  void removeFromCluster(String name, String type) {
    cluster.remove(name + " " + type);
  }

  private static List<Record> records(String name, String type, long ttl, String... data)
      throws IOException {
    List<Record> records = new ArrayList<>();
    for (String rdata : data) {
      // "CNAME target" makes an alias; anything else is of the type asked.
      boolean alias = rdata.startsWith("CNAME ");
      records.add(
          Record.fromString(
              Name.fromString(name, Name.root),
              alias ? Type.CNAME : Type.value(type),
              DClass.IN,
              ttl,
              alias ? rdata.substring(6) : rdata,
              Name.root));
    }
    return records;
  }

  @Override
  public CompletionStage<ManagerSession.Answer> lookup(byte[] query, Duration timeout) {
    if (tunnelDown) {
      return CompletableFuture.failedStage(new IOException("the tunnel is down"));
    }
    try {
      Message question = new Message(query);
      clusterAsked.add(key(question));
      CompletableFuture<ManagerSession.Answer> result = new CompletableFuture<>();
      Runnable answer =
          () ->
              result.complete(
                  new ManagerSession.Answer(
                      answer(question, cluster, clusterRcode, "cluster.local.").toWire(),
                      "manager"));
      if (hold) {
        held.add(answer);
      } else {
        answer.run();
      }
      return result;
    } catch (IOException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  @Override
  public CompletionStage<Upstream.Answer> ask(byte[] query) {
    upstreamAsked.add(query.clone());
    if (upstreamDown) {
      return CompletableFuture.failedStage(
          new IOException("192.0.2.53 did not answer within 4500 ms"));
    }
    try {
      Message question = new Message(query);
      return CompletableFuture.completedStage(
          new Upstream.Answer(
              answer(question, outside, Rcode.NOERROR, ".").toWire(Message.MAXLENGTH),
              "192.0.2.53"));
    } catch (IOException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private static String key(Message message) {
    Record question = message.getQuestion();
    String name = question.getName().toString(true);
    return name + " " + Type.string(question.getType());
  }

  private static Message answer(
      Message question, Map<String, List<Record>> zone, int rcode, String apex) {
    Message answer = new Message(question.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.addRecord(question.getQuestion(), Section.QUESTION);
    if (rcode != Rcode.NOERROR) {
      answer.getHeader().setRcode(rcode);
      return answer;
    }
    List<Record> records = zone.get(key(question));
    if (records != null) {
      records.forEach(record -> answer.addRecord(record, Section.ANSWER));
      return answer;
    }
    String name = key(question).substring(0, key(question).indexOf(' ') + 1);
    if (zone.keySet().stream().noneMatch(key -> key.startsWith(name))) {
      answer.getHeader().setRcode(Rcode.NXDOMAIN);
    }
    Name soa = Name.fromConstantString(apex);
    answer.addRecord(
        new SOARecord(soa, DClass.IN, 30, soa, soa, 1, 2, 3, 4, 30), Section.AUTHORITY);
    return answer;
  }
}
