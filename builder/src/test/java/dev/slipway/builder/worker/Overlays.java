package dev.slipway.builder.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

/// An overlay that is mounted for a test; on it no other can have its upper directory.
final class Overlays {
  private Overlays() {}

  interface Work<T> {
    T in(Path folder) throws Exception;
  }

  static <T> T within(Path folder, Work<T> work) throws Exception {
    for (var name : new String[] {"lower", "upper", "work", "mounted"}) {
      Files.createDirectory(folder.resolve(name));
    }
    var options = "lowerdir=%1$s/lower,upperdir=%1$s/upper,workdir=%1$s/work".formatted(folder);
    var mounted = folder.resolve("mounted");
    run("mount", "-t", "overlay", "-o", options, "overlay", mounted.toString());
    try {
      return work.in(mounted);
    } finally {
      run("umount", mounted.toString());
    }
  }

  private static void run(String... command) throws Exception {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
