package dev.culvert.manager.agent.files;

import dev.culvert.core.tunnel.ByteStream;
import dev.culvert.manager.meter.Meter;
import dev.culvert.proto.attach.v1.ServeFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the target's files, and the meter, on streams that the manager asks for. */
public final class FileService {
  private static final Logger LOG = LoggerFactory.getLogger(FileService.class);

  private final Path root;
  private final Executor loop;

  /**
   * @param root of the target's file system view
   * @param loop that the streams belong to
   */
  public FileService(Path root, Executor loop) {
    this.root = root;
    this.loop = loop;
  }

  /** Begins; on the event loop that the stream belongs to. */
  public void serve(ServeFiles order, Function<ByteStream.Listener, ByteStream> opener) {
    BlockingStream stream = BlockingStream.open(loop, opener);
    Thread.ofVirtual()
        .name("culvert-files-" + order.getStream())
        .start(() -> {
          if (order.getMeter()) {
            measure(stream);
          } else {
            files(stream, order.getReadOnly());
          }
        });
  }

  private void files(BlockingStream stream, boolean readOnly) {
    try (SftpServer server = new SftpServer(root, readOnly);
        stream) {
      server.serve(stream.input(), stream.output());
    } catch (IOException e) {
      LOG.info("files are not served any longer: {}", e.getMessage());
    }
  }

  private static void measure(BlockingStream stream) {
    try (stream) {
      Meter.answer(stream.input(), stream.output());
    } catch (IOException e) {
      LOG.info("the way is not measured any longer: {}", e.getMessage());
    }
  }
}
