package dev.culvert.app.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.proto.attach.v1.MatchRequest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request as people write it. */
class RequestLineTest {

  private static String read(String line) {
    MatchRequest.Builder request = MatchRequest.newBuilder();
    RequestLine.read(line, request);
    return request.getMethod()
        + " "
        + request.getPath()
        + request.getHeadersList().stream()
            .map(header -> " [" + header.getName() + "=" + header.getValue() + "]")
            .collect(Collectors.joining());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "/v1/orders | GET /v1/orders",
        "POST /v1/orders | POST /v1/orders",
        "http://orders.shop/v1?x=1 | GET /v1?x=1",
        "orders.shop:8080/v1 | GET /v1",
        "curl orders.shop | GET /",
        "curl -sS -H 'x-user: mara' http://orders.shop/v1/orders/8812"
            + " | GET /v1/orders/8812 [x-user=mara]",
        "curl -X put -H \"x-a: 1\" -H \"x-b: two words\" https://o.shop/a"
            + " | PUT /a [x-a=1] [x-b=two words]",
        "curl https://o.shop/a -d '{\"q\": 1}' | POST /a",
        "curl -o /dev/null -A agent -b a=b /x | GET /x [User-Agent=agent] [Cookie=a=b]",
        "/v1 -H 'x-user: mara' | GET /v1 [x-user=mara]"
      })
  void isRead(String line, String means) {
    assertThat(read(line)).isEqualTo(means);
  }

  @Test
  void aLineMayGoOnInTheNext() {
    assertThat(read("curl http://o.shop/a \\\n  -H 'x-user: mara'"))
        .isEqualTo("GET /a [x-user=mara]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"curl -s", "curl -H", "curl -H nonsense /a", "'/a", "http://x^/"})
  void whatIsNoneIsSaid(String line) {
    assertThatThrownBy(() -> read(line)).isInstanceOf(IllegalArgumentException.class);
  }
}
