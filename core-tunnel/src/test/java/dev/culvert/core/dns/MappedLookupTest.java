package dev.culvert.core.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.net.AddressMap;
import dev.culvert.core.net.AddressMap.Entry;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.net.Prefix;
import dev.culvert.core.tunnel.ManagerSession;
import java.io.IOException;
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
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
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
}
