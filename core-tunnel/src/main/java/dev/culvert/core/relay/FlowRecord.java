package dev.culvert.core.relay;

import dev.culvert.core.inspect.FlowCounters;
import dev.culvert.core.inspect.FlowRecorder;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.words.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What one flow tells the recorder, in order and once: opened, perhaps established, ended. A flow
 * to a local service has a record that tells nobody.
 */
final class FlowRecord implements FlowPublisher.Source {
  final FlowCounters counters;
  private final @Nullable FlowRecorder recorder;
  private final long id;
  private final FlowPublisher publisher;
  private final long openedNanos;
  private boolean changed;
  private boolean ended;

  /**
   * @param recorder null to tell nobody
   */
  FlowRecord(
      @Nullable FlowRecorder recorder, long id, FlowCounters counters, FlowPublisher publisher) {
    this.recorder = recorder;
    this.id = id;
    this.counters = counters;
    this.publisher = publisher;
    this.openedNanos = publisher.nanoTime();
  }

  void bytesIn(int bytes) {
    if (counters.bytesIn == 0 && bytes > 0) {
      counters.firstByteNanos = Math.max(1, publisher.nanoTime() - openedNanos);
    }
    counters.bytesIn += bytes;
    changed();
  }

  void bytesOut(int bytes) {
    counters.bytesOut += bytes;
    changed();
  }

  void tcp(String state, int retransmits) {
    counters.state = state;
    counters.retransmits = retransmits;
    changed();
  }

  void direct(String attachment) {
    if (recorder != null) {
      recorder.direct(id, attachment);
    }
  }

  void established(long dialNanos) {
    if (recorder != null) {
      recorder.established(id, dialNanos);
    }
  }

  void ended(@Nullable Failure failure) {
    if (!ended) {
      ended = true;
      counters.publish();
      if (recorder != null) {
        recorder.ended(id, failure);
      }
    }
  }

  void abandoned(Reason how) {
    if (!ended) {
      ended = true;
      counters.publish();
      if (recorder != null) {
        recorder.abandoned(id, how);
      }
    }
  }

  private void changed() {
    if (!changed && recorder != null) {
      changed = true;
      publisher.changed(this);
    }
  }

  @Override
  public void publish() {
    changed = false;
    if (!ended) {
      counters.publish();
    }
  }
}
