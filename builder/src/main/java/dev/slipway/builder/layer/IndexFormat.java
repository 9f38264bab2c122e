package dev.slipway.builder.layer;

/// Where things are in the file of a layer index; `docs/decisions/0003-layer-index.md` explains it.
///
/// Header, records, table, specials, checksums of pages; all numbers with the highest byte first.
final class IndexFormat {
  /// "slwindex" in ASCII.
  static final long MAGIC = 0x736c77696e646578L;

  /// Changes whenever the meaning of any byte does; an index of another version is made anew.
  static final int VERSION = 2;

  static final int HEADER_LENGTH = 128;
  static final int PAGE_LENGTH = 1 << 16;

  /// For each record where it begins, and the number of the first record not below it.
  static final int TABLE_ROW = 8;

  static final int AT_MAGIC = 0;
  static final int AT_VERSION = 8;
  static final int AT_ENTRIES = 12;
  static final int AT_SPECIALS = 16;
  static final int AT_WHITEOUTS = 20;
  static final int AT_TABLE = 24;
  static final int AT_BODY_END = 28;
  static final int AT_FILE_LENGTH = 32;
  static final int AT_PAGES_CHECKSUM = 36;
  static final int AT_TAR_SIZE = 40;
  static final int AT_DIFF_ID = 48;
  static final int AT_HEADER_CHECKSUM = 124;

  private IndexFormat() {}
}
