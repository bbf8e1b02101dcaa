package dev.culvert.app.kube;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A wait that others can cut short: by asking for a try now, or by the end of everything. */
final class Pause {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long tries;
  private boolean ended;

  /** Everybody who waits goes on. */
  void cutShort() {
    lock.lock();
    try {
      tries++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Nobody waits any more, ever. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits this long, or until it is cut short. */
  void await(Duration duration) throws InterruptedException {
    lock.lock();
    try {
      long before = tries;
      long left = duration.toNanos();
      while (left > 0 && before == tries && !ended) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
