package dev.culvert.helper.history;

import java.util.List;

/** Where entries outlive the helper's process. */
public interface HistoryStore {
  /** What was kept, oldest first. */
  List<Entry> load();

  /** Keeps one more; an entry of the same id is the newer word on it. */
  void append(Entry entry);

  /** Keeps these and forgets everything else. */
  void replace(List<Entry> entries);

  /** Keeps nothing. */
  HistoryStore NONE =
      new HistoryStore() {
        @Override
        public List<Entry> load() {
          return List.of();
        }

        @Override
        public void append(Entry entry) {
          // Nobody reads it again.
        }

        @Override
        public void replace(List<Entry> entries) {
          // Nobody reads them again.
        }
      };
}
