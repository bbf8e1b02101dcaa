package dev.culvert.core;

import dev.culvert.core.inspect.FlowCounters;
import dev.culvert.core.inspect.FlowRecorder;
import dev.culvert.core.net.Endpoint;
import dev.culvert.core.tunnel.Failure;
import dev.culvert.core.words.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Remembers what it was told, as lines. */
public final class MemoryRecorder implements FlowRecorder {
  public final List<String> lines = new ArrayList<>();
  public final Map<Long, FlowCounters> counters = new HashMap<>();
  private long last;

  @Override
  public long nextId() {
    return ++last;
  }

  @Override
  public FlowCounters opened(long id, Protocol protocol, Endpoint source, Endpoint destination) {
    lines.add(id + " opened " + protocol + " " + source + " " + destination);
    FlowCounters flow = new FlowCounters();
    counters.put(id, flow);
    return flow;
  }

  @Override
  public void direct(long id, String attachment) {
    lines.add(id + " direct " + attachment);
  }

  @Override
  public void established(long id, long dialNanos) {
    lines.add(id + " established");
  }

  @Override
  public void ended(long id, @Nullable Failure failure) {
    lines.add(id + " ended" + (failure == null ? "" : " " + failure.cause()));
  }

  @Override
  public void abandoned(long id, Reason how) {
    lines.add(id + " abandoned: " + how);
  }
}
