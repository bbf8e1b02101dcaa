package dev.culvert.playground.api;

import java.util.List;

/** Who a request is from, as the API server sees it. */
public record Identity(String user, String uid, List<String> groups) {
  /** In every authenticated identity. */
  public static final String AUTHENTICATED = "system:authenticated";

  public Identity {
    groups =
        groups.contains(AUTHENTICATED)
            ? List.copyOf(groups)
            : java.util.stream.Stream.concat(
                    groups.stream(), java.util.stream.Stream.of(AUTHENTICATED))
                .toList();
  }

  /** A service account's identity. */
  public static Identity serviceAccount(String namespace, String name, String uid) {
    return new Identity(
        "system:serviceaccount:" + namespace + ":" + name,
        uid,
        List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace));
  }

  /** Whether this is, or belongs to, the subject of a grant: "User:mara", "Group:developers". */
  boolean is(String subject) {
    return subject.equals("User:" + user)
        || (subject.startsWith("Group:") && groups.contains(subject.substring(6)));
  }
}
