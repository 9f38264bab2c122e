package dev.slipway.builder.layer;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;

/// A sparse file as a stream: its pieces, and zeros where it has none.
final class SparseContent extends InputStream {
  private final SparseMap map;
  private final InputStream pieces;
  private int piece;
  private long position;

  SparseContent(SparseMap map, InputStream pieces) {
    this.map = map;
    this.pieces = pieces;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int start, int count) throws IOException {
    Objects.checkFromIndexSize(start, count, target.length);
    passEmptyPieces();
    if (count == 0 || position == map.size()) {
      return count == 0 ? 0 : -1;
    }
    boolean between = piece == map.pieces() || position < map.offset(piece);
    int part = (int) Math.min(count, (between ? nextPiece() : endOfPiece()) - position);
    if (between) {
      Arrays.fill(target, start, start + part, (byte) 0);
    } else {
      part = pieces.read(target, start, part);
      if (part < 0) {
        throw new EOFException("a sparse file ends at its byte %d".formatted(position));
      }
    }
    position += part;
    return part;
  }

  private void passEmptyPieces() {
    while (piece < map.pieces() && position >= endOfPiece()) {
      piece++;
    }
  }

  private long nextPiece() {
    return piece == map.pieces() ? map.size() : map.offset(piece);
  }

  private long endOfPiece() {
    return map.offset(piece) + map.length(piece);
  }

  @Override
  public void close() throws IOException {
    pieces.close();
  }
}
