package dev.slipway.builder.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Runs programs as the user `builder`, who has a range of subordinate ids.
public final class OrdinaryUser {
  private static final String NAME = "builder";

  /// What makes `setpriv` become that user.
  public static final List<String> IDENTITY =
      List.of("--reuid", NAME, "--regid", NAME, "--init-groups");

  /// Gives everybody `/dev/fuse`, as most machines do, and only what it runs sees it.
  private static final List<String> WITH_FUSE =
      List.of(
          "unshare",
          "--mount",
          "sh",
          "-c",
          "mount -t tmpfs none /mnt && mknod -m 666 /mnt/fuse c 10 229"
              + " && mount --bind /mnt/fuse /dev/fuse && exec \"$@\"",
          "sh");

  /// Covers a part of `/proc`, as containers have it; only what it runs sees it.
  private static final List<String> WITH_COVERED_PROC =
      List.of(
          "unshare",
          "--mount",
          "sh",
          "-c",
          "mount --bind /proc/sys /proc/sys && exec \"$@\"",
          "sh");

  /// What makes `setpriv` root without the right to mount.
  private static final List<String> ROOT_OF_A_CONTAINER = List.of("--bounding-set", "-sys_admin");

  private OrdinaryUser() {}

  /// Whether there is such a user.
  public static boolean isThere() throws IOException {
    return Files.readAllLines(Path.of("/etc/subuid")).stream()
        .anyMatch(line -> line.startsWith(NAME + ":"));
  }

  /// What the program `main` writes to its standard output.
  static String run(Path folder, Class<?> main, String... arguments) throws Exception {
    return run(folder, IDENTITY, main, arguments);
  }

  /// The same as another user.
  ///
  /// @param identity what makes `setpriv` become that user
  public static String run(Path folder, List<String> identity, Class<?> main, String... arguments)
      throws Exception {
    return output(start(folder, List.of(), identity, main, arguments));
  }

  /// The same for who may open `/dev/fuse`.
  static String runWithFuse(Path folder, Class<?> main, String... arguments) throws Exception {
    return output(start(folder, WITH_FUSE, IDENTITY, main, arguments));
  }

  /// The same for root in a container.
  static String runInContainer(Path folder, Class<?> main, String... arguments) throws Exception {
    return output(start(folder, WITH_COVERED_PROC, ROOT_OF_A_CONTAINER, main, arguments));
  }

  private static String output(Process process) throws Exception {
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("exit code %d after: %s".formatted(process.exitValue(), output));
    }
    return output;
  }

  static Process start(Path folder, Class<?> main, String... arguments) throws Exception {
    return start(folder, List.of(), IDENTITY, main, arguments);
  }

  private static Process start(
      Path folder, List<String> before, List<String> identity, Class<?> main, String... arguments)
      throws Exception {
    var command = new ArrayList<>(before);
    command.add("setpriv");
    command.addAll(identity);
    command.addAll(
        List.of(
            System.getProperty("java.home") + "/bin/java",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            readableClassPath(folder),
            main.getName()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().clear();
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    return builder.start();
  }

  // Artifacts lie in a home folder that only its owner may enter.
  private static String readableClassPath(Path folder) throws Exception {
    var copy = Files.createTempDirectory(folder, "classes");
    var entries = new ArrayList<String>();
    for (var entry : TestWorker.classPath().split(":", -1)) {
      var target = copy.resolve(Integer.toString(entries.size()));
      new ProcessBuilder("cp", "-rL", entry, target.toString()).inheritIO().start().waitFor();
      var named =
          Path.of(entry).toString().endsWith(".jar")
              ? copy.resolve(entries.size() + ".jar")
              : target;
      if (!named.equals(target)) {
        Files.move(target, named);
      }
      entries.add(named.toString());
    }
    new ProcessBuilder("chmod", "-R", "a+rX", copy.toString()).inheritIO().start().waitFor();
    return String.join(":", entries);
  }
}
