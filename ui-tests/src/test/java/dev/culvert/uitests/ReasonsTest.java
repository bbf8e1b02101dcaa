package dev.culvert.uitests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.app.view.Messages;
import dev.culvert.app.view.ReasonWords;
import dev.culvert.core.words.Phrase;
import dev.culvert.core.words.Reason;
import dev.culvert.core.words.WireReasons;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the helper, the manager and the agents can say, the window can say in each language. */
class ReasonsTest {
  @AfterEach
  void english() {
    Messages.use(Locale.ENGLISH);
  }

  @ParameterizedTest
  @EnumSource(Phrase.class)
  void eachIsSaidInEachLanguageAndNamesWhatItNames(Phrase phrase) {
    Object[] names =
        IntStream.range(0, phrase.places()).mapToObj(i -> "name-" + i).toArray(Object[]::new);
    Reason reason = phrase.of(names);
    for (String language : List.of("en", "de", "zh")) {
      Messages.use(Locale.of(language));
      assertThat(Messages.has("reason." + phrase.code()))
          .as("reason.%s in %s", phrase.code(), language)
          .isTrue();
      String words = ReasonWords.of(WireReasons.toWire(reason), "name-0");
      for (Object name : names) {
        assertThat(words).as(language).contains((String) name);
      }
      if (language.equals("en") && phrase != Phrase.SAID) {
        assertThat(words)
            .as("The window's English and the command line's are one")
            .isEqualTo(reason.toString());
      }
    }
  }

  @Test
  void clausesAreJoinedAsTheLanguageJoinsThem() {
    Reason takes =
        Phrase.TAKES
            .of("a4", "jonas")
            .because(List.of(Phrase.HEADER_IS.of("x-user", "jonas"), Phrase.PATH_BEGINS.of("/v1")));
    assertThat(takes).hasToString("a4 of jonas takes it: x-user is jonas and path begins with /v1");
    Messages.use(Locale.GERMAN);
    assertThat(ReasonWords.of(WireReasons.toWire(takes), takes.toString()))
        .isEqualTo("a4 von jonas nimmt sie: x-user ist jonas und der Pfad beginnt mit /v1");
  }

  @Test
  void whatANewerHelperSaysIsSaidInItsWords() {
    Messages.use(Locale.GERMAN);
    assertThat(
            ReasonWords.of(
                dev.culvert.proto.words.v1.Reason.newBuilder().setCode("of-tomorrow").build(),
                "words of tomorrow"))
        .isEqualTo("words of tomorrow");
    assertThat(Phrase.find("of-tomorrow", 0)).isEmpty();
    assertThat(Phrase.find("dial-refused", 2)).as("more places than it has").isEmpty();
  }

  @Test
  void whatIsFilledInIsNotReadForPlaces() {
    assertThat(Phrase.DIAL_SILENT.of("{1}", 10)).hasToString("{1} did not answer within 10 s");
  }
}
