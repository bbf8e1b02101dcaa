package dev.culvert.helper.local.grpc;

import dev.culvert.core.words.WireReasons;
import dev.culvert.helper.history.Entry;
import dev.culvert.helper.history.History;
import dev.culvert.proto.helper.v1.HistoryEntry;
import dev.culvert.proto.helper.v1.HistoryEvent;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One caller's view of the history; a reader that is slow gets the newest word on each entry. */
final class HistoryWatch {
  private final ServerCallStreamObserver<HistoryEvent> to;
  private final Map<Long, Entry> waiting = new LinkedHashMap<>();
  private boolean first = true;
  private boolean over;

  private HistoryWatch(ServerCallStreamObserver<HistoryEvent> to) {
    this.to = to;
  }

  /** Begins; ends with the call. Must be called while the call is being set up. */
  static void begin(History history, ServerCallStreamObserver<HistoryEvent> to) {
    HistoryWatch watch = new HistoryWatch(to);
    Runnable stop = history.watch(watch::add, entry -> watch.add(List.of(entry)));
    to.setOnCancelHandler(() -> {
      stop.run();
      watch.end();
    });
    to.setOnReadyHandler(watch::send);
    watch.send();
  }

  private synchronized void end() {
    over = true;
  }

  private synchronized void add(List<Entry> entries) {
    entries.forEach(entry -> waiting.put(entry.id(), entry));
    send();
  }

  private synchronized void send() {
    if (over || waiting.isEmpty() || !to.isReady()) {
      return;
    }
    HistoryEvent.Builder event = HistoryEvent.newBuilder().setSnapshot(first);
    waiting.values().forEach(entry -> event.addUpserts(message(entry)));
    first = false;
    waiting.clear();
    to.onNext(event.build());
  }

  private static HistoryEntry message(Entry entry) {
    HistoryEntry.Builder told = HistoryEntry.newBuilder();
    if (!entry.reason().isEmpty()) {
      told.setReason(WireReasons.toWire(entry.reason()));
    }
    return told.setId(entry.id())
        .setAt(StateMessages.timestamp(entry.at()))
        .setKind(HistoryEntry.Kind.valueOf("KIND_" + entry.kind().name()))
        .setContext(entry.context())
        .setText(entry.text())
        .setCode(entry.code())
        .setAttempts(entry.attempts())
        .setLiveFlows(entry.liveFlows())
        .build();
  }
}
