package dev.culvert.helper.tun;

import dev.culvert.core.net.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which queue of a device a packet comes by: an eBPF program (RFC 9669; the packet is read with the
 * legacy instructions of its section 5.5) that the kernel runs for each packet. The kernel's own
 * choice will not do: it forgets which queue a flow was on when the flow is silent for three
 * seconds, scatters a flow's ICMP errors over all queues, and knows of no service that lives on one
 * loop alone.
 *
 * <ul>
 *   <li>what goes to the given address, our DNS server's: the first queue;
 *   <li>TCP: by addresses and ports, both directions alike;
 *   <li>an ICMP error about TCP: where the TCP connection it is about goes (RFC 792, RFC 4443
 *       section 3);
 *   <li>everything else, UDP and fragments among it: by addresses, since fragments carry no ports,
 *       and fragments and whole datagrams of a flow must meet;
 *   <li>what is no IP, or too short: the first queue (a load past the end of a packet ends the
 *       program with 0).
 * </ul>
 */
final class SteeringProgram {
  // Registers: the context's pointer has to be in R6 for packet loads, whose result is in R0 and
  // which clobber R1 to R5.
  private static final int R0 = 0;
  private static final int R1 = 1;
  private static final int CONTEXT = 6;
  private static final int HASH = 7;
  private static final int OFFSET = 8;

  // Operation codes: class, source and operation (RFC 9669 section 3).
  private static final int MOV_64 = 0xbf;
  private static final int MOV_32_K = 0xb4;
  private static final int AND_K = 0x54;
  private static final int ADD_K = 0x04;
  private static final int LSH_K = 0x64;
  private static final int RSH_K = 0x74;
  private static final int MUL_K = 0x24;
  private static final int MOD_K = 0x94;
  private static final int XOR = 0xac;
  private static final int ADD = 0x0c;
  private static final int MOV_32 = 0xbc;
  private static final int JUMP = 0x05;
  private static final int JUMP_IF_EQUAL_K = 0x16;
  private static final int JUMP_UNLESS_EQUAL_K = 0x56;
  private static final int EXIT = 0x95;
  private static final int LOAD_WORD = 0x20;
  private static final int LOAD_HALF = 0x28;
  private static final int LOAD_BYTE = 0x30;
  private static final int LOAD_WORD_AT = 0x40;
  private static final int LOAD_BYTE_AT = 0x50;

  private static final int TCP = 6;
  private static final int ICMP = 1;
  private static final int ICMPV6 = 58;
  private static final int ICMP_HEADER = 8;
  private static final int IPV6_HEADER = 40;

  /** Fibonacci hashing (Knuth, The Art of Computer Programming 3, section 6.4). */
  private static final int GOLDEN = 0x9E3779B1;

  private final List<Instruction> code = new ArrayList<>();

  /** The index that each stands before. */
  private final Map<String, Integer> labels = new HashMap<>();

  /**
   * As in {@code struct bpf_insn} (linux/bpf.h).
   *
   * @param label where it may jump to; empty when it does not
   */
  private record Instruction(int operation, int target, int source, int constant, String label) {}

  private SteeringProgram() {}

  /**
   * The instructions, in native order.
   *
   * @param queues 2 or more
   * @param whole what goes here goes by the first queue
   */
  static byte[] of(int queues, IpAddress whole) {
    SteeringProgram program = new SteeringProgram();
    program.write(queues, whole);
    return program.bytes();
  }

