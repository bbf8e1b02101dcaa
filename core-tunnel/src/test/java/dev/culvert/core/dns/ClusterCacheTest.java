package dev.culvert.core.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/** The cache against a list that is searched from end to end. */
final class ClusterCacheTest {
  private static final int CAPACITY = 8;
  private static final Name NAME = Name.fromConstantString("a.cluster.local.");

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void behavesAsTheObviousModel(long seed) {
    Random random = new Random(seed);
    ClusterCache cache = new ClusterCache(CAPACITY);
    List<Modelled> model = new ArrayList<>();
    long now = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(20); // Runs over the end.
    for (int i = 0; i < 20_000; i++) {
      now += TimeUnit.MILLISECONDS.toNanos(random.nextInt(700));
      ClusterCache.Key key =
          new ClusterCache.Key("n" + random.nextInt(12), random.nextBoolean() ? Type.A : Type.SRV);
      switch (random.nextInt(20)) {
        case 0, 1, 2, 3, 4, 5, 6 -> {
          ClusterAnswer answer = anyAnswer(random);
          cache.put(key, answer, now);
          model.removeIf(entry -> entry.key.equals(key));
          if (keepSeconds(answer) > 0) {
            model.add(new Modelled(key, answer, now));
            if (model.size() > CAPACITY) {
              model.removeFirst();
            }
          }
        }
        case 7 -> {
          if (random.nextInt(20) == 0) {
            cache.clear();
            model.clear();
          }
        }
        default -> {
          ClusterCache.Cached got = cache.get(key, now);
          Modelled expected = lookUp(model, key, now);
          assertThat(got == null).isEqualTo(expected == null);
          if (got != null && expected != null) {
            assertThat(got.answer()).isSameAs(expected.answer);
            assertThat(got.storedNanos()).isEqualTo(expected.storedNanos);
          }
        }
      }
      assertThat(cache.size()).isEqualTo(model.size()).isLessThanOrEqualTo(CAPACITY);
    }
  }

  private static @Nullable Modelled lookUp(List<Modelled> model, ClusterCache.Key key, long now) {
    for (Modelled entry : model) {
      if (entry.key.equals(key)) {
        model.remove(entry);
        if (now - entry.storedNanos < TimeUnit.SECONDS.toNanos(keepSeconds(entry.answer))) {
          model.add(entry); // Used last, so it leaves last.
          return entry;
        }
        return null;
      }
    }
    return null;
  }

  /** As the type's text says, written once more. */
  private static long keepSeconds(ClusterAnswer answer) {
    if (answer.rcode() == Rcode.SERVFAIL) {
      return 0;
    }
    if (!answer.answers().isEmpty()) {
      return Math.min(30, answer.answers().getFirst().getTTL());
    }
    if (answer.authority().isEmpty()) {
      return 1;
    }
    SOARecord soa = (SOARecord) answer.authority().getFirst();
    return Math.min(5, Math.min(soa.getTTL(), soa.getMinimum()));
  }

  private static ClusterAnswer anyAnswer(Random random) {
    int ttl = random.nextInt(60);
    return switch (random.nextInt(4)) {
      case 0 -> answer(Rcode.SERVFAIL, List.of(), List.of());
      case 1 -> answer(Rcode.NXDOMAIN, List.of(), List.of());
      case 2 ->
          answer(
              random.nextBoolean() ? Rcode.NXDOMAIN : Rcode.NOERROR,
              List.of(),
              List.of(
                  new SOARecord(NAME, DClass.IN, ttl, NAME, NAME, 1, 1, 1, 1, random.nextInt(10))));
      default ->
          answer(
              Rcode.NOERROR,
              List.of(new ARecord(NAME, DClass.IN, ttl, InetAddress.ofLiteral("10.0.0.1"))),
              List.of());
    };
  }

  private static ClusterAnswer answer(int rcode, List<Record> answers, List<Record> authority) {
    return new ClusterAnswer(
        rcode, answers, authority, List.of(), List.of(), "manager", java.util.Map.of());
  }

  private record Modelled(ClusterCache.Key key, ClusterAnswer answer, long storedNanos) {}
}
