package dev.culvert.core.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.net.AddressMap;
import dev.culvert.core.net.AddressMap.Entry;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import dev.culvert.core.tunnel.ManagerSession;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Address;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.HTTPSRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.SVCBBase;
import org.xbill.DNS.SVCBBase.ParameterIpv4Hint;
import org.xbill.DNS.SVCBBase.ParameterIpv6Hint;
import org.xbill.DNS.SVCBBase.ParameterMandatory;
import org.xbill.DNS.SVCBBase.ParameterPort;
import org.xbill.DNS.SVCBBase.ParameterUnknown;
import org.xbill.DNS.SVCBRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** What the cluster's DNS is asked, and what of its answer comes here. */
final class MappedLookupTest {
  private static final AddressMap MAP =
      new AddressMap(
          List.of(
              new Entry(Prefix.parse("10.96.0.0/12"), Prefix.parse("100.64.0.0/12")),
              new Entry(Prefix.parse("fd00:10:96::/112"), Prefix.parse("fdc5:1f7a:3e0a::/112"))),
          List.of());

  private final List<Message> asked = new ArrayList<>();
  private final Message reply = new Message();

  @Test
  void addressesOfEverySectionAreVirtual() throws IOException {
    Name srv = name("_http._tcp.web.shop.svc.cluster.local.");
    Name web = name("web.shop.svc.cluster.local.");
    reply.addRecord(new SRVRecord(srv, DClass.IN, 5, 0, 100, 80, web), Section.ANSWER);
    reply.addRecord(a(web, "10.96.0.7"), Section.ADDITIONAL);
    reply.addRecord(aaaa(web, "fd00:10:96::7"), Section.ADDITIONAL);
    reply.addRecord(a(web, "10.244.0.9"), Section.ADDITIONAL);
    reply.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
    ManagerSession.Answer answer = ask(srv, Type.SRV);
    Message message = new Message(answer.message());
    assertThat(message.getSection(Section.ANSWER)).isEqualTo(reply.getSection(Section.ANSWER));
    assertThat(message.getSection(Section.ADDITIONAL))
        .contains(a(web, "100.64.0.7"), aaaa(web, "fdc5:1f7a:3e0a::7"), a(web, "10.244.0.9"))
        .hasSize(4);
    assertThat(message.getHeader().getFlag(Flags.QR)).isTrue();
    assertThat(message.getHeader().getID()).isEqualTo(asked.getFirst().getHeader().getID());
    assertThat(answer.mapped())
        .isEqualTo(
            Map.of(
                IpAddress.parse("100.64.0.7"), IpAddress.parse("10.96.0.7"),
                IpAddress.parse("fdc5:1f7a:3e0a::7"), IpAddress.parse("fd00:10:96::7")));
  }

  /** A browser may connect to a hint before it has the A and AAAA records. */
  @Test
  void hintsOfAddressesAreVirtual() throws IOException {
    Name web = name("web.shop.svc.cluster.local.");
    reply.addRecord(https(web, "10.96.0.7", "fd00:10:96::7"), Section.ANSWER);
    reply.addRecord(svcb(web, "10.244.0.9", "10.96.0.8"), Section.ADDITIONAL);
    ManagerSession.Answer answer = ask(web, Type.HTTPS);
    Message message = new Message(answer.message());
    assertThat(message.getSection(Section.ANSWER))
        .containsExactly(https(web, "100.64.0.7", "fdc5:1f7a:3e0a::7"));
    assertThat(message.getSection(Section.ADDITIONAL))
        .containsExactly(svcb(web, "10.244.0.9", "100.64.0.8"));
    assertThat(answer.mapped().keySet())
        .containsExactlyInAnyOrder(
            IpAddress.parse("100.64.0.7"),
            IpAddress.parse("100.64.0.8"),
            IpAddress.parse("fdc5:1f7a:3e0a::7"));
  }

  @Test
  void recordsOfOtherAddressesAreTheVerySame() throws IOException {
    Name web = name("web.shop.svc.cluster.local.");
    for (Record record :
        List.of(
            a(web, "10.244.0.9"),
            aaaa(web, "fd00:10:244::9"),
            https(web, "10.244.0.9", "fd00:10:244::9"),
            svcb(web, "10.244.0.9", "10.244.0.10"),
            new HTTPSRecord(web, DClass.IN, 5, 0, name("other.shop."), List.of()))) {
      assertThat(MappedRecord.of(record, MAP::toVirtual)).isSameAs(record);
    }
  }

