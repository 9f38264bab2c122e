package dev.slipway.builder.layer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/// A tar as others write it, entry by entry, in any order and as odd as wanted.
final class Tars {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TarArchiveOutputStream out = new TarArchiveOutputStream(bytes, "UTF-8");

  Tars() {
    out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    out.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    out.setAddPaxHeadersForNonAsciiNames(true);
  }

  Tars longNamesAsGnu() {
    out.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
    out.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
    return this;
  }

  Tars directory(String name) {
    return directory(name, 0755);
  }

  Tars directory(String name, int mode) {
    return entry(name, TarConstants.LF_DIR, "", entry -> entry.setMode(mode));
  }

  Tars file(String name, String content) {
    return entry(name, TarConstants.LF_NORMAL, content, _ -> {});
  }

  Tars symlink(String name, String target) {
    return entry(name, TarConstants.LF_SYMLINK, "", entry -> entry.setLinkName(target));
  }

  Tars hardLink(String name, String target) {
    return entry(name, TarConstants.LF_LINK, "", entry -> entry.setLinkName(target));
  }

  Tars device(String name, int major, int minor) {
    return entry(
        name,
        TarConstants.LF_CHR,
        "",
        entry -> {
          entry.setDevMajor(major);
          entry.setDevMinor(minor);
        });
  }

  Tars attributed(String name, Map<String, String> records) {
    return entry(name, TarConstants.LF_NORMAL, "", entry -> records.forEach(entry::addPaxHeader));
  }

  Tars entry(String name, byte type, String content, Consumer<TarArchiveEntry> more) {
    var data = content.getBytes(StandardCharsets.UTF_8);
    var entry = new TarArchiveEntry(name, type, true);
    entry.setMode(type == TarConstants.LF_DIR ? 0755 : 0644);
    entry.setLastModifiedTime(FileTime.from(Instant.ofEpochSecond(1_700_000_000)));
    entry.setIds(0, 0);
    entry.setUserName("");
    entry.setGroupName("");
    more.accept(entry);
    entry.setSize(data.length);
    try {
      out.putArchiveEntry(entry);
      out.write(data);
      out.closeArchiveEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  byte[] toArray() {
    try {
      out.close();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
