package dev.culvert.helper.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.core.tunnel.AttachmentCalls;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.tunnel.transport.Transports;
import dev.culvert.proto.attach.v1.AttachSpec;
import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.attach.v1.AttachmentList;
import dev.culvert.proto.attach.v1.PodPort;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Programs of this computer that connect to a port of a pod; the pod sends back what it hears. */
final class PodPortsTest {
  private static final int REMOTE = 8081;
  private static final int MILLIS = 30_000;

  private final EventLoopGroup loops = Transports.newLoops(1, "pod-ports-test");
  private final EventLoop loop = loops.next();
  private final PodPorts ports = new PodPorts();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile boolean refuses;
  private int local;

  @BeforeEach
  void choose() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      local = free.getLocalPort();
    }
  }

  @AfterEach
  void stop() {
    ports.end();
    var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private AttachmentCalls calls() {
    return (AttachmentCalls)
        Proxy.newProxyInstance(
            AttachmentCalls.class.getClassLoader(),
            new Class<?>[] {AttachmentCalls.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("toPod")) {
                throw new UnsupportedOperationException(method.getName());
              }
              asked.add(arguments[0] + " " + arguments[1]);
              return new Pod((ByteStream.Listener) arguments[2]);
            });
  }

  private AttachmentList list(boolean mine) {
    return AttachmentList.newBuilder()
        .addAttachments(Attachment.newBuilder().setId("a1").setMine(mine).setSpec(spec(local)))
        .build();
  }

  private static AttachSpec spec(int local) {
    return AttachSpec.newBuilder()
        .addToPod(PodPort.newBuilder().setLocal(local).setRemote(REMOTE))
        .build();
  }

  /** Tries until somebody listens, which is decided on the loop. */
  private Socket connect() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MILLIS);
    while (true) {
      try {
        return dial();
      } catch (IOException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        loop.submit(() -> {}).get(MILLIS, TimeUnit.MILLISECONDS);
      }
    }
  }

  private Socket dial() throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), local), MILLIS);
      socket.setSoTimeout(MILLIS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private void awaitNobody() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MILLIS);
    while (true) {
      try (Socket still = dial()) {
        assertThat(System.nanoTime()).as("%s", still).isLessThan(deadline);
        loop.submit(() -> {}).get(MILLIS, TimeUnit.MILLISECONDS);
      } catch (IOException e) {
        return;
      }
    }
  }

  @Test
  void whatIsSaidThereIsThePods() throws Exception {
    ports.use(calls(), loop);
    ports.attached(list(true));
    try (Socket program = connect()) {
      program.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
      program.shutdownOutput();
      assertThat(new String(program.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .isEqualTo("hello");
    }
    assertThat(asked).containsExactly("a1 " + REMOTE);
  }

  @Test
  void itGoesWithTheAttachmentAndWithTheSession() throws Exception {
    ports.use(calls(), loop);
    ports.attached(list(true));
    connect().close();
    ports.attached(AttachmentList.getDefaultInstance());
    awaitNobody();
    ports.attached(list(true));
    connect().close();
    ports.pause();
    awaitNobody();
    ports.use(calls(), loop);
    connect().close();
    ports.end();
    awaitNobody();
  }

  @Test
  void otherPeoplesAreNot() throws Exception {
    ports.use(calls(), loop);
    ports.attached(list(false));
    loop.submit(() -> {}).get(MILLIS, TimeUnit.MILLISECONDS);
    assertThatThrownBy(this::dial).isInstanceOf(IOException.class);
  }

  @Test
  void aPodThatRefusesIsAReset() throws Exception {
    refuses = true;
    ports.use(calls(), loop);
    ports.attached(list(true));
    try (Socket program = connect()) {
      assertThatThrownBy(() -> program.getInputStream().read()).isInstanceOf(IOException.class);
    }
  }

  @Test
  void portsThatCannotBeAreRefusedBeforehand() throws Exception {
    PodPorts.check(spec(local));
    assertThatThrownBy(() -> PodPorts.check(spec(80))).hasMessageContaining("not at 80");
    try (ServerSocket taken = new ServerSocket(local, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> PodPorts.check(spec(taken.getLocalPort())))
          .hasMessageContaining("taken already");
    }
  }

  /** Sends everything back, and its end when the end comes; on the loop. */
  private final class Pod implements ByteStream {
    private final Listener listener;

    Pod(Listener listener) {
      this.listener = listener;
      loop.execute(() -> {
        if (refuses) {
          listener.onFailed(new Failure(Failure.Cause.REFUSED, "nothing listens"));
        } else {
          listener.onConnected(1);
        }
      });
    }

    @Override
    public void write(ByteBuf payload) {
      loop.execute(() -> listener.onData(payload));
    }

    @Override
    public void flush() {}

    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public void request(int bytes) {}

    @Override
    public void shutdownOutput() {
      loop.execute(listener::onEnd);
    }

    @Override
    public void reset() {}
  }
}
