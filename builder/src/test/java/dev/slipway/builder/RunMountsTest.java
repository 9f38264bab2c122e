package dev.slipway.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.builder.store.Pruning;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.worker.Facts;
import dev.slipway.builder.worker.Rung;
import dev.slipway.builder.worker.WorkerProgram;
import dev.slipway.registry.remote.RegistryClient;
import dev.slipway.registry.remote.RegistryOptions;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunMountsTest {
  private static final Path BUSYBOX = Path.of("/usr/bin/busybox");
  private static final String BASE =
      """
      FROM scratch
      COPY busybox /bin/busybox
      COPY busybox /bin/sh
      """;

  @TempDir private Path folder;
  private RegistryClient registries;
  private Builder builder;
  private Path context;
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());
  private final StringBuilder output = new StringBuilder();
  private final List<String> cached = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void open() throws IOException {
    Assumptions.assumeTrue(Files.exists(BUSYBOX), "there is no " + BUSYBOX);
    Assumptions.assumeFalse(
        Rung.of(Facts.gather()) instanceof Rung.Missing, "commands cannot be isolated here");
    context = Files.createDirectory(folder.resolve("context"));
    Files.copy(BUSYBOX, context.resolve("busybox"));
    registries = new RegistryClient(RegistryOptions.DEFAULT);
    builder = Builder.open(BuilderSettings.of(folder.resolve("store"), registries));
  }

  @AfterEach
  void close() {
    builder.close();
    registries.close();
  }

  private BuildRequest request(String instructions) {
    return BuildRequest.of(context)
        .withDockerfile(new DockerfileLocation.Inline("Dockerfile", BASE + instructions));
  }

  private BuiltImage build(BuildRequest request) {
    said.clear();
    cached.clear();
    output.setLength(0);
    return builder.build(request, this::hear);
  }

  private String output() {
    return output.toString();
  }

  private void hear(BuildEvent event) {
    said.add(event.toString());
    switch (event) {
      case BuildEvent.StepOutput(_, _, var bytes) ->
          output.append(new String(bytes.toArray(), StandardCharsets.UTF_8));
      case BuildEvent.StepCached(var step) -> cached.add(step.text());
      default -> {}
    }
  }

  @Test
  void keepsSecretsInTheirStep() throws IOException {
    var canary = "canary-" + System.nanoTime();
    var file = Files.writeString(folder.resolve("secret"), canary + "-file");
    var request =
        request(
                """
                RUN --mount=type=secret,id=file --mount=type=secret,id=env,env=TOKEN \\
                    case "$(busybox cat /run/secrets/file) $TOKEN" in \\
                    canary-*-file*canary-*-env) echo seen;; esac
                RUN test ! -e /run/secrets && echo "[$TOKEN]"
                """)
            .withRuns(
                RunSettings.usual()
                    .withSecret("file", new SecretSource.File(file))
                    .withSecret("env", new SecretSource.Value(Bytes.of(canary + "-env"))));
    assertThat(request.toString()).doesNotContain(canary);
    var image = build(request);
    assertThat(output()).isEqualTo("seen\n[]\n");
    assertThat(image.config().bytes()).asString(StandardCharsets.UTF_8).doesNotContain(canary);
    assertThat(said).noneMatch(text -> text.contains(canary));
    Files.delete(file);
    assertThat(bytesWith(canary)).isEmpty();
    var failing =
        request("RUN --mount=type=secret,id=env,env=TOKEN test -z \"$TOKEN\"")
            .withRuns(request.runs());
    assertThatThrownBy(() -> build(failing))
        .isInstanceOf(BuildException.StepFailed.class)
        .hasMessageNotContaining(canary);
    assertThat(bytesWith(canary)).isEmpty();
  }

  private List<Path> bytesWith(String text) throws IOException {
    try (var files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(
              file -> {
                try {
                  return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                      .contains(text);
                } catch (IOException e) {
                  return false;
                }
              })
          .toList();
    }
  }

  @Test
  void doesNotRunAgainForAnotherSecret() {
    var instructions = "RUN --mount=type=secret,id=a true";
    build(request(instructions));
    var other = RunSettings.usual().withSecret("a", new SecretSource.Value(Bytes.of("new")));
    build(request(instructions).withRuns(other));
    assertThat(cached).contains(instructions);
    build(request("RUN --mount=type=secret,id=b true").withRuns(other));
    assertThat(cached).doesNotContain("RUN --mount=type=secret,id=b true");
  }

  @Test
  void runsAgainWhenMountedFilesChange() throws IOException {
    Files.createDirectory(context.resolve("d"));
    Files.writeString(context.resolve("d/f"), "one\n");
    Files.writeString(context.resolve("other"), "");
    Files.writeString(context.resolve(".dockerignore"), "d/hidden\n");
    Files.writeString(context.resolve("d/hidden"), "");
    var instruction = "RUN --mount=source=d,target=/m busybox cat /m/f; busybox ls /m";
    build(request(instruction));
    assertThat(output()).isEqualTo("one\nf\n");
    Files.writeString(context.resolve("other"), "changed");
    Files.writeString(context.resolve("d/hidden"), "changed");
    build(request(instruction));
    assertThat(cached).contains(instruction);
    Files.writeString(context.resolve("d/f"), "two\n");
    build(request(instruction));
    assertThat(output()).isEqualTo("two\nf\n");
  }

  @Test
  void keepsACacheBetweenBuildsAndPrunesIt() {
    var mount = "RUN --mount=type=cache,target=/c ";
    build(request(mount + "echo one > /c/f"));
    build(request(mount + "busybox cat /c/f; echo two > /c/f"));
    assertThat(output()).isEqualTo("one\n");
    build(request(mount + "busybox cat /c/f; true"));
    assertThat(output()).isEqualTo("two\n");
    var store = builder.store().root();
    builder.close();
    var removed = new ArrayList<Path>();
    Pruning.prune(store, Instant.now().plusSeconds(60), removed::add);
    assertThat(removed).anyMatch(path -> path.startsWith(store.resolve("cache-mounts")));
    builder = Builder.open(BuilderSettings.of(store, registries));
  }

  @Test
  void letsOneBuildAfterTheOtherUseALockedCache() throws Exception {
    var instruction =
        "RUN --mount=type=cache,target=/c,sharing=locked"
            + " test ! -e /c/in && echo > /c/in && busybox sleep 1 && busybox rm /c/in # ";
    var failures = Collections.synchronizedList(new ArrayList<Throwable>());
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 3; i++) {
      var request = request(instruction + i);
      threads.add(
          Thread.ofPlatform()
              .uncaughtExceptionHandler((_, failure) -> failures.add(failure))
              .start(() -> builder.build(request, BuildListener.silent())));
    }
    for (var thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
  }

  @Test
  void saysThatALockedCacheIsWaitedFor() throws Exception {
    var mount = "RUN --mount=type=cache,id=both,target=/c,sharing=locked ";
    var holder = request(mount + "echo held; busybox sleep 3");
    var held = new CountDownLatch(1);
    var thread =
        Thread.ofPlatform()
            .start(
                () ->
                    builder.build(
                        holder,
                        event -> {
                          if (event instanceof BuildEvent.StepOutput) {
                            held.countDown();
                          }
                        }));
    held.await();
    var told = new ArrayList<BuildEvent>();
    builder.build(request(mount + "echo mine"), told::add);
    thread.join();
    assertThat(told)
        .filteredOn(
            event ->
                event instanceof BuildEvent.StepWaiting
                    || event instanceof BuildEvent.StepResumed
                    || event instanceof BuildEvent.StepOutput)
        .satisfiesExactly(
            waiting ->
                assertThat(waiting)
                    .isInstanceOfSatisfying(
                        BuildEvent.StepWaiting.class,
                        event ->
                            assertThat(event.reason())
                                .isEqualTo(
                                    "cache mount 'both' is in use by another build or step")),
            resumed ->
                assertThat(resumed)
                    .isInstanceOfSatisfying(
                        BuildEvent.StepResumed.class,
                        event -> assertThat(event.waited()).isGreaterThan(Duration.ofSeconds(1))),
            output -> assertThat(output).isInstanceOf(BuildEvent.StepOutput.class));
  }

  @Test
  void passesTheAgentOn() throws Exception {
    var socket = folder.resolve("agent");
    try (var agent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      agent.bind(UnixDomainSocketAddress.of(socket));
      Thread.ofPlatform()
          .daemon()
          .start(
              () -> {
                try (var client = agent.accept()) {
                  client.write(
                      ByteBuffer.wrap("from the agent\n".getBytes(StandardCharsets.UTF_8)));
                } catch (IOException e) {
                  // The test sees that nothing came.
                }
              });
      copyPerl();
      var client =
          "socket(S,1,1,0); connect(S,pack(q(Sa*),1,$ENV{SSH_AUTH_SOCK})) or die $!; print <S>";
      build(
          request(
                  """
                  COPY perl /
                  RUN --mount=type=ssh,uid=5 busybox stat -c '%%a %%u' $SSH_AUTH_SOCK; perl -e '%s'
                  """
                      .formatted(client))
              .withRuns(RunSettings.usual().withAgent("default", new SshAgent.RawSocket(socket))));
      assertThat(output()).isEqualTo("600 5\nfrom the agent\n");
    }
  }

  @Test
  void closesTheConnectionsToTheAgentThatHaveEnded() throws Exception {
    var socket = folder.resolve("agent");
    try (var agent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      agent.bind(UnixDomainSocketAddress.of(socket));
      Thread.ofPlatform().daemon().start(() -> echo(agent));
      copyPerl();
      var client =
          "for (1..50) { socket(S,1,1,0); connect(S,pack(q(Sa*),1,$ENV{SSH_AUTH_SOCK})) or die $!;"
              + " syswrite S,q(x); sysread S,$x,1; close S } $|=1; print q(done); sleep 1";
      var most = new AtomicLong(-1);
      builder.build(
          request("COPY perl /\nRUN --mount=type=ssh perl -e '%s'".formatted(client))
              .withRuns(RunSettings.usual().withAgent("default", new SshAgent.RawSocket(socket))),
          event -> {
            if (event instanceof BuildEvent.StepOutput) {
              most.set(fewestSockets());
            }
          });
      assertThat(most.get()).isBetween(1L, 20L);
    }
  }

  private static void echo(ServerSocketChannel agent) {
    try {
      while (true) {
        try (var client = agent.accept()) {
          var one = ByteBuffer.allocate(1);
          client.read(one);
          client.write(one.flip());
        }
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  // The last of the connections may be on its way still.
  private static long fewestSockets() {
    long fewest = Long.MAX_VALUE;
    for (int i = 0; i < 20 && fewest > 20; i++) {
      fewest = Math.min(fewest, sockets());
      LockSupport.parkNanos(20_000_000);
    }
    return fewest;
  }

  // Of the worker.
  private static long sockets() {
    return ProcessHandle.current()
        .descendants()
        .filter(
            process ->
                process.info().commandLine().orElse("").contains(WorkerProgram.class.getName()))
        .mapToLong(process -> Processes.sockets(process.pid()))
        .max()
        .orElse(-1);
  }

  @Test
  void lendsKeysOfFilesAndShowsThemNowhere() throws Exception {
    copyProgram("ssh-add", Path.of("/usr/bin/ssh-add"));
    var key = folder.resolve("id_canary");
    var generator =
        new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString());
    assertThat(generator.inheritIO().start().waitFor()).isZero();
    Files.copy(folder.resolve("id_canary.pub"), context.resolve("key.pub"));
    build(
        request(
                """
                COPY ssh-add key.pub /
                RUN busybox mkdir -p /etc && echo root:x:0:0::/root:/bin/sh > /etc/passwd
                RUN --mount=type=ssh ssh-add -l | busybox cut -d' ' -f4; ssh-add -T /key.pub && \\
                    ssh-add -D 2>/dev/null || echo kept; ssh-add -l | busybox wc -l
                RUN --mount=type=ssh,id=other,required=false ssh-add -l 2>/dev/null || echo none
                """)
            .withRuns(
                RunSettings.usual()
                    .withAgent("default", new SshAgent.Keys(List.of(new SecretSource.File(key))))));
    assertThat(output()).contains("(ED25519)\n").contains("kept\n1\n").endsWith("none\n");
    var lines = Files.readAllLines(key);
    assertThat(bytesWith(lines.get(3))).containsExactly(key);
    // Where the seed lies in OpenSSH's form.
    var body = String.join("", lines.subList(1, lines.size() - 1));
    var seed = Arrays.copyOfRange(Base64.getDecoder().decode(body), 161, 193);
    assertThat(bytesWith(new String(seed, StandardCharsets.ISO_8859_1))).isEmpty();
    assertThat(said).noneMatch(text -> text.contains(lines.get(3)));
  }

  private void copyPerl() throws IOException {
    copyProgram("perl", Path.of("/usr/bin/perl"));
  }

  // A program that can talk to a socket, with the libraries that it wants.
  private void copyProgram(String name, Path program) throws IOException {
    Peers.require(program);
    var libraries = new ProcessBuilder("ldd", program.toString()).start();
    try (var lines = libraries.inputReader()) {
      for (var file :
          Stream.concat(
                  Stream.of(program.toString()),
                  lines
                      .lines()
                      .map(line -> line.replaceFirst(".*=> *", "").strip().split(" ", 2)[0])
                      .filter(path -> path.startsWith("/")))
              .toList()) {
        var copy = context.resolve(name + file);
        Files.createDirectories(copy.getParent());
        Files.copy(Path.of(file), copy);
      }
    }
  }

  @Test
  void asksForLeaveBeforeAnInsecureStep() {
    assertThatThrownBy(() -> build(request("RUN --security=insecure true")))
        .hasMessageContaining("security.insecure is not allowed");
    build(
        request("RUN --security=insecure busybox grep CapEff /proc/self/status")
            .withRuns(RunSettings.usual().with(RunSettings.Entitlement.SECURITY_INSECURE)));
    assertThat(output()).startsWith("CapEff:").doesNotContain("00000000a80425fb");
  }

  @Test
  void givesNamesAndSizes() {
    var runs =
        RunSettings.usual()
            .withHost("gate", RunSettings.HOST_GATEWAY)
            .withHost("one", "192.0.2.1")
            .withHostname("slip")
            .withSharedMemory(1 << 20);
    var instruction =
        "RUN busybox grep -E 'gate|one' /etc/hosts; busybox hostname; busybox stat -f -c %b"
            + " /dev/shm";
    build(request(instruction).withRuns(runs));
    assertThat(output())
        .contains("127.0.0.1\tgate\n192.0.2.1\tone\n")
        .contains("slip\n")
        .contains("256\n");
    build(request(instruction).withRuns(runs));
    assertThat(cached).contains(instruction);
  }
}
