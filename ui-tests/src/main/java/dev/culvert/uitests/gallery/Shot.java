package dev.culvert.uitests.gallery;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javafx.scene.image.Image;
import javafx.scene.image.PixelFormat;
import javax.imageio.ImageIO;

/**
 * A picture as a file has it: of 256 colours. A window has few besides the shades of its letters'
 * edges, and a third of the bytes is enough.
 *
 * @param rgb its pixels, line by line
 */
public record Shot(int width, int height, int[] rgb) {
  private static final int COLORS = 256;
  private static final int GROUNDS = 112;

  /** Of what JavaFX has drawn. */
  public static Shot of(Image image) {
    int width = (int) image.getWidth();
    int height = (int) image.getHeight();
    int[] pixels = new int[width * height];
    image
        .getPixelReader()
        .getPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), pixels, 0, width);
    return new Shot(width, height, pixels);
  }

  /** Reads a file. */
  public static Shot read(Path file) {
    try {
      BufferedImage image =
          Objects.requireNonNull(ImageIO.read(file.toFile()), () -> file + " is no picture");
      int width = image.getWidth();
      int height = image.getHeight();
      return new Shot(width, height, image.getRGB(0, 0, width, height, null, 0, width));
    } catch (IOException e) {
      throw new IllegalStateException("The picture " + file + " cannot be read", e);
    }
  }

  /** Writes it as PNG. */
  public void write(Path file) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (int pixel : rgb) {
      counts.merge(pixel & 0xffffff, 1, Integer::sum);
    }
    List<Integer> palette = palette(counts);
    byte[] index = new byte[1 << 24];
    counts.keySet().forEach(color -> index[color] = (byte) nearest(color, palette));
    int[] map = palette.stream().mapToInt(Integer::intValue).toArray();
    BufferedImage image =
        new BufferedImage(
            width,
            height,
            BufferedImage.TYPE_BYTE_INDEXED,
            new IndexColorModel(8, map.length, map, 0, false, -1, DataBuffer.TYPE_BYTE));
    byte[] line = new byte[width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        line[x] = index[rgb[y * width + x] & 0xffffff];
      }
      image.getRaster().setDataElements(0, y, width, 1, line);
    }
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      if (!ImageIO.write(image, "png", file.toFile())) {
        throw new IllegalStateException("There is nothing here that writes PNG");
      }
    } catch (IOException e) {
      throw new IllegalStateException("The picture " + file + " cannot be written", e);
    }
  }

  /**
   * The most frequent colours, which are grounds and letters; then one of each kind, for a few
   * green words must not lose their colour to the many greys behind a sheet.
   */
  private static List<Integer> palette(Map<Integer, Integer> counts) {
    List<Integer> byCount =
        counts.entrySet().stream()
            .sorted(
                Map.Entry.<Integer, Integer>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(Map.Entry::getKey)
            .toList();
    Map<Integer, Integer> kinds = new LinkedHashMap<>();
    byCount.forEach(color -> kinds.putIfAbsent(color & 0xf0f0f0, color));
    return Stream.of(byCount.stream().limit(GROUNDS), kinds.values().stream(), byCount.stream())
        .flatMap(colors -> colors)
        .distinct()
        .limit(COLORS)
        .toList();
  }

  private static int nearest(int color, List<Integer> palette) {
    int best = 0;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < palette.size() && least > 0; i++) {
      int other = palette.get(i);
      int red = (color >> 16) - (other >> 16);
      int green = (color >> 8 & 255) - (other >> 8 & 255);
      int blue = (color & 255) - (other & 255);
      int distance = 2 * red * red + 4 * green * green + 3 * blue * blue;
      if (distance < least) {
        least = distance;
        best = i;
      }
    }
    return best;
  }
}