  private void write(int queues, IpAddress whole) {
    op(MOV_64, CONTEXT, R1, 0);
    load(LOAD_BYTE, 0);
    op(RSH_K, R0, 0, 4);
    jump(JUMP_IF_EQUAL_K, 6, "v6");
    jump(JUMP_UNLESS_EQUAL_K, 4, "first");

    if (!whole.v6()) {
      load(LOAD_WORD, 16);
      jump(JUMP_IF_EQUAL_K, (int) whole.low(), "first");
    }
    xorOfWords(LOAD_WORD, 12, 16);
    load(LOAD_HALF, 6);
    op(AND_K, R0, 0, 0x3fff); // more fragments, or an offset
    jump(JUMP_UNLESS_EQUAL_K, 0, "spread");
    op(MOV_32_K, OFFSET, 0, 0);
    addHeaderLength();
    load(LOAD_BYTE, 9);
    jump(JUMP_IF_EQUAL_K, TCP, "ports");
    jump(JUMP_UNLESS_EQUAL_K, ICMP, "spread");
    load(LOAD_BYTE_AT, 0);
    jump(JUMP_IF_EQUAL_K, 3, "error4"); // destination unreachable
    jump(JUMP_IF_EQUAL_K, 11, "error4"); // time exceeded
    jump(JUMP_UNLESS_EQUAL_K, 12, "spread"); // parameter problem
    label("error4");
    op(ADD_K, OFFSET, 0, ICMP_HEADER);
    xorOfWords(LOAD_WORD_AT, 12, 16);
    load(LOAD_BYTE_AT, 9);
    jump(JUMP_UNLESS_EQUAL_K, TCP, "spread");
    addHeaderLength();
    jump(JUMP, 0, "ports");

    label("v6");
    if (whole.v6()) {
      load(LOAD_WORD, 24);
      jump(JUMP_UNLESS_EQUAL_K, (int) (whole.high() >>> 32), "other6");
      load(LOAD_WORD, 28);
      jump(JUMP_UNLESS_EQUAL_K, (int) whole.high(), "other6");
      load(LOAD_WORD, 32);
      jump(JUMP_UNLESS_EQUAL_K, (int) (whole.low() >>> 32), "other6");
      load(LOAD_WORD, 36);
      jump(JUMP_IF_EQUAL_K, (int) whole.low(), "first");
      label("other6");
    }
    xorOfWords(LOAD_WORD, 8, 12, 16, 20, 24, 28, 32, 36);
    op(MOV_32_K, OFFSET, 0, IPV6_HEADER);
    load(LOAD_BYTE, 6);
    jump(JUMP_IF_EQUAL_K, TCP, "ports");
    jump(JUMP_UNLESS_EQUAL_K, ICMPV6, "spread");
    load(LOAD_BYTE_AT, 0);
    op(RSH_K, R0, 0, 7); // below 128: an error
    jump(JUMP_UNLESS_EQUAL_K, 0, "spread");
    op(ADD_K, OFFSET, 0, ICMP_HEADER);
    xorOfWords(LOAD_WORD_AT, 8, 12, 16, 20, 24, 28, 32, 36);
    load(LOAD_BYTE_AT, 6);
    jump(JUMP_UNLESS_EQUAL_K, TCP, "spread");
    op(ADD_K, OFFSET, 0, IPV6_HEADER);

    label("ports");
    load(LOAD_WORD_AT, 0);
    op(MOV_32, R1, R0, 0);
    op(RSH_K, R1, 0, 16);
    op(XOR, R0, R1, 0);
    op(AND_K, R0, 0, 0xffff);
    op(XOR, HASH, R0, 0);

    label("spread");
    op(MUL_K, HASH, 0, GOLDEN);
    op(RSH_K, HASH, 0, 16);
    op(MOD_K, HASH, 0, queues);
    op(MOV_32, R0, HASH, 0);
    op(EXIT, 0, 0, 0);

    label("first");
    op(MOV_32_K, R0, 0, 0);
    op(EXIT, 0, 0, 0);
  }

  /** The hash begins as the exclusive or of these words. */
  private void xorOfWords(int load, int... offsets) {
    op(MOV_32_K, HASH, 0, 0);
    for (int offset : offsets) {
      load(load, offset);
      op(XOR, HASH, R0, 0);
    }
  }

  /** To the offset of an IPv4 header, its length (RFC 791 section 3.1). */
  private void addHeaderLength() {
    load(LOAD_BYTE_AT, 0);
    op(AND_K, R0, 0, 0x0f);
    op(LSH_K, R0, 0, 2);
    op(ADD, OFFSET, R0, 0);
  }

  /** Into R0, in host order; with an _AT code, from OFFSET on. */
  private void load(int operation, int offset) {
    boolean indirect = operation == LOAD_WORD_AT || operation == LOAD_BYTE_AT;
    op(operation, 0, indirect ? OFFSET : 0, offset);
  }

  private void op(int operation, int target, int source, int constant) {
    code.add(new Instruction(operation, target, source, constant, ""));
  }

  private void jump(int operation, int constant, String label) {
    code.add(new Instruction(operation, R0, 0, constant, label));
  }

  private void label(String name) {
    labels.put(name, code.size());
  }

  private byte[] bytes() {
    ByteBuffer bytes = ByteBuffer.allocate(8 * code.size()).order(ByteOrder.nativeOrder());
    boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    for (int i = 0; i < code.size(); i++) {
      Instruction each = code.get(i);
      int next = i + 1;
      int registers = each.source << 4 | each.target;
      bytes
          .put((byte) each.operation)
          .put((byte) (little ? registers : each.target << 4 | each.source))
          .putShort((short) (labels.getOrDefault(each.label, next) - next))
          .putInt(each.constant);
    }
    return bytes.array();
  }
}
