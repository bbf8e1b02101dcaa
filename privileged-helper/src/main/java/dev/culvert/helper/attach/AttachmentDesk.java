package dev.culvert.helper.attach;

import dev.culvert.core.inspect.FlowLog;
import dev.culvert.core.inspect.PacketRing;
import dev.culvert.core.inspect.StreamTape;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.net.IpAddress;
import dev.culvert.core.tunnel.AttachmentCalls;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.tunnel.ManagerSession;
import dev.culvert.helper.session.SessionUser;
import dev.culvert.proto.attach.v1.AttachmentList;
import dev.culvert.proto.attach.v1.IncomingConnection;
import dev.culvert.proto.attach.v1.Transport;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Attachments on this computer: takes the session's connections to local programs, and knows what
 * is attached. Thread-safe.
 */
public final class AttachmentDesk implements SessionUser {
  private static final Logger LOG = LoggerFactory.getLogger(AttachmentDesk.class);

  private final PacketRing packets;
  private final FlowLog flows;
  private final NamedPorts named = new NamedPorts();
  private final List<Consumer<AttachmentList>> watchers = new CopyOnWriteArrayList<>();
  private final List<SessionUser> followers = new CopyOnWriteArrayList<>();
  private volatile Optional<Now> now = Optional.empty();
  private volatile AttachmentList known = AttachmentList.getDefaultInstance();

  /** The session's calls, and what stands on it. */
  private record Now(ManagerSession session, List<AttachmentCalls.Standing> standing) {}

  /**
   * A desk without a session.
   *
   * @param packets records what is brought, while it is on
   * @param flows has a line for each connection that is brought
   */
  public AttachmentDesk(PacketRing packets, FlowLog flows) {
    this.flows = flows;
    this.packets = packets;
  }

  /** Also told of sessions, after this. */
  public void follow(SessionUser follower) {
    followers.add(follower);
  }

  @Override
  public void use(ManagerSession session, EventLoop loop) {
    AttachmentCalls calls = session.attachments();
    List<AttachmentCalls.Standing> standing = new ArrayList<>();
    standing.add(calls.incoming(told -> deliver(calls, told, loop)));
    standing.add(calls.watch(this::tell));
    now = Optional.of(new Now(session, standing));
    followers.forEach(each -> each.use(session, loop));
  }

  private void deliver(AttachmentCalls calls, IncomingConnection told, EventLoop loop) {
    InetSocketAddress program =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), told.getLocalPort());
    LOG.debug("{}: a connection for {}", told.getAttachment(), program);
    if (!named.has(told.getLocalPort())) {
      LOG.warn("the manager asks for {}, which nobody here has named", program);
      calls.refuse(
          told.getStream(),
          new Failure(
              Failure.Cause.FORBIDDEN,
              "port " + told.getLocalPort() + " was not named on the attached computer"));
      return;
    }
    if (told.getTransport() == Transport.TRANSPORT_UDP) {
      DatagramDelivery.begin(calls, told, loop, program);
    } else {
      LocalDelivery.begin(calls, told, loop, program, account(told, program, loop));
    }
  }

  private Account account(IncomingConnection told, InetSocketAddress program, EventLoop loop) {
    String id = told.getAttachment();
    Endpoint caller = caller(told);
    Endpoint here = new Endpoint(IpAddress.of(program.getAddress()), program.getPort());
    String name =
        known.getAttachmentsList().stream()
            .filter(each -> each.getId().equals(id))
            .map(each -> each.getSpec().getWorkload())
            .map(workload -> workload.getName() + "." + workload.getNamespace())
            .findFirst()
            .orElse(id);
    return new Account(
        new StreamTape(packets, id, caller, told.getLocalPort()),
        flows.taken(id, caller, here, name),
        loop);
  }

  private static Endpoint caller(IncomingConnection told) {
    byte[] address = told.getSource().getAddress().toByteArray();
    return address.length == 4 || address.length == 16
        ? new Endpoint(IpAddress.of(address), told.getSource().getPort() & 0xffff)
        : new Endpoint(IpAddress.v4(0), 0);
  }

  @Override
  public void pause() {
    now.ifPresent(each -> each.standing().forEach(AttachmentCalls.Standing::stop));
    now = Optional.empty();
    followers.forEach(SessionUser::pause);
  }

  @Override
  public void end() {
    followers.forEach(SessionUser::end);
    now.ifPresent(each -> each.standing().forEach(AttachmentCalls.Standing::stop));
    now = Optional.empty();
    named.clear();
    tell(AttachmentList.getDefaultInstance());
  }

  /** The ports of this computer that may be dialled for the cluster. */
  public NamedPorts named() {
    return named;
  }

  /** The session's calls; empty while there is no session. */
  public Optional<AttachmentCalls> calls() {
    return now.map(each -> each.session().attachments());
  }

  private void tell(AttachmentList list) {
    known = list;
    watchers.forEach(each -> each.accept(list));
  }

  /** What is attached, now and after every change, until it is run. */
  public Runnable watch(Consumer<AttachmentList> to) {
    watchers.add(to);
    to.accept(known);
    return () -> watchers.remove(to);
  }

  /** As last told. */
  public AttachmentList known() {
    return known;
  }
}
