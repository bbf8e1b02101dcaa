package dev.culvert.core.dns;

import dev.culvert.core.net.IpAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.HTTPSRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SVCBBase;
import org.xbill.DNS.SVCBBase.ParameterBase;
import org.xbill.DNS.SVCBBase.ParameterIpv4Hint;
import org.xbill.DNS.SVCBBase.ParameterIpv6Hint;
import org.xbill.DNS.SVCBRecord;

/**
 * A record with other addresses: A, AAAA, and the hints of SVCB and HTTPS records (RFC 9460,
 * section 7.3), which a client may use before it has asked for A and AAAA. A hint stays a hint: one
 * that a record calls mandatory may not be missing.
 */
final class MappedRecord {
  private MappedRecord() {}

  /** The very same record when none of its addresses changes. */
  static Record of(Record record, UnaryOperator<IpAddress> address) {
    return switch (record) {
      case ARecord a -> {
        InetAddress moved = moved(a.getAddress(), address);
        yield moved.equals(a.getAddress())
            ? a
            : new ARecord(a.getName(), a.getDClass(), a.getTTL(), moved);
      }
      case AAAARecord a -> {
        InetAddress moved = moved(a.getAddress(), address);
        yield moved.equals(a.getAddress())
            ? a
            : new AAAARecord(a.getName(), a.getDClass(), a.getTTL(), moved);
      }
      case SVCBBase service -> service(service, address);
      default -> record;
    };
  }

  private static Record service(SVCBBase record, UnaryOperator<IpAddress> address) {
    List<ParameterBase> parameters = new ArrayList<>();
    boolean moved = false;
    for (int key : record.getSvcParamKeys()) {
      ParameterBase parameter = record.getSvcParamValue(key);
      Optional<ParameterBase> hint = movedHint(parameter, address);
      moved |= hint.isPresent();
      parameters.add(hint.orElse(parameter));
    }
    if (!moved) {
      return record;
    }
    return record instanceof HTTPSRecord
        ? new HTTPSRecord(
            record.getName(),
            record.getDClass(),
            record.getTTL(),
            record.getSvcPriority(),
            record.getTargetName(),
            parameters)
        : new SVCBRecord(
            record.getName(),
            record.getDClass(),
            record.getTTL(),
            record.getSvcPriority(),
            record.getTargetName(),
            parameters);
  }

  /** A hint with other addresses; empty when none changes, and for what is no hint. */
  private static Optional<ParameterBase> movedHint(
      ParameterBase parameter, UnaryOperator<IpAddress> address) {
    try {
      return switch (parameter) {
        case ParameterIpv4Hint hint ->
            moved(hint.getAddresses(), Inet4Address.class, address).map(ParameterIpv4Hint::new);
        case ParameterIpv6Hint hint ->
            moved(hint.getAddresses(), Inet6Address.class, address).map(ParameterIpv6Hint::new);
        default -> Optional.empty();
      };
    } catch (IOException e) {
      // An IPv4 address in the coat of an IPv6 one, which is in no subnet of either kind.
      return Optional.empty();
    }
  }

  private static <T extends InetAddress> Optional<List<T>> moved(
      List<T> real, Class<T> family, UnaryOperator<IpAddress> address) {
    List<T> moved = real.stream().map(each -> family.cast(moved(each, address))).toList();
    return moved.equals(real) ? Optional.empty() : Optional.of(moved);
  }

  private static InetAddress moved(InetAddress real, UnaryOperator<IpAddress> address) {
    IpAddress before = IpAddress.of(real);
    IpAddress after = address.apply(before);
    return after.equals(before) ? real : after.toInetAddress();
  }
}
