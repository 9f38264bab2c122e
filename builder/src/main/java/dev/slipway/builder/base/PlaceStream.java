package dev.slipway.builder.base;

import dev.slipway.registry.Place;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A stream from a place that was opened for it, and is closed with it.
final class PlaceStream extends FilterInputStream {
  private final Place place;

  PlaceStream(InputStream in, Place place) {
    super(in);
    this.place = place;
  }

  @Override
  public void close() throws IOException {
    try {
      super.close();
    } finally {
      place.close();
    }
  }
}
