package dev.culvert.helper.local;

import dev.culvert.helper.state.LocalUser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Names and numbers of this computer's users, from passwd(5). Read anew each time: it changes. */
public final class Users {
  private final Path passwd;

  /** From the system's file. */
  public Users() {
    this(Path.of("/etc/passwd"));
  }

  /** From this file. */
  public Users(Path passwd) {
    this.passwd = passwd;
  }

  /** The user of this number; where it has no name, its number is its name. */
  public LocalUser byUid(long uid) {
    String number = Long.toString(uid);
    return lines().stream()
        .filter(fields -> fields[2].equals(number))
        .findFirst()
        .map(fields -> new LocalUser(uid, fields[0]))
        .orElse(new LocalUser(uid, number));
  }

  /**
   * The user that an administrator has named.
   *
   * @param text a number, a login name, or {@code @} and the path of a file that holds one of both
   * @throws IOException when the file cannot be read or there is no such user
   */
  public LocalUser named(String text) throws IOException {
    if (text.startsWith("@")) {
      return named(Files.readString(Path.of(text.substring(1)), StandardCharsets.UTF_8).strip());
    }
    if (text.chars().allMatch(Character::isDigit) && !text.isEmpty() && text.length() < 11) {
      return byUid(Long.parseLong(text));
    }
    Optional<LocalUser> found =
        lines().stream()
            .filter(fields -> fields[0].equals(text))
            .findFirst()
            .map(fields -> new LocalUser(Long.parseLong(fields[2]), text));
    return found.orElseThrow(() ->
        new IOException(
            "there is no user \""
                + text
                + "\" in "
                + passwd
                + "; give a login name from there or a user's number"));
  }

  private List<String[]> lines() {
    try {
      return Files.readAllLines(passwd, StandardCharsets.UTF_8).stream()
          .map(line -> line.split(":", -1))
          .filter(fields -> fields.length >= 3 && fields[2].matches("\\d{1,10}"))
          .toList();
    } catch (IOException e) {
      // Without the file users have numbers only, which is all that decisions are made on.
      return List.of();
    }
  }
}
