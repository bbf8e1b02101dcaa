package dev.culvert.helper.attach;

import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.core.tunnel.DatagramFlow;
import dev.culvert.core.tunnel.Dialer;
import dev.culvert.core.tunnel.ManagerSession;
import dev.culvert.helper.session.SessionUser;
import dev.culvert.helper.session.Shortcuts;
import dev.culvert.proto.attach.v1.AttachmentList;
import io.netty.channel.EventLoop;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What programs of this computer ask of a workload whose port is taken goes to the local program at
 * once: not to the cluster, to the pod's agent, and back. Each new flow is judged by what is
 * attached at that moment; one that is under way stays where it is. Thread-safe; a flow costs one
 * look at an immutable table, its packets nothing.
 */
public final class DirectWays implements Shortcuts, SessionUser {
  private final Set<String> leaving = new HashSet<>();
  private AttachmentList list = AttachmentList.getDefaultInstance();
  private volatile Direct now = Direct.NOTHING;

  /** All attachments, as last told. */
  public synchronized void attached(AttachmentList told) {
    list = told;
    leaving.removeIf(
        id -> told.getAttachmentsList().stream().noneMatch(each -> each.getId().equals(id)));
    now = Direct.of(list, leaving);
  }

  /**
   * An own attachment is being ended: what is dialled from now on goes to the cluster, though the
   * manager has not told yet.
   */
  public synchronized void leaves(String id) {
    leaving.add(id);
    now = Direct.of(list, leaving);
  }

  /** It was not ended. */
  public synchronized void stays(String id) {
    leaving.remove(id);
    now = Direct.of(list, leaving);
  }

  @Override
  public void use(ManagerSession session, EventLoop loop) {
    // What is attached is told by the session.
  }

  /** What is attached has to be told anew: the manager may be another one. */
  @Override
  public void pause() {
    attached(AttachmentList.getDefaultInstance());
  }

  @Override
  public void end() {
    pause();
  }

  @Override
  public Dialer before(Dialer cluster, EventLoop loop) {
    return new Judging(cluster, loop);
  }

  private final class Judging implements Dialer {
    private final Dialer cluster;
    private final EventLoop loop;

    Judging(Dialer cluster, EventLoop loop) {
      this.cluster = cluster;
      this.loop = loop;
    }

    @Override
    public ByteStream dialTcp(Endpoint source, Endpoint destination, ByteStream.Listener listener) {
      Optional<Direct.Way> way = now.find(false, destination);
      return way.isPresent()
          ? DirectStream.dial(loop, way.orElseThrow(), listener)
          : cluster.dialTcp(source, destination, listener);
    }

    @Override
    public DatagramFlow openUdp(
        Endpoint source, Endpoint destination, DatagramFlow.Listener listener) {
      Optional<Direct.Way> way = now.find(true, destination);
      return way.isPresent()
          ? DirectDatagrams.open(loop, way.orElseThrow(), listener)
          : cluster.openUdp(source, destination, listener);
    }

    @Override
    public DatagramFlow openEcho(
        IpAddress source, IpAddress destination, DatagramFlow.Listener listener) {
      return cluster.openEcho(source, destination, listener);
    }
  }
}
