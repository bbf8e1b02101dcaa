package dev.culvert.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every language says everything, with the same places. */
class MessagesTest {
  private static final Pattern PLACE = Pattern.compile("\\{\\d}");

  @AfterEach
  void english() {
    Messages.use(Locale.ENGLISH);
  }

  @ParameterizedTest
  @ValueSource(strings = {"de", "zh"})
  void aLanguageIsCompleteWithTheSamePlacesAndMarks(String language) throws Exception {
    Properties english = load("");
    Properties other = load("_" + language);
    assertThat(other.stringPropertyNames())
        .as("A new text is said in every language: messages_%s.properties", language)
        .containsExactlyInAnyOrderElementsOf(english.stringPropertyNames());
    for (String key : english.stringPropertyNames()) {
      String mine = other.getProperty(key);
      assertThat(places(mine)).as(key).isEqualTo(places(english.getProperty(key)));
      assertThat(mine.chars().filter(c -> c == '*' || c == '`').count() % 2).as(key).isZero();
      assertThat(new MessageFormat(mine, Locale.of(language)).format(new Object[10])).isNotNull();
    }
  }

  @Test
  void nothingIsGluedToAnotherLanguageThanTheOneThatIsSpoken() {
    Messages.use(Locale.GERMAN);
    assertThat(Messages.text("state.connected")).isEqualTo("Verbunden");
    assertThat(Units.count(1234)).isEqualTo("1.234");
    assertThat(Messages.locale("system")).isIn(Locale.ENGLISH, Locale.getDefault());
    assertThat(Messages.locale("xx")).isEqualTo(Locale.ENGLISH);
  }

  private static Set<String> places(String text) {
    Set<String> places = new TreeSet<>();
    PLACE.matcher(text).results().forEach(m -> places.add(m.group()));
    return places;
  }

  private static Properties load(String suffix) throws IOException {
    Properties properties = new Properties();
    String file = "/dev/culvert/app/messages" + suffix + ".properties";
    try (InputStream in = MessagesTest.class.getResourceAsStream(file)) {
      properties.load(
          new InputStreamReader(Objects.requireNonNull(in, file), StandardCharsets.UTF_8));
    }
    return properties;
  }
}
