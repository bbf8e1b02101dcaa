package dev.culvert.manager.agent.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.core.words.Phrase;
import dev.culvert.proto.attach.v1.Filter;
import dev.culvert.proto.attach.v1.HeaderMatch;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RequestFilterTest {

  private record Asked(String method, String target, Map<String, String> headers)
      implements RequestFilter.Request {
    @Override
    public List<String> header(String name) {
      return headers.entrySet().stream()
          .filter(each -> each.getKey().equalsIgnoreCase(name))
          .map(Map.Entry::getValue)
          .toList();
    }
  }

  private static Filter.Builder header(String name, String exact) {
    return Filter.newBuilder().addHeaders(HeaderMatch.newBuilder().setName(name).setExact(exact));
  }

  @Test
  void everyConditionMustHold() {
    RequestFilter filter =
        RequestFilter.of(
            header("X-User", "mara").setPathPrefix("/api/").addMethods("post").build());
    assertThat(filter.takes(new Asked("POST", "/api/x?y=/", Map.of("x-user", "mara")))).isTrue();
    assertThat(filter.firstMissing(new Asked("GET", "/api/x", Map.of("x-user", "mara"))))
        .contains(Phrase.METHOD_IS.of("POST"));
    assertThat(filter.firstMissing(new Asked("POST", "/?p=/api/", Map.of("x-user", "mara"))))
        .contains(Phrase.PATH_BEGINS.of("/api/"));
    assertThat(filter.firstMissing(new Asked("POST", "/api/x", Map.of("x-user", "maran"))))
        .contains(Phrase.HEADER_IS.of("X-User", "mara"));
    assertThat(filter).hasToString("X-User is mara and path begins with /api/ and method is POST");
  }

  @Test
  void patternsMatchAsAWhole() {
    RequestFilter filter =
        RequestFilter.of(
            Filter.newBuilder()
                .setPathRegex("/v[0-9]+/orders")
                .addHeaders(HeaderMatch.newBuilder().setName("ua").setRegex("curl.*"))
                .build());
    assertThat(filter.takes(new Asked("GET", "/v2/orders?a", Map.of("UA", "curl/8")))).isTrue();
    assertThat(filter.takes(new Asked("GET", "/v2/orders/1", Map.of("UA", "curl/8")))).isFalse();
    assertThat(filter.takes(new Asked("GET", "/v2/orders", Map.of("UA", "my curl")))).isFalse();
  }

  @Test
  void whatCannotBeAFilterIsNamed() {
    assertThatThrownBy(() -> RequestFilter.of(Filter.getDefaultInstance()))
        .hasMessageContaining("no condition");
    assertThatThrownBy(() -> RequestFilter.of(header("a b", "c").build()))
        .hasMessageContaining("\"a b\" is no header's name");
    assertThatThrownBy(() -> RequestFilter.of(Filter.newBuilder().setPathRegex("[").build()))
        .hasMessageContaining("path_regex");
    assertThatThrownBy(() -> RequestFilter.of(Filter.newBuilder().setPathPrefix("api").build()))
        .hasMessageContaining("begins with /");
  }

  @Test
  void overlapIsToldWhereItCannotBeExcluded() {
    Filter mara = header("x-user", "mara").build();
    assertThat(Overlap.disjoint(mara, header("X-User", "noor").build())).isTrue();
    assertThat(Overlap.disjoint(mara, mara)).isFalse();
    assertThat(Overlap.disjoint(mara, header("x-team", "noor").build())).isFalse();
    assertThat(Overlap.disjoint(mara, Filter.newBuilder().setPathPrefix("/a").build())).isFalse();
    assertThat(Overlap.disjoint(prefix("/api/a"), prefix("/api/b"))).isTrue();
    assertThat(Overlap.disjoint(prefix("/api"), prefix("/api/b"))).isFalse();
    assertThat(
            Overlap.disjoint(
                prefix("/api").toBuilder().addMethods("GET").build(),
                prefix("/api").toBuilder().addMethods("post").build()))
        .isTrue();
    assertThat(
            Overlap.disjoint(
                Filter.newBuilder().setPathExact("/a").build(),
                Filter.newBuilder().setPathRegex("/b.*").build()))
        .isTrue();
  }

  private static Filter prefix(String prefix) {
    return Filter.newBuilder().setPathPrefix(prefix).build();
  }
}
