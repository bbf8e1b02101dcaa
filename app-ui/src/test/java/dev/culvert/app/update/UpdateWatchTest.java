package dev.culvert.app.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UpdateWatchTest {
  private static final Release NEXT = new Release("0.2.0", "https://culvert.dev/0.2.0");

  @TempDir private Path dir;

  private final List<Optional<Release>> heard = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-26T08:00:00Z");
  private boolean wanted = true;
  private boolean reachable = true;
  private int asked;
  private KnownRelease known = new KnownRelease(Path.of("unset"));
  private UpdateWatch watch = watch("0.1.0");

  @BeforeEach
  void place() {
    known = KnownRelease.of(Map.of("XDG_CACHE_HOME", dir.toString()), "/nowhere");
    watch = watch("0.1.0");
  }

  private UpdateWatch watch(String version) {
    return new UpdateWatch(() -> wanted, this::feed, known, () -> now, version, heard::add);
  }

  private Release feed() throws IOException {
    asked++;
    if (!reachable) {
      throw new IOException("no route");
    }
    return NEXT;
  }

  @Test
  void asksNobodyUnlessTheyWantToBeTold() throws Exception {
    wanted = false;
    watch.lookOnce();
    assertThat(asked).isZero();
    assertThat(heard).containsExactly(Optional.empty());
    assertThat(known.newerThan(() -> "0.1.0")).isEmpty();
  }

  @Test
  void asksOnceADayAndTellsTheCommandLine() throws Exception {
    watch.lookOnce();
    now = now.plus(Duration.ofHours(23));
    watch.lookOnce();
    assertThat(asked).isEqualTo(1);
    now = now.plus(Duration.ofHours(1));
    watch.lookOnce();
    assertThat(asked).isEqualTo(2);
    assertThat(heard).containsExactly(Optional.of(NEXT), Optional.of(NEXT), Optional.of(NEXT));
    assertThat(known.newerThan(() -> "0.1.0")).contains(NEXT);
    assertThat(known.newerThan(() -> "0.2.0")).isEmpty();
    wanted = false;
    watch.lookOnce();
    assertThat(known.newerThan(() -> "0.1.0")).isEmpty();
  }

  @Test
  void withoutANetworkNothingHappens() throws Exception {
    reachable = false;
    watch.lookOnce();
    assertThat(heard).containsExactly(Optional.empty());
    watch.lookOnce();
    assertThat(asked).isEqualTo(2);
    reachable = true;
    watch.lookOnce();
    assertThat(heard).last().isEqualTo(Optional.of(NEXT));
  }

  @Test
  void whoHasItIsNotTold() throws Exception {
    watch("0.2.0").lookOnce();
    watch("0.3.0-SNAPSHOT").lookOnce();
    assertThat(heard).containsExactly(Optional.empty(), Optional.empty());
  }

  @Test
  void versionsAreInOrder() {
    List<String> rising =
        List.of("0.0.9", "0.1.0-SNAPSHOT", "0.1.0", "0.1.1", "0.2", "0.10.0", "1.0.0-rc1", "1.0.0");
    for (int i = 0; i < rising.size(); i++) {
      for (int j = 0; j < rising.size(); j++) {
        assertThat(new Release(rising.get(i), "").newerThan(rising.get(j)))
            .as("%s after %s", rising.get(i), rising.get(j))
            .isEqualTo(i > j);
      }
    }
    assertThat(NEXT.newerThan("unknown")).isTrue();
  }

  @Test
  void takesOnlyWhatIsHarmlessToShow() {
    assertThat(Release.parse(NEXT.text())).contains(NEXT);
    for (String text :
        List.of(
            "",
            "version=0.2.0",
            "version=0.2.0\npage=http://culvert.dev/",
            "version=0.2.0\npage=https://culvert.dev/\\u001b[31m",
            "version=\\u001b]0;x\npage=https://culvert.dev/",
            "version=0.2.0\npage=https://culvert.dev/\\uZZZZ",
            "<html>")) {
      assertThat(Release.parse(text)).as(text).isEmpty();
    }
  }

  @Test
  void theFeedIsAFileOnAServer() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    byte[] body = NEXT.text().getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/release.properties",
        exchange -> {
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      String base = "http://127.0.0.1:%d/".formatted(server.getAddress().getPort());
      assertThat(ReleaseFeed.at(URI.create(base + "release.properties")).latest()).isEqualTo(NEXT);
      assertThatThrownBy(() -> ReleaseFeed.at(URI.create(base + "other")).latest())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("404");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void theChannelIsWhoInstalledIt() {
    assertThat(Channel.of("", "Linux", _ -> true)).isEqualTo(Channel.BUILD);
    assertThat(Channel.of("package", "Linux", file -> file.endsWith("culvert.list")))
        .isEqualTo(Channel.DEB);
    assertThat(Channel.of("package", "Linux", _ -> false)).isEqualTo(Channel.RPM);
    assertThat(Channel.of("package", "Mac OS X", _ -> false)).isEqualTo(Channel.PKG);
    assertThat(Channel.of("package", "Windows 11", _ -> false)).isEqualTo(Channel.MSI);
  }
}
