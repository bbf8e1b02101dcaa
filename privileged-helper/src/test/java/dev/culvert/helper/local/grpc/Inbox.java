package dev.culvert.helper.local.grpc;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What a stream brings. */
final class Inbox<T> implements StreamObserver<T> {
  private final LinkedBlockingQueue<T> messages = new LinkedBlockingQueue<>();
  private final CompletableFuture<Status> end = new CompletableFuture<>();

  /** The next message like this. */
  T await(Predicate<T> wanted) {
    try {
      while (true) {
        T message = messages.poll(10, TimeUnit.SECONDS);
        if (message == null) {
          throw new AssertionError("no such message in 10 s; end: " + end);
        }
        if (wanted.test(message)) {
          return message;
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** How it ended. */
  Status end() {
    return end.orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Override
  public void onNext(T message) {
    messages.add(message);
  }

  @Override
  public void onError(Throwable t) {
    end.complete(Status.fromThrowable(t));
  }

  @Override
  public void onCompleted() {
    end.complete(Status.OK);
  }
}
