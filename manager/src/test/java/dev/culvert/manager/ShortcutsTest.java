package dev.culvert.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.net.IpAddress;
import dev.culvert.manager.attach.PodView;
import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.attach.v1.AttachmentList;
import dev.culvert.proto.attach.v1.Kind;
import dev.culvert.proto.attach.v1.Shortcut;
import dev.culvert.proto.attach.v1.Transport;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which addresses an attachment's computer is told to have whole. */
final class ShortcutsTest {
  private static final int LOCAL = 3000;

  private final AttachFixture fixture = new AttachFixture();
  private final BlockingQueue<AttachmentList> lists = new LinkedBlockingQueue<>();

  ShortcutsTest() throws IOException {}

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  private String pods() {
    return "10.244.0.7:" + fixture.applicationPort;
  }

  /** Waits until the one attachment is told as this. */
  private Attachment await(String what, Predicate<Attachment> as) throws InterruptedException {
    Optional<AttachmentList> last = Optional.empty();
    while (true) {
      AttachmentList next = lists.poll(30, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("not told within 30 s: " + what + "; the last was " + last);
      }
      last = Optional.of(next);
      Optional<Attachment> found = next.getAttachmentsList().stream().filter(as).findFirst();
      if (found.isPresent()) {
        return found.orElseThrow();
      }
    }
  }

  private void awaitShortcuts(String... expected) throws InterruptedException {
    await(String.join(" and ", expected), each -> shortcuts(each).equals(Set.of(expected)));
  }

  private static Set<String> shortcuts(Attachment attachment) {
    return attachment.getShortcutsList().stream()
        .peek(each -> assertThat(each.getLocal()).isEqualTo(LOCAL))
        .peek(each -> assertThat(each.getTransport()).isEqualTo(Transport.TRANSPORT_TCP))
        .map(ShortcutsTest::text)
        .collect(Collectors.toSet());
  }

  private static String text(Shortcut shortcut) {
    return IpAddress.of(shortcut.getAddress().toByteArray()) + ":" + shortcut.getPort();
  }

  @Test
  void aWholePortHasThePodsAndItsServices() throws Exception {
    fixture.manager.servicePorts.pods.add(fixture.pod.uid());
    try (AttachFixture.Laptop laptop = fixture.laptop(ManagerFixture.GOOD_TOKEN)) {
      var _ = laptop.calls.watch(lists::add);
      laptop.attach(fixture.spec(Kind.KIND_INTERCEPT, LOCAL).build());
      awaitShortcuts(pods(), MemoryServicePorts.ADDRESS + ":80");
    }
  }

  @Test
  void aServiceThatAlsoLeadsElsewhereIsNot() throws Exception {
    fixture.manager.servicePorts.pods.addAll(Set.of(fixture.pod.uid(), "uid-of-another"));
    try (AttachFixture.Laptop laptop = fixture.laptop(ManagerFixture.GOOD_TOKEN)) {
      var _ = laptop.calls.watch(lists::add);
      laptop.attach(fixture.spec(Kind.KIND_INTERCEPT, LOCAL).build());
      awaitShortcuts(pods());
      // It leads here alone from now on, and pods of the workload change.
      fixture.manager.servicePorts.pods.remove("uid-of-another");
      fixture.manager.workloads.changed();
      awaitShortcuts(pods(), MemoryServicePorts.ADDRESS + ":80");
    }
  }

  @Test
  void aPodThatIsNotAttachedYetHasItsShare() throws Exception {
    fixture.manager.servicePorts.pods.addAll(Set.of(fixture.pod.uid(), "uid-orders-2"));
    try (AttachFixture.Laptop laptop = fixture.laptop(ManagerFixture.GOOD_TOKEN)) {
      var _ = laptop.calls.watch(lists::add);
      laptop.attach(fixture.spec(Kind.KIND_INTERCEPT, LOCAL).build());
      fixture.manager.workloads.onPlaced = pod -> {};
      fixture.manager.workloads.pods.add(
          new PodView(
              "shop",
              "orders-2",
              "uid-orders-2",
              true,
              List.of(IpAddress.parse("10.244.0.8")),
              fixture.pod.containers(),
              List.of()));
      fixture.manager.workloads.changed();
      Attachment told = await("two pods", each -> each.getReplicasCount() == 2);
      assertThat(shortcuts(told)).containsExactly(pods());
    }
  }

  @Test
  void aFilterAndAWiretapHaveNone() throws Exception {
    fixture.manager.servicePorts.pods.add(fixture.pod.uid());
    try (AttachFixture.Laptop laptop = fixture.laptop(ManagerFixture.GOOD_TOKEN)) {
      var _ = laptop.calls.watch(lists::add);
      laptop.attach(
          fixture
              .spec(Kind.KIND_INTERCEPT, LOCAL)
              .setFilter(AttachFixture.header("X-User", "mara"))
              .build());
      laptop.attach(fixture.spec(Kind.KIND_WIRETAP, LOCAL).build());
      AttachmentList both = lists.poll(30, TimeUnit.SECONDS);
      while (both != null
          && (both.getAttachmentsCount() < 2
              || both.getAttachmentsList().stream()
                  .anyMatch(each -> each.getPhase() != Attachment.Phase.PHASE_ACTIVE))) {
        both = lists.poll(30, TimeUnit.SECONDS);
      }
      assertThat(both).as("both are told to be active").isNotNull();
      assertThat(both.getAttachmentsList())
          .allSatisfy(each -> assertThat(each.getShortcutsList()).isEmpty());
    }
  }

  @Test
  void nobodyElseIsTold() throws Exception {
    try (AttachFixture.Laptop laptop = fixture.laptop(ManagerFixture.GOOD_TOKEN);
        AttachFixture.Laptop other = fixture.laptop(ManagerFixture.OTHER_TOKEN)) {
      laptop.attach(fixture.spec(Kind.KIND_INTERCEPT, LOCAL).build());
      var _ = other.calls.watch(lists::add);
      Attachment seen =
          await("it is active", each -> each.getPhase() == Attachment.Phase.PHASE_ACTIVE);
      assertThat(seen.getMine()).isFalse();
      assertThat(seen.getShortcutsList()).isEmpty();
    }
  }
}
