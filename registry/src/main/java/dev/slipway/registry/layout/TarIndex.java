package dev.slipway.registry.layout;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Where each file of an uncompressed tar archive begins, so that any can be read without the rest.
///
/// Reads POSIX and GNU headers. An archive whose names climb out (`..`, absolute) is refused whole:
/// nobody writes such a layout by accident. Of two files with one name the later counts, as it does
/// when an archive is extracted.
final class TarIndex implements LayoutFiles, AutoCloseable {
  private static final int BLOCK = 512;
  private static final int MOST_FILES = 100_000;
  private static final int MOST_EXTENSION_BYTES = 1 << 20;
  private static final int MOST_LINKS = 8;
  private static final int LONGEST_QUOTE = 100;

  /// All names together: they are held in memory.
  private static final long MOST_NAME_CHARACTERS = 32L << 20;

  private final FileChannel channel;
  private final Map<String, Found> files;

  /// A file's content, or the name of the file in whose place it stands.
  private sealed interface Found {
    record Content(long offset, long size) implements Found {}

    record Link(String target) implements Found {}
  }

  private TarIndex(FileChannel channel, Map<String, Found> files) {
    this.channel = channel;
    this.files = files;
  }

  /// Reads the headers of the archive `file`.
  ///
  /// @throws IOException when it cannot be read, or is no tar archive that may be trusted
  static TarIndex open(Path file) throws IOException {
    var channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new TarIndex(channel, new Scan(channel).run());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  boolean has(String path) {
    return content(path).isPresent();
  }

  @Override
  public OptionalLong size(String path) {
    return content(path).map(found -> OptionalLong.of(found.size)).orElseGet(OptionalLong::empty);
  }

  @Override
  public InputStream open(String path) throws IOException {
    var found = content(path).orElseThrow(() -> new EOFException("there is no " + path));
    return new Part(found.offset, found.size);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private Optional<Found.Content> content(String path) {
    var found = files.get(path);
    for (int links = 0; found instanceof Found.Link(var target) && links < MOST_LINKS; links++) {
      found = files.get(target);
    }
    return found instanceof Found.Content content ? Optional.of(content) : Optional.empty();
  }

  /// Reads a part of the archive at its own position, beside others that do the same.
  private final class Part extends InputStream {
    private long position;
    private final long end;

    Part(long offset, long size) {
      this.position = offset;
      this.end = offset + size;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (position >= end) {
        return -1;
      }
      int wanted = (int) Math.min(length, end - position);
      int count = channel.read(ByteBuffer.wrap(buffer, offset, wanted), position);
      if (count < 0) {
        throw new EOFException("the archive became shorter while it was read");
      }
      position += count;
      return count;
    }
  }

  /// One way through the headers.
  private static final class Scan {
    private final FileChannel channel;
    private final long length;
    private final Map<String, Found> files = new HashMap<>();

    /// What the extension headers before a header say about its file.
    private Optional<String> longName = Optional.empty();

    private Optional<String> longLink = Optional.empty();
    private OptionalLong longSize = OptionalLong.empty();
    private long nameCharacters;

    Scan(FileChannel channel) throws IOException {
      this.channel = channel;
      this.length = channel.size();
    }

    Map<String, Found> run() throws IOException {
      for (long at = 0; at + BLOCK <= length; ) {
        var header = read(at, BLOCK);
        if (isZero(header)) {
          break;
        }
        at = entry(header, at);
        if (files.size() > MOST_FILES) {
          throw new IOException("the archive holds more than %d files".formatted(MOST_FILES));
        }
      }
      return files;
    }

    /// Takes one header in and returns where the next is.
    private long entry(byte[] header, long at) throws IOException {
      checkSum(header, at);
      long size = longSize.orElse(number(header, 124, 12));
      long content = at + BLOCK;
      if (size < 0 || size > length - content) {
        throw new IOException(
            "the archive is cut short: a file at byte %d has %d bytes".formatted(at, size));
      }
      char type = (char) (header[156] & 0xff);
      switch (type) {
        case 'x' -> readRecords(extension(content, size));
        case 'L' -> longName = Optional.of(text(extension(content, size)));
        case 'K' -> longLink = Optional.of(text(extension(content, size)));
        case 'g' -> {}
        default -> {
          file(header, type, content, size);
          longName = Optional.empty();
          longLink = Optional.empty();
          longSize = OptionalLong.empty();
        }
      }
      // Links and folders have no content, whatever their size field says.
      long used = type >= '1' && type <= '6' ? 0 : size;
      return content + (used + BLOCK - 1) / BLOCK * BLOCK;
    }

    private void file(byte[] header, char type, long content, long size) throws IOException {
      var name = normal(longName.orElseGet(() -> name(header)), "");
      switch (type) {
        case '0', '\0', '7' -> put(name, new Found.Content(content, size), 0);
        case '1', '2' -> {
          var target = longLink.orElseGet(() -> text(header, 157, 100));
          // A symbolic link counts from its own folder, a hard link from the archive's root.
          var folder = type == '2' ? name.substring(0, name.lastIndexOf('/') + 1) : "";
          var link = new Found.Link(normal(target, folder));
          put(name, link, link.target.length());
        }
        default -> {
          // Folders, devices and the like hold nothing that a layout needs.
        }
      }
    }

    private void put(String name, Found found, int more) throws IOException {
      nameCharacters += name.length() + more;
      if (nameCharacters > MOST_NAME_CHARACTERS) {
        throw new IOException(
            "the names in the archive have more than %d characters"
                .formatted(MOST_NAME_CHARACTERS));
      }
      files.put(name, found);
    }

    private static String quote(String text) {
      return text.length() <= LONGEST_QUOTE
          ? "'" + text + "'"
          : "'" + text.substring(0, LONGEST_QUOTE) + "…'";
    }

    /// The path without `.` and `..`.
    private static String normal(String path, String folder) throws IOException {
      if (path.startsWith("/") || path.indexOf('\\') >= 0 || path.indexOf('\0') >= 0) {
        throw new IOException(
            "the archive names %s, which a layout cannot hold".formatted(quote(path)));
      }
      var parts = new ArrayDeque<String>();
      for (var part : (folder + path).split("/", -1)) {
        if (part.equals("..")) {
          if (parts.isEmpty() || folder.isEmpty()) {
            throw new IOException(
                "the archive names %s, which climbs out of it".formatted(quote(path)));
          }
          parts.removeLast();
        } else if (!part.isEmpty() && !part.equals(".")) {
          parts.addLast(part);
        }
      }
      return String.join("/", parts);
    }

    private void readRecords(byte[] records) throws IOException {
      for (int at = 0; at < records.length; ) {
        int space = at;
        while (space < records.length && records[space] != ' ') {
          space++;
        }
        int size = decimal(new String(records, at, space - at, StandardCharsets.US_ASCII));
        // What is counted: the digits, a blank, the record, the end of its line.
        if (size < space - at + 2 || size > records.length - at || records[at + size - 1] != '\n') {
          throw new IOException("the archive has an extension header that is not well formed");
        }
        var record = new String(records, space + 1, at + size - space - 2, StandardCharsets.UTF_8);
        int equals = record.indexOf('=');
        var value = record.substring(equals + 1);
        switch (equals < 0 ? "" : record.substring(0, equals)) {
          case "path" -> longName = Optional.of(value);
          case "linkpath" -> longLink = Optional.of(value);
          case "size" -> longSize = OptionalLong.of(decimalLong(value));
          default -> {}
        }
        at += size;
      }
    }

    private static int decimal(String text) throws IOException {
      return (int) Math.min(Integer.MAX_VALUE, decimalLong(text));
    }

    private static long decimalLong(String text) throws IOException {
      if (!text.matches("\\d{1,18}")) {
        throw new IOException("the archive has %s where a number should be".formatted(quote(text)));
      }
      return Long.parseLong(text);
    }

    private byte[] extension(long at, long size) throws IOException {
      if (size > MOST_EXTENSION_BYTES) {
        throw new IOException("the archive has an extension header of %d bytes".formatted(size));
      }
      return read(at, (int) size);
    }

    private byte[] read(long at, int count) throws IOException {
      var bytes = new byte[count];
      var buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, at + buffer.position()) < 0) {
          throw new EOFException("the archive ended early");
        }
      }
      return bytes;
    }

