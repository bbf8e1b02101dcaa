package dev.culvert.playground.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Datagrams there and back: many at once for a rate, one at a time for a round trip. */
final class DatagramLoad {

  /** In flight for each flow: enough to fill the way, few enough for any socket buffer. */
  private static final int WINDOW = 32;

  private static final int SIZE = 64;

  private static final long LOST_AFTER_NANOS = 200_000_000;

  private DatagramLoad() {}

  /** 64-byte datagrams over several sockets, a fixed number in flight on each. */
  static String echoes(InetSocketAddress target, double seconds, int flows) throws IOException {
    try (Selector selector = Selector.open()) {
      Flow[] all = new Flow[flows];
      for (int i = 0; i < flows; i++) {
        DatagramChannel channel = DatagramChannel.open().connect(target);
        channel.configureBlocking(false);
        all[i] = new Flow(channel);
        channel.register(selector, SelectionKey.OP_READ, all[i]);
      }
      long start = System.nanoTime();
      long end = start + (long) (seconds * 1e9);
      long echoes = 0;
      for (long now = start; now < end; now = System.nanoTime()) {
        for (Flow flow : all) {
          flow.fill(now);
        }
        selector.select(10);
        for (SelectionKey key : selector.selectedKeys()) {
          echoes += ((Flow) key.attachment()).drain();
        }
        selector.selectedKeys().clear();
      }
      long lost = 0;
      for (Flow flow : all) {
        lost += flow.lost;
        flow.channel.close();
      }
      return BenchClient.format(
          "persec=%.1f lost=%d", echoes / ((System.nanoTime() - start) / 1e9), lost);
    }
  }

  /** One query after another for one name. */
  static String lookups(InetSocketAddress server, double seconds, String name) throws IOException {
    Message query =
        Message.newQuery(Record.newRecord(Name.fromString(name + "."), Type.A, DClass.IN));
    Samples samples = new Samples();
    int lost = 0;
    try (DatagramChannel channel = DatagramChannel.open().connect(server);
        Selector selector = Selector.open()) {
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
      ByteBuffer answer = ByteBuffer.allocateDirect(4096);
      long end = System.nanoTime() + (long) (seconds * 1e9);
      int id = 0;
      for (long start = System.nanoTime(); start < end; start = System.nanoTime()) {
        id = id + 1 & 0xffff;
        query.getHeader().setID(id);
        channel.write(ByteBuffer.wrap(query.toWire()));
        if (!await(channel, selector, answer, id)) {
          lost++;
          continue;
        }
        if ((answer.get(3) & 15) != 0 || answer.getShort(6) == 0) {
          throw new IOException(server + " answered without an address for " + name);
        }
        samples.add(System.nanoTime() - start);
      }
    }
    return BenchClient.format(
        "persec=%.1f p50us=%.2f p99us=%.2f lost=%d",
        samples.size() / seconds, samples.micros(0.5), samples.micros(0.99), lost);
  }

  private static boolean await(
      DatagramChannel channel, Selector selector, ByteBuffer answer, int id) throws IOException {
    long deadline = System.nanoTime() + 2_000_000_000L;
    while (System.nanoTime() < deadline) {
      answer.clear();
      if (channel.read(answer) > 0) {
        if ((answer.getShort(0) & 0xffff) == id) {
          return true;
        }
      } else {
        selector.select(100);
        selector.selectedKeys().clear();
      }
    }
    return false;
  }

  private static final class Flow {
    private final DatagramChannel channel;
    private final ByteBuffer out = ByteBuffer.allocateDirect(SIZE);
    private final ByteBuffer in = ByteBuffer.allocateDirect(65536);
    private int inFlight;
    private long lastHeard = System.nanoTime();
    private long lost;

    Flow(DatagramChannel channel) {
      this.channel = channel;
    }

    void fill(long now) throws IOException {
      if (inFlight > 0 && now - lastHeard > LOST_AFTER_NANOS) {
        lost += inFlight;
        inFlight = 0;
        lastHeard = now;
      }
      try {
        while (inFlight < WINDOW && channel.write(out.clear()) > 0) {
          inFlight++;
        }
      } catch (PortUnreachableException e) {
        lost++;
      }
    }

    int drain() throws IOException {
      int count = 0;
      // A relay over a stream joins datagrams that come close together: bytes are counted, not
      // calls.
      try {
        for (int n = channel.read(in.clear()); n > 0; n = channel.read(in.clear())) {
          count += n / SIZE;
          inFlight -= n / SIZE;
        }
      } catch (PortUnreachableException e) {
        lost++; // A forking socat is not there between a new flow's first datagram and its fork.
      }
      inFlight = Math.max(0, inFlight);
      lastHeard = System.nanoTime();
      return count;
    }
  }
}
