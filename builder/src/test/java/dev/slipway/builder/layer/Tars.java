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
public final class Tars {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TarArchiveOutputStream out = new TarArchiveOutputStream(bytes, "UTF-8");

  private final int uid;
  private final int gid;
  private final Instant time;

  public Tars() {
    this(0, 0, Instant.ofEpochSecond(1_700_000_000));
  }

  /// A tar whose entries have this owner and time.
  public Tars(int uid, int gid, Instant time) {
    this.uid = uid;
    this.gid = gid;
    this.time = time;
    out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    out.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    out.setAddPaxHeadersForNonAsciiNames(true);
  }

  public Tars longNamesAsGnu() {
    out.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
    out.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
    return this;
  }

  public Tars directory(String name) {
    return directory(name, 0755);
  }

  public Tars directory(String name, int mode) {
    return entry(name, TarConstants.LF_DIR, "", entry -> entry.setMode(mode));
  }

  public Tars file(String name, String content) {
    return entry(name, TarConstants.LF_NORMAL, content, _ -> {});
  }

  public Tars file(String name, int mode, String content) {
    return entry(name, TarConstants.LF_NORMAL, content, entry -> entry.setMode(mode));
  }

  public Tars symlink(String name, String target) {
    return entry(name, TarConstants.LF_SYMLINK, "", entry -> entry.setLinkName(target));
  }

  public Tars hardLink(String name, String target) {
    return entry(name, TarConstants.LF_LINK, "", entry -> entry.setLinkName(target));
  }

  public Tars hardLink(String name, String target, int mode) {
    return entry(
        name,
        TarConstants.LF_LINK,
        "",
        entry -> {
          entry.setLinkName(target);
          entry.setMode(mode);
        });
  }

  public Tars device(String name, int major, int minor) {
    return entry(
        name,
        TarConstants.LF_CHR,
        "",
        entry -> {
          entry.setDevMajor(major);
          entry.setDevMinor(minor);
        });
  }

  public Tars attributed(String name, Map<String, String> records) {
    return entry(name, TarConstants.LF_NORMAL, "", entry -> records.forEach(entry::addPaxHeader));
  }

  public Tars entry(String name, byte type, String content, Consumer<TarArchiveEntry> more) {
    var data = content.getBytes(StandardCharsets.UTF_8);
    var entry = new TarArchiveEntry(name, type, true);
    entry.setMode(type == TarConstants.LF_DIR ? 0755 : 0644);
    entry.setLastModifiedTime(FileTime.from(time));
    entry.setIds(uid, gid);
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

  public byte[] toArray() {
    try {
      out.close();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
