package dev.culvert.app.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {
  private static final Map<String, Object> ROOT =
      Map.of(
          "Values",
          Map.of(
              "yes",
              true,
              "no",
              false,
              "name",
              "web",
              "empty",
              "",
              "list",
              List.of(Map.of("name", "a\"b")),
              "none",
              List.of(),
              "labels",
              Map.of("app", "web")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '\'',
      textBlock =
          """
          {{ .Values.name }}                                     ~ web
          {{ .Values.missing.deeper }}x                          ~ x
          {{ .Values.name | quote }}                             ~ "web"
          {{ .Values.empty | default "other" }}                  ~ other
          {{ .Values.name | default "other" | quote }}           ~ "web"
          {{ toYaml .Values.list }}                              ~ [{"name": "a\\"b"}]
          {{ if .Values.yes }}a{{ else }}b{{ end }}              ~ a
          {{ if .Values.none }}a{{ else }}b{{ end }}             ~ b
          {{ if eq .Values.name "web" }}a{{ end }}               ~ a
          {{ if eq .Values.name "db" }}a{{ end }}z               ~ z
          {{ with .Values.labels }}{{ .app }}{{ end }}           ~ web
          {{ with .Values.empty }}{{ . }}{{ end }}z              ~ z
          a   {{- .Values.name -}}   b                           ~ awebb
          {{ if .Values.yes }}{{ if .Values.no }}1{{ end }}2{{ end }} ~ 2
          """)
  void rendersAsGoDoes(String template, String expected) {
    assertThat(Template.parse(template).render(ROOT)).isEqualTo(expected);
  }

  @Test
  void indents() {
    assertThat(Template.parse("a:\n  {{- toYaml .Values.labels | nindent 4 }}\nb").render(ROOT))
        .isEqualTo("a:\n    {\"app\": \"web\"}\nb");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {{ include "x" . }}      | include
          {{ $x }}                 | $x
          {{ if .Values.yes }}a    | .Values.yes
          {{ .Values.name          | .Values.name
          """)
  void saysWhatItDoesNotUnderstand(String template, String named) {
    assertThatThrownBy(() -> Template.parse(template).render(ROOT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(named);
  }
}
