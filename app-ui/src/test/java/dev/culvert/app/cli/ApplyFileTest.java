package dev.culvert.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a file of attachments stands for, and what it may not say. */
final class ApplyFileTest {
  private static ApplyFile parse(String text) throws CliException {
    return ApplyFile.parse(
        text, name -> name.equals("USER") ? Optional.of("mara") : Optional.empty());
  }

  @Test
  void aFileIsTheCommandLinesThatItStandsFor() throws Exception {
    ApplyFile file =
        parse(
            """
            context: dev-eu
            namespace: shop
            attachments:
            - intercept: orders
              port: [3000:http, 9090]
              header: X-User=${USER}
              env-file: .env
            - ingest: statefulset/cart
              mount: auto
              dry-run: true
            """);
    assertThat(file.connect()).contains(List.of("connect", "dev-eu", "--namespace=shop"));
    assertThat(file.attachments())
        .containsExactly(
            List.of(
                "intercept",
                "--port=3000:http",
                "--port=9090",
                "--header=X-User=mara",
                "--env-file=.env",
                "orders"),
            List.of("ingest", "--mount=auto", "--dry-run", "statefulset/cart"));
  }

  @Test
  void withoutAContextItIsForTheConnectionThatIsThere() throws Exception {
    assertThat(parse("attachments: [{wiretap: orders}]").connect()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [                                                        | not YAML
          attachments: []                                          | is a list
          attachments: [{intercept: a, wiretap: b}]                | one of intercept
          attachments: [{intercept: a, '--port': 80}]              | no option
          attachments: [{intercept: --revoke}]                     | a name or KIND/NAME
          attachments: [{intercept: a, header: 'X-User=${NOBODY}'}]| NOBODY is not set
          attachments: [{intercept: a, port: {a: b}}]              | a text or a number
          {contxt: a, attachments: [{intercept: a}]}               | contxt
          """)
  void whatIsWrongIsSaid(String text, String why) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(CliException.class)
        .hasMessageContaining(why);
  }
}
