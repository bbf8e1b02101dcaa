package dev.culvert.manager.rpc;

import dev.culvert.manager.attach.AttachmentBook;
import dev.culvert.manager.attach.PodContents;
import dev.culvert.manager.dns.DnsResolver;
import dev.culvert.manager.session.Session;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the name queries of a session: while it is attached to a workload, as that workload's
 * pods are answered; otherwise, and when the agent there says nothing, from the manager's own place
 * in the cluster.
 */
final class Names {
  private static final Logger LOG = LoggerFactory.getLogger(Names.class);

  /** RFC 1035 section 4.1.1: the last four bits of the fourth byte. */
  private static final int RCODE = 0x0f;

  private static final int NOERROR = 0;
  private static final int NXDOMAIN = 3;

  private final DnsResolver own;
  private final AttachmentBook attachments;

  Names(DnsResolver own, AttachmentBook attachments) {
    this.own = own;
    this.attachments = attachments;
  }

  /**
   * An answer.
   *
   * @param by {@code manager}, or {@code agent:shop/cart}
   */
  record Given(byte[] message, String by) {}

  /**
   * Asks.
   *
   * @param query a DNS message of 12 bytes or more
   */
  CompletionStage<Given> resolve(Session session, byte[] query) {
    Optional<PodContents.Names> agent = attachments.names(session);
    if (agent.isEmpty()) {
      return fromHere(query);
    }
    PodContents.Names asked = agent.orElseThrow();
    return asked
        .agent()
        .resolve(query)
        .thenApply(message -> new Given(message, "agent:" + asked.workload()))
        .<CompletionStage<Given>>handle((given, failure) -> {
          if (given != null && says(given.message())) {
            return CompletableFuture.completedFuture(given);
          }
          LOG.debug("the agent of {} does not say", asked.workload(), failure);
          return fromHere(query);
        })
        .thenCompose(next -> next);
  }

  /** That there is no such name is an answer, too. */
  private static boolean says(byte[] message) {
    int rcode = message.length < 12 ? -1 : message[3] & RCODE;
    return rcode == NOERROR || rcode == NXDOMAIN;
  }

  private CompletionStage<Given> fromHere(byte[] query) {
    return own.resolve(query).thenApply(message -> new Given(message, "manager"));
  }
}