    private static void checkSum(byte[] header, long at) throws IOException {
      long sum = 8L * ' ';
      for (int i = 0; i < BLOCK; i++) {
        sum += i >= 148 && i < 156 ? 0 : header[i] & 0xff;
      }
      var digits = text(header, 148, 8).strip();
      if (!digits.matches("[0-7]{1,8}") || sum != Long.parseLong(digits, 8)) {
        throw new IOException("there is no tar header at byte %d".formatted(at));
      }
    }

    private static String name(byte[] header) {
      boolean posix = text(header, 257, 6).equals("ustar");
      var prefix = posix ? text(header, 345, 155) : "";
      return (prefix.isEmpty() ? "" : prefix + "/") + text(header, 0, 100);
    }

    /// Octal digits, or GNU's binary form for what has too many.
    private static long number(byte[] header, int offset, int length) throws IOException {
      if ((header[offset] & 0x80) != 0) {
        long value = header[offset] & 0x3f;
        for (int i = 1; i < length; i++) {
          if (value >= 1L << 54) {
            throw new IOException("the archive has a number that is too large");
          }
          value = (value << 8) | (header[offset + i] & 0xff);
        }
        return value;
      }
      var digits = text(header, offset, length).strip();
      if (!digits.matches("[0-7]{0,20}")) {
        throw new IOException("the archive has '%s' where a number should be".formatted(digits));
      }
      return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }

    private static String text(byte[] bytes) {
      return text(bytes, 0, bytes.length);
    }

    private static String text(byte[] bytes, int offset, int length) {
      int end = offset;
      while (end < offset + length && bytes[end] != 0) {
        end++;
      }
      return new String(bytes, offset, end - offset, StandardCharsets.UTF_8);
    }

    private static boolean isZero(byte[] block) {
      for (var one : block) {
        if (one != 0) {
          return false;
        }
      }
      return true;
    }
  }
}
