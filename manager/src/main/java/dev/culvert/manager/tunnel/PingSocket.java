package dev.culvert.manager.tunnel;

import dev.culvert.core.tunnel.transport.Transports;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Pings without privileges: Linux' ICMP datagram sockets (icmp(7), net.ipv4.ping_group_range). The
 * kernel chooses the identifier, sums, and hands out the replies to it and nothing else; Java has
 * no way to open one, so the system call is made here. A socket that Java has not opened needs a
 * loop of epoll, and the tunnel's are not ({@code Transports.newPacedLoops}): pings have one thread
 * of their own.
 */
enum PingSocket implements FlowSocket {
  V4(2, 1, 8, 0),
  V6(10, 58, 128, 129);

  /** The kernel's group range does not have the manager's. */
  static final class Forbidden extends ChannelException {
    private static final long serialVersionUID = 1;

    Forbidden(int errno) {
      super(
          "the manager's pod may not send pings: net.ipv4.ping_group_range does not have its group"
              + " (errno "
              + errno
              + ")");
    }
  }

  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_NONBLOCK = 0x800;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int EPERM = 1;
  private static final int EACCES = 13;

  /** Type, code, checksum, identifier. */
  private static final int BEFORE_SEQUENCE = 6;

  private final int family;
  private final int protocol;
  private final int request;
  private final int reply;

  PingSocket(int family, int protocol, int request, int reply) {
    this.family = family;
    this.protocol = protocol;
    this.request = request;
    this.reply = reply;
  }

  @Override
  public EventLoop loop(EventLoop flow) {
    return Epoll.isAvailable() ? PingLoop.GROUP.next() : flow;
  }

  @Override
  public ChannelFactory<? extends Channel> factory(EventLoop loop) {
    return this::open;
  }

  private Channel open() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Native.STATE);
      int descriptor =
          (int)
              Native.SOCKET.invokeExact(
                  state, family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
      if (descriptor >= 0) {
        return new EpollDatagramChannel(descriptor);
      }
      int errno = state.get(ValueLayout.JAVA_INT, Native.ERRNO);
      if (errno == EACCES || errno == EPERM) {
        throw new Forbidden(errno);
      }
      throw new ChannelException("no socket for pings: errno " + errno);
    } catch (ChannelException e) {
      throw e;
    } catch (Throwable e) {
      throw new ChannelException("socket(2) cannot be called", e);
    }
  }

  @Override
  public ByteBuf toSocket(ByteBuf payload) {
    ByteBuf packet = payload.alloc().directBuffer(BEFORE_SEQUENCE + payload.readableBytes());
    packet.writeByte(request).writeByte(0).writeInt(0).writeBytes(payload);
    payload.release();
    return packet;
  }

  @Override
  public @Nullable ByteBuf fromSocket(ByteBuf packet) {
    if (packet.readableBytes() < BEFORE_SEQUENCE + 2
        || packet.getUnsignedByte(packet.readerIndex()) != reply) {
      packet.release();
      return null;
    }
    return packet.skipBytes(BEFORE_SEQUENCE);
  }

  /** Started when the first ping comes, for as long as the process lives. */
  private static final class PingLoop {
    static final EventLoopGroup GROUP = Transports.newLoops(1, "culvert-ping");

    private PingLoop() {}
  }

  /** Resolved when the first ping comes, and not at all elsewhere than on Linux. */
  private static final class Native {
    static final StructLayout STATE = Linker.Option.captureStateLayout();
    static final long ERRNO = STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
    static final MethodHandle SOCKET =
        Linker.nativeLinker()
            .downcallHandle(
                Linker.nativeLinker().defaultLookup().findOrThrow("socket"),
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT),
                Linker.Option.captureCallState("errno"));

    private Native() {}
  }
}
