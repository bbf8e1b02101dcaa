package dev.culvert.core.dns;

import dev.culvert.core.net.AddressMap;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.ManagerSession;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.Section;

/**
 * Asks the cluster about this computer's addresses and answers with them. In the answer every
 * address of a mapped subnet is the virtual one ({@link MappedRecord}), in whatever section (SRV
 * and MX bring theirs in the additional one). A question for the name of a virtual address (PTR) is
 * asked for that of the real one, and comes back as it was asked.
 */
public final class MappedLookup implements ClusterLookup {
  private static final int[] SECTIONS = {Section.ANSWER, Section.AUTHORITY, Section.ADDITIONAL};

  private final ClusterLookup lookup;
  private final Supplier<AddressMap> map;

  /** Asks this one, with the map as it is at the moment of asking. */
  public MappedLookup(ClusterLookup lookup, Supplier<AddressMap> map) {
    this.lookup = lookup;
    this.map = map;
  }

  @Override
  public CompletionStage<ManagerSession.Answer> lookup(byte[] query, Duration timeout) {
    AddressMap now = map.get();
    if (now.isEmpty()) {
      return lookup.lookup(query, timeout);
    }
    Asked asked = Asked.of(query, now);
    return lookup
        .lookup(asked.query, timeout)
        .thenApply(answer -> new Rewriting(now, asked).of(answer));
  }

  /**
   * A question.
   *
   * @param query what is sent
   * @param virtual the name of a virtual address that was asked for; empty when none was
   * @param real the name of the real one
   */
  private record Asked(byte[] query, Optional<Name> virtual, Optional<Name> real) {
    static Asked of(byte[] query, AddressMap map) {
      try {
        Message message = new Message(query);
        Record question = message.getQuestion();
        Optional<IpAddress> address =
            question == null ? Optional.empty() : ReverseName.parse(plain(question.getName()));
        IpAddress real = address.map(map::toReal).orElse(null);
        if (real == null || address.equals(Optional.of(real))) {
          return new Asked(query, Optional.empty(), Optional.empty());
        }
        Name name = ReverseMap.fromAddress(real.toInetAddress());
        message.removeAllRecords(Section.QUESTION);
        message.addRecord(
            Record.newRecord(name, question.getType(), question.getDClass()), Section.QUESTION);
        return new Asked(message.toWire(), Optional.of(question.getName()), Optional.of(name));
      } catch (IOException e) {
        // Whoever answers it will say what is wrong with it.
        return new Asked(query, Optional.empty(), Optional.empty());
      }
    }

    private static String plain(Name name) {
      return name.toString(true).toLowerCase(Locale.ROOT);
    }
  }

  /** One answer in the making. */
  private static final class Rewriting {
    private final AddressMap map;
    private final Asked asked;
    private final Map<IpAddress, IpAddress> mapped = new LinkedHashMap<>();

    Rewriting(AddressMap map, Asked asked) {
      this.map = map;
      this.asked = asked;
    }

    ManagerSession.Answer of(ManagerSession.Answer answer) {
      Message message;
      try {
        message = new Message(answer.message());
      } catch (IOException e) {
        // Whoever asked reads it again, and says so.
        return answer;
      }
      Record question = message.getQuestion();
      if (asked.virtual.isPresent() && question != null) {
        message.removeAllRecords(Section.QUESTION);
        message.addRecord(
            Record.newRecord(asked.virtual.orElseThrow(), question.getType(), question.getDClass()),
            Section.QUESTION);
      }
      for (int section : SECTIONS) {
        List<Record> records = List.copyOf(message.getSection(section));
        message.removeAllRecords(section);
        records.forEach(
            record -> message.addRecord(renamed(MappedRecord.of(record, this::virtual)), section));
      }
      return new ManagerSession.Answer(
          message.toWire(Message.MAXLENGTH), answer.answeredBy(), mapped);
    }

    private IpAddress virtual(IpAddress real) {
      IpAddress virtual = map.toVirtual(real);
      if (!virtual.equals(real)) {
        mapped.put(virtual, real);
      }
      return virtual;
    }

    private Record renamed(Record record) {
      return asked.real.filter(record.getName()::equals).isPresent()
          ? Record.newRecord(
              asked.virtual.orElseThrow(),
              record.getType(),
              record.getDClass(),
              record.getTTL(),
              record.rdataToWireCanonical())
          : record;
    }
  }
}
