package dev.slipway.builder;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/// Tars in memory, as others write them.
final class Tarred {
  private static final int BLOCK = 512;

  private Tarred() {}

  /// A tar of one file.
  static byte[] file(String name, byte[] content) {
    var entry = new TarArchiveEntry(name, TarConstants.LF_NORMAL, true);
    entry.setSize(content.length);
    return of(entry, content);
  }

  static byte[] file(String name, String text) {
    return file(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /// A tar of one hard link.
  static byte[] hardLink(String name, String target) {
    var entry = new TarArchiveEntry(name, TarConstants.LF_LINK, true);
    entry.setLinkName(target);
    return of(entry, new byte[0]);
  }

  /// A tar of one symlink.
  static byte[] symlink(String name, String target) {
    var entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK, true);
    entry.setLinkName(target);
    return of(entry, new byte[0]);
  }

  /// These tars as one.
  static byte[] together(byte[]... tars) {
    var all = new ByteArrayOutputStream();
    for (int i = 0; i < tars.length; i++) {
      // Each is one entry, and ends in zeros that would end the whole.
      int end = i == tars.length - 1 ? tars[i].length : content(tars[i]);
      all.write(tars[i], 0, end);
    }
    return all.toByteArray();
  }

  private static int content(byte[] tar) {
    int end = tar.length;
    while (end >= BLOCK && blank(tar, end - BLOCK)) {
      end -= BLOCK;
    }
    return end;
  }

  private static boolean blank(byte[] tar, int start) {
    for (int i = start; i < start + BLOCK; i++) {
      if (tar[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static byte[] of(TarArchiveEntry entry, byte[] content) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new TarArchiveOutputStream(bytes, "UTF-8")) {
      entry.setModTime(1_700_000_000_000L);
      out.putArchiveEntry(entry);
      out.write(content);
      out.closeArchiveEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] gzip(byte[] bytes) {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
