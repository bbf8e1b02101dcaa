package dev.culvert.playground.dns;

import dev.culvert.playground.machine.Layout;
import dev.culvert.playground.service.ClusterView;
import dev.culvert.playground.service.ClusterView.PodView;
import dev.culvert.playground.service.ClusterView.PortView;
import dev.culvert.playground.service.ClusterView.ServiceView;
import dev.culvert.playground.service.ClusterView.Target;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * The cluster's names, by the Kubernetes DNS-Based Service Discovery specification, version 1.1.0:
 * services, headless services with their pods, named ports as SRV, pods by their address, addresses
 * as PTR. What is in between ("svc.cluster.local") exists and has no data. Everything that is no
 * name of the cluster is asked of the next zone.
 */
public final class ClusterZone implements Zone {
  private static final long TTL = 30;
  private static final long NEGATIVE_TTL = 5;
  private static final Name ROOT = Answers.name(Layout.CLUSTER_DOMAIN);
  private static final List<Name> REVERSE =
      List.of(
          Answers.name("96.10.in-addr.arpa"),
          Answers.name("244.10.in-addr.arpa"),
          Answers.name("4.4.2.0.0.1.0.0.0.0.d.f.ip6.arpa"),
          Answers.name("6.9.0.0.0.1.0.0.0.0.d.f.ip6.arpa"));

  private final Map<Name, List<Record>> records = new HashMap<>();
  private final Set<Name> between = new HashSet<>();
  private final Zone next;

  /** The zone of a cluster as it is now. */
  public ClusterZone(ClusterView view, Zone next) {
    this.next = next;
    add(new TXTRecord(Answers.name("dns-version." + ROOT), DClass.IN, TTL, "1.1.0"));
    for (String namespace : view.namespaces()) {
      exists(Answers.name(namespace + ".svc." + ROOT));
      exists(Answers.name(namespace + ".pod." + ROOT));
    }
    view.services().forEach(this::service);
    view.pods().forEach(this::pod);
  }

  private void service(ServiceView service) {
    Name name = Answers.name(service.name() + "." + service.namespace() + ".svc." + ROOT);
    exists(name);
    for (String ip : service.clusterIps()) {
      address(name, ip);
      pointer(ip, name);
    }
    Set<String> seen = new HashSet<>();
    for (PortView port : service.ports()) {
      Set<Name> srvTargets = new HashSet<>();
      if (!service.headless()) {
        srvTargets.add(name);
        srv(port, port.port(), name, name);
      }
      for (Target target : port.targets()) {
        if (!service.headless()) {
          continue;
        }
        Name host = Answers.name(target.hostname() + "." + name);
        if (seen.add(target.address())) {
          address(name, target.address());
          address(host, target.address());
          pointer(target.address(), host);
        }
        if (srvTargets.add(host)) {
          srv(port, target.port(), name, host);
        }
      }
    }
  }

  private void srv(PortView port, int number, Name service, Name host) {
    if (!port.name().isEmpty()) {
      Name name = Answers.name("_" + port.name() + "._" + port.protocol() + "." + service);
      add(new SRVRecord(name, DClass.IN, TTL, 0, 100, number, host));
    }
  }

  private void pod(PodView pod) {
    for (String ip : pod.addresses()) {
      String dashed = ip.replace('.', '-').replace(':', '-');
      address(Answers.name(dashed + "." + pod.namespace() + ".pod." + ROOT), ip);
    }
  }

  private void address(Name name, String ip) {
    InetAddress address = InetAddress.ofLiteral(ip);
    add(
        address.getAddress().length == 4
            ? new ARecord(name, DClass.IN, TTL, address)
            : new AAAARecord(name, DClass.IN, TTL, address));
  }

  private void pointer(String ip, Name target) {
    add(new PTRRecord(ReverseMap.fromAddress(InetAddress.ofLiteral(ip)), DClass.IN, TTL, target));
  }

  private void add(Record record) {
    List<Record> list = records.computeIfAbsent(record.getName(), key -> new ArrayList<>());
    if (!list.contains(record)) {
      list.add(record);
    }
    exists(record.getName());
  }

  /** A name exists, and so do all above it, as empty non-terminals (RFC 8020). */
  private void exists(Name name) {
    Name at = name;
    while (at.labels() > 1 && between.add(at)) {
      at = new Name(at, 1);
    }
  }

  @Override
  public Message answer(Message query) {
    Record question = query.getQuestion();
    if (question == null) {
      return Answers.begin(query, Rcode.FORMERR);
    }
    Name name = question.getName();
    Name zone = zoneOf(name);
    if (zone == null) {
      return next.answer(query);
    }
    List<Record> here = new ArrayList<>();
    for (Record record : records.getOrDefault(name, List.of())) {
      if (question.getType() == record.getType() || question.getType() == Type.ANY) {
        // With the name as the question spells it (draft 0x20: clients compare).
        here.add(record.getName().equals(name) ? renamed(record, name) : record);
      }
    }
    return here.isEmpty() && !between.contains(name)
        ? Answers.nameError(query, zone, NEGATIVE_TTL)
        : Answers.records(query, here, zone, NEGATIVE_TTL);
  }

  private static Record renamed(Record record, Name name) {
    return Record.newRecord(
        name, record.getType(), record.getDClass(), record.getTTL(), record.rdataToWireCanonical());
  }

  private static @org.jspecify.annotations.Nullable Name zoneOf(Name name) {
    if (name.subdomain(ROOT)) {
      return ROOT;
    }
    return REVERSE.stream().filter(name::subdomain).findFirst().orElse(null);
  }
}