  @Test
  void theNameOfAVirtualAddressIsAskedAsThatOfTheRealOne() throws IOException {
    Name real = name("7.0.96.10.in-addr.arpa.");
    Name virtual = name("7.0.64.100.in-addr.arpa.");
    Name web = name("web.shop.svc.cluster.local.");
    reply.addRecord(new PTRRecord(real, DClass.IN, 30, web), Section.ANSWER);
    Message message = new Message(ask(virtual, Type.PTR).message());
    assertThat(asked.getFirst().getQuestion().getName()).isEqualTo(real);
    assertThat(message.getQuestion().getName()).isEqualTo(virtual);
    assertThat(message.getSection(Section.ANSWER))
        .containsExactly(new PTRRecord(virtual, DClass.IN, 30, web));
  }

  @Test
  void otherNamesOfAddressesAreAskedAsTheyAre() throws IOException {
    Name pod = name("9.0.244.10.in-addr.arpa.");
    Message message = new Message(ask(pod, Type.PTR).message());
    assertThat(asked.getFirst().getQuestion().getName()).isEqualTo(pod);
    assertThat(message.getQuestion().getName()).isEqualTo(pod);
  }

  @Test
  void whatIsNoMessageIsPassedOn() {
    byte[] rubbish = {1, 2, 3};
    MappedLookup lookup =
        new MappedLookup(
            (query, timeout) ->
                CompletableFuture.completedFuture(new ManagerSession.Answer(query, "manager")),
            () -> MAP);
    ManagerSession.Answer answer =
        lookup.lookup(rubbish, Duration.ofSeconds(1)).toCompletableFuture().join();
    assertThat(answer.message()).isEqualTo(rubbish);
  }

  private ManagerSession.Answer ask(Name name, int type) {
    MappedLookup lookup = new MappedLookup(this::answer, () -> MAP);
    Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
    return lookup.lookup(query.toWire(), Duration.ofSeconds(1)).toCompletableFuture().join();
  }

  private CompletableFuture<ManagerSession.Answer> answer(byte[] query, Duration timeout) {
    try {
      Message message = new Message(query);
      asked.add(message);
      reply.getHeader().setID(message.getHeader().getID());
      reply.getHeader().setFlag(Flags.QR);
      reply.addRecord(message.getQuestion(), Section.QUESTION);
      return CompletableFuture.completedFuture(
          new ManagerSession.Answer(reply.toWire(), "manager"));
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static Name name(String text) throws TextParseException {
    return Name.fromString(text);
  }

  private static ARecord a(Name name, String address) throws UnknownHostException {
    return new ARecord(name, DClass.IN, 5, Address.getByAddress(address));
  }

  private static AAAARecord aaaa(Name name, String address) throws UnknownHostException {
    return new AAAARecord(name, DClass.IN, 5, Address.getByAddress(address));
  }

  /** With a mandatory hint, a port and a parameter that nobody knows, which stay as they are. */
  private static HTTPSRecord https(Name name, String v4, String v6) throws IOException {
    ParameterUnknown unknown = new ParameterUnknown(65280);
    unknown.fromWire(new byte[] {1, 2});
    return new HTTPSRecord(
        name,
        DClass.IN,
        5,
        1,
        name("real.shop."),
        List.of(
            new ParameterMandatory(List.of(SVCBBase.IPV4HINT)),
            new ParameterPort(8443),
            new ParameterIpv4Hint(List.of((Inet4Address) Address.getByAddress(v4))),
            new ParameterIpv6Hint(List.of((Inet6Address) Address.getByAddress(v6))),
            unknown));
  }

  private static SVCBRecord svcb(Name name, String one, String other) throws IOException {
    return new SVCBRecord(
        name,
        DClass.IN,
        5,
        1,
        Name.root,
        List.of(
            new ParameterIpv4Hint(
                List.of(
                    (Inet4Address) Address.getByAddress(one),
                    (Inet4Address) Address.getByAddress(other)))));
  }
}
