package dev.slipway.builder.copy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/// An archive as a test writes it down, entry by entry.
final class TarText {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes);

  TarText() {
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
  }

  TarText file(String name, String content) {
    return file(name, 0644, content);
  }

  TarText file(String name, int mode, String content) {
    return entry(name, TarConstants.LF_NORMAL, content, entry -> entry.setMode(mode));
  }

  TarText directory(String name, int mode) {
    return entry(name, TarConstants.LF_DIR, "", entry -> entry.setMode(mode));
  }

  TarText symlink(String name, String target) {
    return entry(name, TarConstants.LF_SYMLINK, "", entry -> entry.setLinkName(target));
  }

  TarText hardLink(String name, String target, int mode) {
    return entry(
        name,
        TarConstants.LF_LINK,
        "",
        entry -> {
          entry.setLinkName(target);
          entry.setMode(mode);
        });
  }

  TarText device(String name, int major, int minor) {
    return entry(
        name,
        TarConstants.LF_CHR,
        "",
        entry -> {
          entry.setDevMajor(major);
          entry.setDevMinor(minor);
        });
  }

  TarText capability(String name, String value) {
    return entry(
        name,
        TarConstants.LF_NORMAL,
        "",
        entry ->
            Map.of("SCHILY.xattr.security.capability", value, "SCHILY.xattr.user.note", "n")
                .forEach(entry::addPaxHeader));
  }

  private TarText entry(
      String name, byte type, String content, Consumer<TarArchiveEntry> settings) {
    var entry = new TarArchiveEntry(name, type, true);
    var body = content.getBytes(StandardCharsets.UTF_8);
    entry.setSize(body.length);
    entry.setIds(3, 4);
    entry.setModTime(7_000L);
    settings.accept(entry);
    try {
      tar.putArchiveEntry(entry);
      tar.write(body);
      tar.closeArchiveEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  byte[] bytes() {
    try {
      tar.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
