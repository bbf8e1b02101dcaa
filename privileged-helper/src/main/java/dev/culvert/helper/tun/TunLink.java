package dev.culvert.helper.tun;

import dev.culvert.core.link.Link;
import dev.culvert.core.link.Packet;
import dev.culvert.helper.nativecall.DescriptorIo;
import dev.culvert.helper.nativecall.Errno;
import dev.culvert.helper.nativecall.SystemCallException;
import dev.culvert.helper.nativecall.TunCalls;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TUN device on an epoll loop. Readiness is level-triggered: a turn reads a bounded number of
 * packets and leaves the rest to the next turn, so that the tunnel's socket on the same loop has
 * its share. Packets are written as they are transmitted, since the kernel has no call that takes
 * several; a write runs the kernel's receive path and returns when it is done.
 */
public final class TunLink implements Link {
  /** Packets read before the loop gets round to others. */
  static final int BATCH_PACKETS = 64;

  /** The same in bytes: sixteen superpackets, half a millisecond. */
  static final int BATCH_BYTES = 1 << 20;

  /**
   * Packets up to this size are copied out of the read buffer (as network drivers do, "rx
   * copybreak"): whoever keeps a packet of 60 bytes shall not keep the 64 KiB it was read into.
   */
  static final int COPY_BREAK = 4096;

  private static final Logger LOG = LoggerFactory.getLogger(TunLink.class);
  private static final int MAX_PACKET = 65_575; // 65,535 bytes after an IPv6 header
  private static final int CLOSE_SECONDS = 5;

  private final TunDevice device;
  private final IoEventLoop loop;
  private final int mtu;
  private final int headerSize;
  private final DescriptorIo io = new DescriptorIo();
  private final Packet packet = new Packet();
  private @Nullable ByteBuf readBuffer;
  private @Nullable Receiver receiver;
  private @Nullable IoRegistration registration;
  private boolean released;
  private long drops;
  private volatile boolean closed;

  /**
   * Over this device, which it owns from now on.
   *
   * @throws IllegalArgumentException when the loop is not an epoll loop
   */
  public TunLink(TunDevice device, EventLoop loop, int mtu) {
    this.device = device;
    this.loop = epollLoop(loop);
    this.mtu = mtu;
    this.headerSize = device.vnetHeader() ? VirtioHeader.SIZE : 0;
  }

  /**
   * This loop as what it must be.
   *
   * @throws IllegalArgumentException when it is not an epoll loop
   */
  public static IoEventLoop epollLoop(EventLoop loop) {
    if (loop instanceof IoEventLoop ioLoop && ioLoop.isCompatible(EpollIoHandle.class)) {
      return ioLoop;
    }
    throw new IllegalArgumentException(
        "a TUN device needs an event loop of an EpollIoHandler, not " + loop);
  }

  @Override
  public int mtu() {
    return mtu;
  }

  @Override
  public Set<Offload> offloads() {
    return device.offloads();
  }

  @Override
  public void start(Receiver receiver) {
    if (this.receiver != null) {
      throw new IllegalStateException("the link of " + device.name() + " has been started before");
    }
    this.receiver = receiver;
    loop.register(new Handle())
        .addListener(future -> {
          if (!future.isSuccess()) {
            fail(new IOException("cannot watch " + device.name(), future.cause()));
          } else if (released) {
            ((IoRegistration) future.getNow()).cancel();
          } else {
            registration = (IoRegistration) future.getNow();
            registration.submit(EpollIoOps.EPOLLIN);
          }
        });
  }

  @Override
  public void transmit(Packet packet) {
    ByteBuf bytes = packet.bytes;
    try {
      check(packet);
      if (released || closed) {
        return;
      }
      if (bytes.hasMemoryAddress() && bytes.readerIndex() >= headerSize) {
        write(packet, bytes);
      } else {
        ByteBuf copy =
            PooledByteBufAllocator.DEFAULT.directBuffer(HEADROOM + bytes.readableBytes());
        try {
          copy.setIndex(HEADROOM, HEADROOM)
              .writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
          write(packet, copy);
        } finally {
          copy.release();
        }
      }
    } finally {
      bytes.release();
    }
  }

  @Override
  public void flush() {
    // Everything went out in transmit.
  }

  @Override
  public long transmitDrops() {
    return drops;
  }

