package dev.slipway.builder.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.builder.sandbox.Mount;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.worker.Contract.Proof;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is mounted for one command only.
final class MountProofs {
  private MountProofs() {}

  static Map<String, Proof> all() {
    var all = new LinkedHashMap<String, Proof>();
    all.put("mounts folders, memory and secrets for one command only", MountProofs::mounts);
    all.put("mounts into other mounts and into /dev", MountProofs::mountsInMounts);
    all.put("shows files of layers, and loses what is written to them", MountProofs::layerFiles);
    all.put("keeps caches, with what they begin with and their owner", MountProofs::caches);
    return all;
  }

  private static void mounts(TestWorker worker) throws Exception {
    var source = Files.createTempDirectory(worker.folder, "source");
    Files.writeString(source.resolve("f"), "from outside");
    var isolation =
        TestWorker.isolation(
            new Mount.Bind(source, "/in", Mount.Access.READ),
            new Mount.Bind(source, "/deep/er/rw", Mount.Access.WRITE),
            new Mount.Memory("/scratch", 1 << 20),
            new Mount.Secret(Bytes.of("hush"), "/run/secrets/key", 0400, 0, 0));
    var command =
        TestWorker.shell(
            "cat /in/f /run/secrets/key; touch /in/x || echo refused; echo w > /deep/er/rw/w;"
                + " touch /scratch/s; stat -c '%a %u' /run/secrets/key; touch /kept");
    var told = worker.run(worker.base, command, isolation);
    assertThat(told.output()).isEqualTo("from outsidehushrefused\n400 0\n");
    assertThat(source.resolve("w")).exists();
    assertThat(TestWorker.listing(told)).containsExactly("dev/", "kept", "proc/", "sys/");
    assertThat(Files.readAllBytes(told.layers().getLast().tar()))
        .asString(StandardCharsets.ISO_8859_1)
        .doesNotContain("hush");
  }

  private static void mountsInMounts(TestWorker worker) throws Exception {
    var isolation =
        TestWorker.isolation(
            new Mount.Secret(Bytes.of("#!/bin/sh\necho ran\n"), "/dev/pipes/EOF", 0755, 0, 0),
            new Mount.Memory("/dev/shm", 1 << 20),
            new Mount.Memory("/scratch", 0),
            new Mount.Secret(Bytes.of("hush"), "/scratch/a/key", 0400, 0, 0));
    var told =
        worker.run(
            worker.base,
            TestWorker.shell("/dev/pipes/EOF; cat /scratch/a/key; stat -f -c ' %b' /dev/shm"),
            isolation);
    assertThat(told.errors()).isEmpty();
    assertThat(told.output()).isEqualTo("ran\nhush 256\n");
    assertThat(TestWorker.listing(told)).containsExactly("dev/", "proc/", "sys/");
  }

  private static void layerFiles(TestWorker worker) throws Exception {
    var made = worker.run("mkdir -p /d/e; echo from > /d/e/f; chown 7:8 /d/e/f").layers();
    var tree = new Attachment.Tree(made, "/d");
    var attachments =
        List.<Attachment>of(
            new Attachment.Files(tree, "/read", Mount.Access.READ),
            new Attachment.Files(tree, "/write", Mount.Access.WRITE),
            new Attachment.Files(
                new Attachment.Tree(made, "/d/e/f"), "/etc/deep/f", Mount.Access.READ));
    var script =
        "cat /read/e/f /etc/deep/f; stat -c %u:%g /read/e/f; touch /read/x || echo refused;"
            + " echo new > /write/e/f; cat /write/e/f /read/e/f";
    var told = worker.run(worker.base, TestWorker.shell(script), attachments);
    assertThat(told.output()).isEqualTo("from\nfrom\n7:8\nrefused\nnew\nfrom\n");
    assertThat(TestWorker.listing(told)).containsExactly("dev/", "proc/", "sys/");
    assertThat(worker.run(worker.base, TestWorker.shell("cat /write/e/f"), attachments).output())
        .isEqualTo("from\n");
  }

  private static void caches(TestWorker worker) throws Exception {
    var made =
        worker.run("mkdir -p /d/e; echo seed > /d/e/f; ln /d/e/f /d/g; chown 7:8 /d/e/f").layers();
    var folder = Files.createTempDirectory(worker.folder, "cache");
    var attachments =
        List.<Attachment>of(
            new Attachment.Cache(
                Files.createDirectory(folder.resolve("one")),
                Optional.of(new Attachment.Tree(made, "/d")),
                Optional.empty(),
                "/one",
                Mount.Access.WRITE),
            new Attachment.Cache(
                Files.createDirectory(folder.resolve("two")),
                Optional.empty(),
                Optional.of(new Attachment.Owner(0770, 1000, 50)),
                "/two",
                Mount.Access.WRITE));
    var script =
        "cat /one/g; stat -c '%u:%g %h' /one/e/f; stat -c '%a %u:%g' /two; echo x >> /one/more";
    var told = worker.run(worker.base, TestWorker.shell(script), attachments);
    assertThat(told.output()).isEqualTo("seed\n7:8 2\n770 1000:50\n");
    assertThat(TestWorker.listing(told)).containsExactly("dev/", "proc/", "sys/");
    assertThat(worker.run(worker.base, TestWorker.shell("cat /one/more"), attachments).output())
        .isEqualTo("x\n");
  }
}
