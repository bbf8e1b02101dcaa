package dev.culvert.manager.agent.redirect;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * By an nft(8) that somebody else has started and that reads our commands: it owns the table
 * (`flags owner`), so the table ends with it, and it ends when our end of the pipe closes.
 * Blocking.
 *
 * <p>In prerouting just before what the cluster itself translates; loopback is left alone, so that
 * the agent reaches the application. Of TCP only packets with SYN alone: the first rule that is
 * ever loaded makes the kernel look at connections that are open already, and a later packet of one
 * of those would be redirected, and reset. To let go, elements are deleted: open connections keep
 * their translation.
 */
public final class NftRedirect implements Redirect {
  private static final List<String> SETUP =
      List.of(
          "add table inet TABLE { flags owner; }",
          "add map inet TABLE tcp_ports { type inet_service : inet_service; }",
          "add map inet TABLE udp_ports { type inet_service : inet_service; }",
          "add chain inet TABLE prerouting"
              + " { type nat hook prerouting priority dstnat - 1; policy accept; }",
          "add rule inet TABLE prerouting iifname != \"lo\""
              + " tcp flags & (fin|syn|rst|ack) == syn redirect to :tcp dport map @tcp_ports",
          "add rule inet TABLE prerouting iifname != \"lo\""
              + " meta l4proto udp redirect to :udp dport map @udp_ports");

  /** Another for each agent of a pod: a table has one owner. */
  private final String table;

  private final BufferedReader answers;
  private final OutputStream commands;
  private final Map<Port, Integer> current = new HashMap<>();
  private boolean closed;

  private NftRedirect(String table, InputStream answers, OutputStream commands) {
    this.table = table;
    this.answers = new BufferedReader(new InputStreamReader(answers, StandardCharsets.UTF_8));
    this.commands = commands;
  }

  /**
   * Loads the table with empty maps.
   *
   * @param table its name
   * @param answers what nft prints, errors among it
   * @param commands what nft reads
   * @throws IOException when nft or the kernel refuses; the text is nft's
   */
  public static NftRedirect open(String table, InputStream answers, OutputStream commands)
      throws IOException {
    NftRedirect redirect = new NftRedirect(table, answers, commands);
    try {
      for (String command : SETUP) {
        redirect.run(command.replace("TABLE", table));
      }
    } catch (IOException e) {
      // A table that is half there would keep the next agent from making its own.
      redirect.close();
      throw e;
    }
    return redirect;
  }

  @Override
  public synchronized void set(Map<Port, Integer> wanted) throws IOException {
    if (closed) {
      throw new IOException("the redirect is closed");
    }
    for (Map.Entry<Port, Integer> entry : new ArrayList<>(current.entrySet())) {
      if (!entry.getValue().equals(wanted.get(entry.getKey()))) {
        run("delete element " + map(entry.getKey()) + " { " + entry.getKey().number() + " }");
        current.remove(entry.getKey());
      }
    }
    for (Map.Entry<Port, Integer> entry : wanted.entrySet()) {
      if (!current.containsKey(entry.getKey())) {
        run(
            "add element %s { %d : %d }"
                .formatted(map(entry.getKey()), entry.getKey().number(), entry.getValue()));
        current.put(entry.getKey(), entry.getValue());
      }
    }
  }

  private String map(Port port) {
    return "inet " + table + " " + (port.udp() ? "udp_ports" : "tcp_ports");
  }

  /**
   * Commands are answered by silence, or by an error: the list of tables that follows says that
   * they are done. What else is said, as of a terminal that it misses, does not count.
   */
  private void run(String command) throws IOException {
    commands.write((command + "\nlist tables inet\n").getBytes(StandardCharsets.UTF_8));
    commands.flush();
    StringBuilder said = new StringBuilder();
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.equals("table inet " + table)) {
        if (!said.toString().contains("Error:")) {
          return;
        }
        break;
      }
      if (!line.startsWith("table ")) {
        said.append(line.strip()).append(' ');
      }
      if (line.contains("Operation not permitted")) {
        // The table is not there, so no list will name it.
        break;
      }
    }
    throw new IOException("nft refused \"" + command + "\": " + said.toString().strip());
  }

  @Override
  public synchronized void close() {
    closed = true;
    try {
      commands.close();
    } catch (IOException e) {
      // nft has ended already, and the table with it.
      current.clear();
    }
  }
}