  @Override
  public void close() {
    closed = true;
    if (loop.inEventLoop()) {
      release();
      return;
    }
    // The descriptor's number may be given to another file once it is closed, so the loop closes
    // it.
    CountDownLatch done = new CountDownLatch(1);
    try {
      loop.execute(() -> {
        release();
        done.countDown();
      });
    } catch (RejectedExecutionException e) {
      LOG.debug("the loop of {} has ended before its link", device.name(), e);
      release();
      return;
    }
    try {
      if (!done.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn(
            "{} still exists: its event loop has not answered for {} s",
            device.name(),
            CLOSE_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The loop closes it all the same.
    }
  }

  private void check(Packet packet) {
    ByteBuf bytes = packet.bytes;
    int limit = packet.gso == Packet.Gso.NONE ? mtu : MAX_PACKET;
    if (bytes.readableBytes() > limit) {
      throw new IllegalArgumentException(
          device.name()
              + " carries packets of up to "
              + limit
              + " bytes, not "
              + bytes.readableBytes());
    }
    Offload needed =
        switch (packet.gso) {
          case NONE -> packet.checksumPartial ? Offload.CHECKSUM : null;
          case TCP4 -> Offload.TSO4;
          case TCP6 -> Offload.TSO6;
          case UDP -> Offload.USO;
        };
    if (needed != null && !device.offloads().contains(needed)) {
      throw new IllegalArgumentException(
          device.name() + " has no offload " + needed + ", only " + device.offloads());
    }
    if (packet.gso != Packet.Gso.NONE && (!packet.checksumPartial || packet.gsoSize <= 0)) {
      throw new IllegalArgumentException(
          "a superpacket has a partial checksum and a segment size, not " + packet.gsoSize);
    }
  }

  private void write(Packet packet, ByteBuf bytes) {
    int start = bytes.readerIndex() - headerSize;
    if (headerSize != 0) {
      VirtioHeader.write(packet, bytes, start);
    }
    int result;
    do {
      result =
          io.write(device.fd(), bytes.memoryAddress() + start, headerSize + bytes.readableBytes());
    } while (result == -Errno.EINTR);
    if (result < 0) {
      // EAGAIN: no room. EINVAL: a packet the kernel does not understand. EIO: the device is down.
      drops++;
      LOG.debug(
          "{} dropped a packet of {} bytes: errno {}",
          device.name(),
          bytes.readableBytes(),
          -result);
    }
  }

  private void readable(Receiver to) {
    int bytesRead = 0;
    int packets = 0;
    int result = 0;
    while (packets < BATCH_PACKETS && bytesRead < BATCH_BYTES && !released && !closed) {
      ByteBuf buffer = freshBuffer();
      result = io.read(device.fd(), buffer.memoryAddress(), buffer.capacity());
      if (result < 0) {
        break;
      }
      packets++;
      bytesRead += result;
      deliver(to, buffer, result);
    }
    if (packets > 0 && !closed) {
      to.onBatchEnd();
    }
    if (result < 0 && result != -Errno.EAGAIN && result != -Errno.EINTR && !closed) {
      fail(new SystemCallException("read of " + device.name(), -result));
    }
  }

  private void deliver(Receiver to, ByteBuf buffer, int length) {
    if (length <= headerSize) {
      return;
    }
    int size = length - headerSize;
    boolean small = size <= COPY_BREAK;
    ByteBuf bytes =
        small
            ? PooledByteBufAllocator.DEFAULT.directBuffer(size).writeBytes(buffer, headerSize, size)
            : buffer.setIndex(headerSize, length).retain();
    try {
      packet.set(bytes);
      if (headerSize == 0 || VirtioHeader.read(buffer, 0, packet)) {
        to.onPacket(packet);
      } else {
        LOG.debug("{} delivered a superpacket of a kind nobody asked for", device.name());
      }
    } finally {
      bytes.release();
    }
  }

  /** The buffer of the last read, or another one when somebody kept a part of it. */
  private ByteBuf freshBuffer() {
    ByteBuf buffer = readBuffer;
    if (buffer != null && buffer.refCnt() == 1) {
      return buffer.setIndex(0, 0);
    }
    if (buffer != null) {
      buffer.release();
    }
    buffer = PooledByteBufAllocator.DEFAULT.directBuffer(VirtioHeader.SIZE + MAX_PACKET);
    readBuffer = buffer;
    return buffer;
  }

  private void fail(IOException cause) {
    Receiver to = receiver;
    boolean first = !released;
    release();
    if (first && to != null && !closed) {
      to.onDown(cause);
    }
  }

  private void release() {
    if (released) {
      return;
    }
    released = true;
    if (registration != null) {
      registration.cancel();
    }
    if (readBuffer != null) {
      readBuffer.release();
      readBuffer = null;
    }
    try {
      TunCalls.close(device.fd());
    } catch (IOException e) {
      LOG.warn("{} may still exist", device.name(), e);
    }
  }

  /** What the loop knows of us. */
  private final class Handle implements EpollIoHandle {
    @Override
    public FileDescriptor fd() {
      return new FileDescriptor(device.fd());
    }

    @Override
    public void handle(IoRegistration from, IoEvent event) {
      Receiver to = receiver;
      if (released || to == null) {
        return;
      }
      if (((EpollIoEvent) event).ops().contains(EpollIoOps.EPOLLIN)) {
        try {
          readable(to);
        } catch (RuntimeException | Error e) {
          // Netty would end the loop, or rest it: a tunnel that says it is up and is not.
          LOG.error(
              "{} goes down, because what it delivered could not be handled", device.name(), e);
          fail(
              new IOException(
                  "what " + device.name() + " delivered could not be handled: " + e, e));
        }
      } else {
        fail(new IOException("the device " + device.name() + " was removed"));
      }
    }

    @Override
    public void close() {
      // The loop ends: nothing comes any more.
      fail(new IOException("the event loop of " + device.name() + " has ended"));
    }
  }
}
