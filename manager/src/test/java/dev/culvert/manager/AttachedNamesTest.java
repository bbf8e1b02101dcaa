package dev.culvert.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.core.tunnel.ManagerSession;
import dev.culvert.manager.dns.DnsResolver;
import dev.culvert.proto.attach.v1.Attachment;
import dev.culvert.proto.attach.v1.AttachmentList;
import dev.culvert.proto.attach.v1.Kind;
import dev.culvert.proto.attach.v1.Ready;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Who answers the names of a session that is attached. */
final class AttachedNamesTest {
  private static final Name NAME = Name.fromConstantString("orders.mesh.internal.");

  private final AttachFixture fixture = new AttachFixture();

  AttachedNamesTest() throws IOException {}

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  private static ManagerSession.Answer ask(AttachFixture.Laptop laptop) throws Exception {
    Message query = Message.newQuery(Record.newRecord(NAME, Type.A, DClass.IN));
    ManagerSession.Answer answer =
        laptop
            .session
            .lookup(query.toWire(), Duration.ofSeconds(20))
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
    assertThat(new Message(answer.message()).getHeader().getID())
        .isEqualTo(query.getHeader().getID());
    return answer;
  }

  /** A nameserver that only the pod can ask. */
  private static DnsResolver nameserver(int rcode, boolean known) {
    return query -> {
      try {
        Message message = new Message(query);
        message.getHeader().setFlag(Flags.QR);
        message.getHeader().setRcode(rcode);
        if (known) {
          message.addRecord(
              new ARecord(NAME, DClass.IN, 30, AttachFixture.POD_ADDRESS.toInetAddress()),
              Section.ANSWER);
        }
        return CompletableFuture.completedFuture(message.toWire());
      } catch (IOException e) {
        return CompletableFuture.failedStage(e);
      }
    };
  }

  @Test
  void theAgentsOfWhatIsAttachedAreAskedFirst() throws Exception {
    fixture.names = nameserver(Rcode.NOERROR, true);
    try (AttachFixture.Laptop laptop = fixture.laptop(ManagerFixture.GOOD_TOKEN);
        AttachFixture.Laptop other = fixture.laptop(ManagerFixture.OTHER_TOKEN)) {
      assertThat(ask(laptop).answeredBy()).isEqualTo("manager");
      Ready ready = laptop.attach(fixture.spec(Kind.KIND_INTERCEPT, 3000).build());
      ManagerSession.Answer answer = ask(laptop);
      assertThat(answer.answeredBy()).isEqualTo("agent:shop/orders");
      assertThat(new Message(answer.message()).getSection(Section.ANSWER)).hasSize(1);
      assertThat(ask(other).answeredBy()).as("who is not attached").isEqualTo("manager");
      laptop
          .calls
          .detach(ready.getAttachment().getId())
          .toCompletableFuture()
          .get(30, TimeUnit.SECONDS);
      assertThat(ask(laptop).answeredBy()).isEqualTo("manager");
    }
  }

  @Test
  void thatThereIsNoSuchNameIsAnAnswer() throws Exception {
    fixture.names = nameserver(Rcode.NXDOMAIN, false);
    assertThat(whoAnswersWhileAttached()).isEqualTo("agent:shop/orders");
  }

  @Test
  void theManagerAnswersWhereThePodsNameserversFail() throws Exception {
    fixture.names = nameserver(Rcode.SERVFAIL, false);
    assertThat(whoAnswersWhileAttached()).isEqualTo("manager");
  }

  @Test
  void theManagerAnswersWhereNobodyDoes() throws Exception {
    assertThat(whoAnswersWhileAttached()).isEqualTo("manager");
  }

  @Test
  void theManagerAnswersWhereTheAgentIsSilent() throws Exception {
    fixture.names = query -> new CompletableFuture<>();
    assertThat(whoAnswersWhileAttached()).isEqualTo("manager");
  }

  private String whoAnswersWhileAttached() throws Exception {
    try (AttachFixture.Laptop laptop = fixture.laptop(ManagerFixture.GOOD_TOKEN)) {
      laptop.attach(fixture.spec(Kind.KIND_INTERCEPT, 3000).build());
      return ask(laptop).answeredBy();
    }
  }

  @Test
  void theOwnerIsToldHowThePodsCompleteNames() throws Exception {
    BlockingQueue<AttachmentList> lists = new LinkedBlockingQueue<>();
    try (AttachFixture.Laptop laptop = fixture.laptop(ManagerFixture.GOOD_TOKEN);
        AttachFixture.Laptop other = fixture.laptop(ManagerFixture.OTHER_TOKEN)) {
      Attachment own =
          laptop.attach(fixture.spec(Kind.KIND_INTERCEPT, 3000).build()).getAttachment();
      assertThat(own.getSearchList()).containsExactly("shop.svc.cluster.local");
      var _ = other.calls.watch(lists::add);
      AttachmentList seen = lists.poll(30, TimeUnit.SECONDS);
      assertThat(seen).isNotNull();
      assertThat(seen.getAttachmentsList())
          .singleElement()
          .satisfies(each -> assertThat(each.getSearchList()).isEmpty());
    }
  }
}
