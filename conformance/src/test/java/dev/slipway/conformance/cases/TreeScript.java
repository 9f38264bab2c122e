package dev.slipway.conformance.cases;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/// Files said in lines of text, because git keeps neither owners nor times nor strange names.
///
/// The grammar is in `cases/README.md` of the test resources. A script becomes a tar archive, and
/// through that a folder.
final class TreeScript {

  private final List<String> lines;
  private final long time;

  /// `time`, in seconds, is that of all entries that name none.
  TreeScript(String text, long time) {
    this.lines = text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    this.time = time;
  }

  /// Makes the files in `folder`, which exists.
  void writeTo(Path folder) throws IOException {
    run(tar(), "tar", "-xpf", "-", "--xattrs", "--xattrs-include=*", "-C", "" + folder);
  }

  /// The files as GNU tar stores them in one of its formats of sparse files.
  private byte[] sparseTar(String format) throws IOException {
    var folder = Files.createTempDirectory("sparse");
    writeTo(folder);
    var command = new ArrayList<>(List.of("tar", "--sparse", "--numeric-owner", "-C", "" + folder));
    command.addAll(
        format.equals("gnu")
            ? List.of("--format=gnu")
            : List.of("--format=pax", "--sparse-version=" + format));
    command.addAll(List.of("-cf", "-"));
    for (var line : lines) {
      var name = TreeLine.parse(line).path();
      run(new byte[0], "fallocate", "--dig-holes", "" + folder.resolve(name));
      command.add(name);
    }
    try {
      return run(new byte[0], command.toArray(String[]::new));
    } finally {
      run(new byte[0], "rm", "-rf", "" + folder);
    }
  }

  private static byte[] run(byte[] input, String... command) throws IOException {
    var errors = Files.createTempFile("errors", ".txt");
    var process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    try (var out = process.getOutputStream()) {
      out.write(input);
    }
    var said = process.getInputStream().readAllBytes();
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + Files.readString(errors));
      }
      return said;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      Files.delete(errors);
    }
  }

  /// The files as an uncompressed archive, in the order of the script.
  byte[] tar() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(bytes, "ISO-8859-1")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      for (int at = 0; at < lines.size(); at++) {
        var inner = new ArrayList<String>();
        while (at + 1 < lines.size() && lines.get(at + 1).startsWith("  ")) {
          inner.add(lines.get(++at).substring(2));
        }
        write(TreeLine.parse(lines.get(at - inner.size())), inner, tar);
      }
    }
    return bytes.toByteArray();
  }

  private void write(TreeLine line, List<String> inner, TarArchiveOutputStream tar)
      throws IOException {
    switch (line.kind()) {
      case "dir" -> put(entry(line, TarConstants.LF_DIR, 0755), new byte[0], tar);
      case "file" -> put(entry(line, TarConstants.LF_NORMAL, 0644), content(line), tar);
      case "tar" -> put(entry(line, TarConstants.LF_NORMAL, 0644), archive(line, inner), tar);
      case "link" -> put(entry(line, TarConstants.LF_SYMLINK, 0777), new byte[0], tar);
      case "hard" -> put(entry(line, TarConstants.LF_LINK, 0644), new byte[0], tar);
      case "pipe" -> put(entry(line, TarConstants.LF_FIFO, 0644), new byte[0], tar);
      case "char" -> put(device(entry(line, TarConstants.LF_CHR, 0644), line), new byte[0], tar);
      case "busybox" -> busybox(line, tar);
      default -> throw new IllegalArgumentException("no kind of entry: " + line.kind());
    }
  }

  private TarArchiveEntry entry(TreeLine line, byte type, int mode) {
    var entry =
        new TarArchiveEntry(line.path() + (type == TarConstants.LF_DIR ? "/" : ""), type, true);
    entry.setLinkName(line.target());
    entry.setMode(line.octal("mode", mode));
    entry.setUserId(line.number("uid", 0));
    entry.setGroupId(line.number("gid", 0));
    entry.setModTime(line.number("mtime", time) * 1000);
    var capability = line.number("capability", -1);
    if (capability >= 0) {
      entry.addPaxHeader("SCHILY.xattr.security.capability", capability(capability));
    }
    return entry;
  }

  private static void put(TarArchiveEntry entry, byte[] content, TarArchiveOutputStream tar)
      throws IOException {
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  /// The kernel's format, version 2: one permitted and effective capability below 32, whose bit
  /// does not make a byte above 127, because the archive writer would take that for text.
  private static String capability(long number) {
    var bytes = new char[20];
    bytes[0] = 1;
    bytes[3] = 2;
    bytes[4 + (int) number / 8] = (char) (1 << number % 8);
    return new String(bytes);
  }

  private static TarArchiveEntry device(TarArchiveEntry entry, TreeLine line) {
    entry.setDevMajor((int) line.number("major", 1));
    entry.setDevMinor((int) line.number("minor", 3));
    return entry;
  }

  private static byte[] content(TreeLine line) {
    int size = (int) line.number("size", -1);
    if (size < 0) {
      return ("\0".repeat((int) line.number("hole", 0)) + line.text()).getBytes(ISO_8859_1);
    }
    var bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i * 31 + i / 251);
    }
    return bytes;
  }

  private byte[] archive(TreeLine line, List<String> inner) throws IOException {
    var script = new TreeScript(String.join("\n", inner), time);
    var format = line.word("sparse");
    var tar = format.isEmpty() ? script.tar() : script.sparseTar(format);
    var bytes = new ByteArrayOutputStream();
    try (var out = compressor(line.path(), bytes)) {
      out.write(tar);
    }
    int cut = (int) line.number("cut", 0);
    return Arrays.copyOf(bytes.toByteArray(), bytes.size() - cut);
  }

  private static OutputStream compressor(String name, OutputStream out) throws IOException {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "gz", "tgz" -> new GZIPOutputStream(out);
      case "xz" -> new XZOutputStream(out, new LZMA2Options());
      case "bz2" -> new BZip2CompressorOutputStream(out);
      case "zst" -> new ZstdOutputStream(out);
      default -> out;
    };
  }

  /// This machine's static busybox, with a link for each of its applets.
  private void busybox(TreeLine line, TarArchiveOutputStream tar) throws IOException {
    var busybox = Peers.busybox();
    if (busybox.isEmpty()) {
      return;
    }
    var folder = line.path();
    var program = TreeLine.parse("file " + folder + "/busybox mode=0755");
    put(entry(program, TarConstants.LF_NORMAL, 0755), Files.readAllBytes(busybox.get()), tar);
    for (var applet : Peers.applets()) {
      var link = TreeLine.parse("link " + folder + "/" + applet + " -> busybox");
      put(entry(link, TarConstants.LF_SYMLINK, 0777), new byte[0], tar);
    }
  }

  /// The archive, where no failure can be.
  byte[] toBytes() {
    try {
      return tar();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
