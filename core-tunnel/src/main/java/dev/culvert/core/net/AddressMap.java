package dev.culvert.core.net;

import java.util.ArrayList;
import java.util.List;

/**
 * Subnets of the cluster that this computer knows under other addresses, because another network of
 * its own has theirs. An address keeps its place within its subnet: where {@code 10.96.0.0/12} is
 * {@code 100.64.0.0/12}, {@code 10.96.3.7} is {@code 100.64.3.7}. Addresses of no mapped subnet are
 * themselves. Immutable.
 */
public final class AddressMap {
  /** Every address is itself. */
  public static final AddressMap NONE = new AddressMap(List.of(), List.of());

  private final List<Entry> entries;
  private final List<Prefix> except;

  /**
   * @param entries neither their real subnets share an address nor their virtual ones
   * @param except real addresses that stay themselves although they are in a mapped subnet
   */
  public AddressMap(List<Entry> entries, List<Prefix> except) {
    for (int i = 0; i < entries.size(); i++) {
      for (int j = 0; j < i; j++) {
        Entry one = entries.get(i);
        Entry other = entries.get(j);
        if (one.real.overlaps(other.real) || one.virtual.overlaps(other.virtual)) {
          throw new IllegalArgumentException(one + " and " + other + " share addresses");
        }
      }
    }
    this.entries = List.copyOf(entries);
    this.except = List.copyOf(except);
  }

  /**
   * A subnet under another address.
   *
   * @param real the cluster's
   * @param virtual this computer's, of the same family and length
   */
  public record Entry(Prefix real, Prefix virtual) {
    public Entry {
      if (real.length() != virtual.length()
          || real.address().v6() != virtual.address().v6()
          || real.overlaps(virtual)) {
        throw new IllegalArgumentException(real + " cannot be known as " + virtual);
      }
    }

    @Override
    public String toString() {
      return real + " as " + virtual;
    }
  }

  /** The mapped subnets. */
  public List<Entry> entries() {
    return entries;
  }

  /** Whether every address is itself. */
  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** What this computer calls an address of the cluster. */
  public IpAddress toVirtual(IpAddress real) {
    for (Entry entry : entries) {
      if (entry.real.contains(real)) {
        return except.stream().anyMatch(prefix -> prefix.contains(real))
            ? real
            : moved(real, entry.virtual);
      }
    }
    return real;
  }

  /** What the cluster calls an address of this computer's. */
  public IpAddress toReal(IpAddress virtual) {
    for (Entry entry : entries) {
      if (entry.virtual.contains(virtual)) {
        return moved(virtual, entry.real);
      }
    }
    return virtual;
  }

  /** The same with its port; the very same when it is not mapped. */
  public Endpoint toReal(Endpoint virtual) {
    IpAddress real = toReal(virtual.address());
    return real.equals(virtual.address()) ? virtual : new Endpoint(real, virtual.port());
  }

  /** What this computer calls a subnet that lies within a mapped one; others are themselves. */
  public Prefix toVirtual(Prefix real) {
    for (Entry entry : entries) {
      if (entry.real.contains(real)) {
        return new Prefix(moved(real.address(), entry.virtual), real.length());
      }
    }
    return real;
  }

  /** Also these; the ones there are stay as they are. */
  public AddressMap with(List<Entry> more) {
    List<Entry> all = new ArrayList<>(entries);
    all.addAll(more);
    return new AddressMap(all, except);
  }

  /** The place that the address has in its subnet, in this one of the same length. */
  private static IpAddress moved(IpAddress address, Prefix to) {
    int length = to.length();
    if (!address.v6()) {
      int host = length == 32 ? 0 : -1 >>> length;
      return IpAddress.v4((int) to.address().low() | (int) address.low() & host);
    }
    long high = length >= 64 ? 0 : -1L >>> length;
    long low = length == 128 ? 0 : length <= 64 ? -1L : -1L >>> length - 64;
    return IpAddress.v6(
        to.address().high() | address.high() & high, to.address().low() | address.low() & low);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AddressMap that
        && entries.equals(that.entries)
        && except.equals(that.except);
  }

  @Override
  public int hashCode() {
    return 31 * entries.hashCode() + except.hashCode();
  }

  @Override
  public String toString() {
    return entries.toString();
  }
}
