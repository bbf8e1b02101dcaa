package dev.culvert.helper.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Lines as little-endian kernels print them. */
final class SocketTableTest {
  private static final String HEAD =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout"
          + " inode\n";

  @Test
  void readsAddressesOfBothFamiliesUserAndInode() {
    assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN);
    Map<Endpoint, OpenSocket> found =
        read(
            HEAD
                + "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 "
                + " 1000        0 123456 1 0000000000000000 100 0 0 10 0\n"
                + "   1: 0200000A:0050 00000000:0000 06 00000000:00000000 00:00000000 00000000 "
                + "    0        0 0 1 0000000000000000\n"
                + "   2: 0000000000000000FFFF00000A0B0C0D:1F91 00000000000000000000000000000000:0000"
                + " 01 00000000:00000000 00:00000000 00000000  1001        0 7 1 0\n"
                + "   3: B80D0120000000000000000001000000:1F92 00000000000000000000000000000000:0000"
                + " 01 00000000:00000000 00:00000000 00000000  1002        0 8 1 0\n",
            0x1F90,
            0x50,
            0x1F91,
            0x1F92);
    assertThat(found)
        .containsOnly(
            Map.entry(endpoint("127.0.0.1", 8080), new OpenSocket(1000, 123_456)),
            Map.entry(endpoint("13.12.11.10", 8081), new OpenSocket(1001, 7)),
            Map.entry(endpoint("2001:db8::1", 8082), new OpenSocket(1002, 8)));
  }

  @Test
  void passesOverWhatIsNotWantedAndSurvivesNonsense() {
    assertThat(read(HEAD + "   0: 0100007F:1F90 0 0 0 0 0 0 0 5 1\n", 1)).isEmpty();
    Random random = new Random(53);
    for (int i = 0; i < 2_000; i++) {
      byte[] nonsense = new byte[random.nextInt(300)];
      String letters = "0123456789ABCDEF: \n";
      for (int at = 0; at < nonsense.length; at++) {
        nonsense[at] = (byte) letters.charAt(random.nextInt(letters.length()));
      }
      BitSet all = new BitSet();
      all.set(0, 0x10000);
      SocketTable.read(nonsense, all, new HashMap<>());
    }
  }

  private static Map<Endpoint, OpenSocket> read(String table, int... ports) {
    BitSet wanted = new BitSet();
    for (int port : ports) {
      wanted.set(port);
    }
    Map<Endpoint, OpenSocket> found = new HashMap<>();
    SocketTable.read(table.getBytes(StandardCharsets.US_ASCII), wanted, found);
    return found;
  }

  private static Endpoint endpoint(String address, int port) {
    return new Endpoint(IpAddress.parse(address), port);
  }
}
