package dev.culvert.core.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What is broken is answered with an error or not at all, and never breaks anything. */
final class MalformedQueryTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void survivesRandomBytesAndDamagedQueries(long seed) throws IOException {
    Random random = new Random(seed);
    Message valid = new Message(7);
    valid.getHeader().setFlag(Flags.RD);
    valid.addRecord(
        Record.newRecord(Name.fromString("echo.shop.svc.cluster.local."), Type.A, DClass.IN),
        Section.QUESTION);
    valid.addRecord(new OPTRecord(1_232, 0, 0), Section.ADDITIONAL);
    byte[] wire = valid.toWire();
    for (int i = 0; i < 4_000; i++) {
      byte[] bytes = random.nextBoolean() ? damaged(wire, random) : noise(random);
      switch (Query.parse(bytes)) {
        case Query.Good(Query query) -> {
          byte[] reply = query.reply(Rcode.SERVFAIL).toWire();
          assertThat(new Message(reply).getHeader().getID()).isEqualTo(query.header().getID());
          var _ = NameRules.decide(query.name(), query.question().getType(), 1, DnsConfig.none());
          byte[] fitted = Wire.fit(bytes, 20, true);
          assertThat(fitted.length).isLessThanOrEqualTo(Math.max(bytes.length + 11, 23));
        }
        case Query.Refused(byte[] reply) -> {
          assertThat(reply).hasSize(12);
          assertThat(reply[0]).isEqualTo(bytes[0]);
          assertThat(reply[2] & 0x80).as("QR").isNotZero();
        }
        case Query.Garbage() -> assertThat(bytes.length < 12 || (bytes[2] & 0x80) != 0).isTrue();
      }
    }
  }

  private static byte[] damaged(byte[] wire, Random random) {
    byte[] bytes = Arrays.copyOf(wire, 1 + random.nextInt(wire.length + 8));
    for (int i = random.nextInt(4); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  private static byte[] noise(Random random) {
    byte[] bytes = new byte[random.nextInt(80)];
    random.nextBytes(bytes);
    return bytes;
  }
}
