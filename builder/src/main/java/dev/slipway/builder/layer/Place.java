package dev.slipway.builder.layer;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Where a path of a merged tree has its record, and for a directory all records that make it.
final class Place {
  private static final int NONE = -1;

  /// A directory of which no layer knows anything.
  static final Place EMPTY_DIRECTORY = new Place(true, NONE, NONE, new int[0], new int[0]);

  private final boolean directory;
  private final int layer;
  private final int number;
  private final int[] layers;
  private final int[] numbers;

  private Place(boolean directory, int layer, int number, int[] layers, int[] numbers) {
    this.directory = directory;
    this.layer = layer;
    this.number = number;
    this.layers = layers;
    this.numbers = numbers;
  }

  boolean isDirectory() {
    return directory;
  }

  /// The layer whose record says what the path is.
  int layer() {
    return layer;
  }

  /// The number of that record; negative for a directory that is only implied.
  int number() {
    return number;
  }

  /// How many layers have something in the directory.
  int depth() {
    return layers.length;
  }

  /// Which layer is the `i`th of these, from the topmost on.
  int layerAt(int i) {
    return layers[i];
  }

  /// The number of the directory's record in that layer, or a negative one.
  int numberAt(int i) {
    return numbers[i];
  }

  /// Puts together what the layers say of one path, from the topmost down.
  static final class Builder {
    private int[] layers = new int[4];
    private int[] numbers = new int[4];
    private int depth;
    private int layer = NONE;
    private int number = NONE;
    private boolean directory;
    private boolean opaque;
    private boolean complete;

    /// Whether nothing further down matters any more.
    boolean isComplete() {
      return complete;
    }

    void add(int fromLayer, int record, LayerIndex index) {
      if (complete || record == LayerView.ABSENT) {
        return;
      }
      int kind = record < 0 ? RecordFormat.IMPLIED : index.kind(record);
      switch (kind) {
        case RecordFormat.WHITEOUT -> complete = true;
        case RecordFormat.DIRECTORY -> {
          addDirectory(fromLayer, record);
          if (number == NONE) {
            layer = fromLayer;
            number = record;
          }
          close(index.isOpaque(record));
        }
        case RecordFormat.IMPLIED -> {
          addDirectory(fromLayer, record);
          close(record >= 0 && index.isOpaque(record));
          complete |= record == LayerView.LED_TO_NEW;
        }
        default -> {
          // Below a directory it is hidden.
          if (!directory) {
            layer = fromLayer;
            number = record;
          }
          complete = true;
        }
      }
    }

    private void addDirectory(int fromLayer, int record) {
      directory = true;
      if (opaque) {
        return;
      }
      if (depth == layers.length) {
        layers = Arrays.copyOf(layers, depth * 2);
        numbers = Arrays.copyOf(numbers, depth * 2);
      }
      layers[depth] = fromLayer;
      numbers[depth++] = record;
    }

    // An implied directory still takes its metadata from further down.
    private void close(boolean isOpaque) {
      opaque |= isOpaque;
      complete = opaque && number != NONE;
    }

    @Nullable Place build() {
      if (!directory && number == NONE) {
        return null;
      }
      return new Place(
          directory, layer, number, Arrays.copyOf(layers, depth), Arrays.copyOf(numbers, depth));
    }
  }
}
