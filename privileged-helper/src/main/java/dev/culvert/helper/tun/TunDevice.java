package dev.culvert.helper.tun;

import dev.culvert.core.link.Link.Offload;
import dev.culvert.core.net.IpAddress;
import dev.culvert.helper.nativecall.BpfCalls;
import dev.culvert.helper.nativecall.SystemCallException;
import dev.culvert.helper.nativecall.TunCalls;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue of a TUN device and its descriptor (tuntap.rst of the kernel's documentation); mostly the
 * only one. The device is not persistent: when the last of its descriptors closes, also by the
 * death of this process, the kernel takes the device, its addresses and its routes away.
 *
 * @param fd non-blocking
 * @param vnetHeader whether a virtio-net header is before each packet
 * @param offloads what the kernel does for us, and hands to us
 */
public record TunDevice(String name, int fd, boolean vnetHeader, Set<Offload> offloads) {
  private static final Logger LOG = LoggerFactory.getLogger(TunDevice.class);

  public TunDevice {
    offloads = Set.copyOf(offloads);
  }

  /**
   * Makes the device with the most that this kernel can do.
   *
   * @throws SystemCallException EBUSY when the name is taken, EPERM without CAP_NET_ADMIN
   */
  public static TunDevice create(String name) throws IOException {
    return create(name, true);
  }

  /** As {@link #create(String)}; without offload it behaves as on a kernel that has none. */
  public static TunDevice create(String name, boolean offload) throws IOException {
    return create(name, offload, 0);
  }

  /**
   * Makes a device with several queues, each for an event loop of its own, or with one where this
   * system cannot let us say which packet comes by which; see {@link SteeringProgram}.
   *
   * @param queues at most so many
   * @param whole packets to this address come by the first queue
   */
  public static List<TunDevice> create(String name, int queues, IpAddress whole)
      throws IOException {
    if (queues == 1) {
      return List.of(create(name));
    }
    int program;
    try {
      program = BpfCalls.loadFilter(SteeringProgram.of(queues, whole));
    } catch (IOException e) {
      LOG.info("{} has one queue and not {}: {}", name, queues, e.getMessage());
      return List.of(create(name));
    }
    List<TunDevice> made = new ArrayList<>();
    try {
      // Exclusive the first time: else another program's device would get one more queue.
      made.add(create(name, true, TunCalls.IFF_MULTI_QUEUE | TunCalls.IFF_TUN_EXCL));
      TunCalls.steer(made.getFirst().fd, program);
      while (made.size() < queues) {
        made.add(create(name, true, TunCalls.IFF_MULTI_QUEUE));
      }
      return List.copyOf(made);
    } catch (IOException | RuntimeException e) {
      for (TunDevice each : made) {
        TunCalls.close(each.fd);
      }
      throw e;
    } finally {
      TunCalls.close(program);
    }
  }

  private static TunDevice create(String name, boolean offload, int more) throws IOException {
    int fd = TunCalls.open();
    try {
      boolean header = offload && (TunCalls.features(fd) & TunCalls.IFF_VNET_HDR) != 0;
      int flags = TunCalls.IFF_TUN | TunCalls.IFF_NO_PI | more;
      TunCalls.create(fd, name, header ? flags | TunCalls.IFF_VNET_HDR : flags);
      EnumSet<Offload> offloads = EnumSet.noneOf(Offload.class);
      if (header) {
        TunCalls.vnetHeader(fd, VirtioHeader.SIZE);
        offloads = negotiate(fd);
      }
      return new TunDevice(name, fd, header, offloads);
    } catch (IOException | RuntimeException e) {
      TunCalls.close(fd);
      throw e;
    }
  }

  /**
   * The MTU when nobody asks for one.
   *
   * <p>With TSO: 1500. The MTU then decides nothing about throughput, since 64 KiB travel per
   * system call either way (measured: 20 Gbit/s up at 1500, more than the 16 of MTU 65535 without
   * offload), and the kernel's TCP is tuned for segments of this size: with segments of 64 KiB a
   * small receive buffer holds two, and Nagle and delayed acknowledgement act on what is 64 KiB
   * short of one. Without offload a packet is a system call, so it is made as large as IP allows.
   */
  public int bestMtu() {
    return offloads.contains(Offload.TSO4) ? 1500 : 65535;
  }

  private static EnumSet<Offload> negotiate(int fd) throws IOException {
    int tcp = TunCalls.TUN_F_CSUM | TunCalls.TUN_F_TSO4 | TunCalls.TUN_F_TSO6;
    if (TunCalls.offload(fd, tcp | TunCalls.TUN_F_USO4 | TunCalls.TUN_F_USO6)) {
      return EnumSet.allOf(Offload.class);
    }
    if (TunCalls.offload(fd, tcp)) {
      return EnumSet.of(Offload.CHECKSUM, Offload.TSO4, Offload.TSO6);
    }
    return TunCalls.offload(fd, TunCalls.TUN_F_CSUM)
        ? EnumSet.of(Offload.CHECKSUM)
        : EnumSet.noneOf(Offload.class);
  }
}
