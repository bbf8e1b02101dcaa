package dev.culvert.core.words;

import java.util.Optional;

/** Between the wire's reasons and ours. */
public final class WireReasons {
  private WireReasons() {}

  /** To the wire. */
  public static dev.culvert.proto.words.v1.Reason toWire(Reason reason) {
    return dev.culvert.proto.words.v1.Reason.newBuilder()
        .setCode(reason.phrase().code())
        .addAllPlaces(reason.places())
        .addAllParts(reason.parts().stream().map(WireReasons::toWire).toList())
        .build();
  }

  /** From the wire; of one with a phrase that is not known here, or not so, the English words. */
  public static Reason fromWire(dev.culvert.proto.words.v1.Reason reason, String words) {
    Optional<Phrase> phrase = Phrase.find(reason.getCode(), reason.getPlacesCount());
    return phrase.isEmpty()
        ? Reason.said(words)
        : new Reason(
            phrase.orElseThrow(),
            reason.getPlacesList(),
            reason.getPartsList().stream().map(part -> fromWire(part, "")).toList());
  }
}
