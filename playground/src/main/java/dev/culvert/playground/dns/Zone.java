package dev.culvert.playground.dns;

import org.xbill.DNS.Message;

/** Answers questions. Any thread. */
public interface Zone {
  /** The whole answer to a query with one question. */
  Message answer(Message query);
}
