import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/// Assembles the folder that is shipped: `bin/slipway`, `lib/*.jar`, and an AOT cache trained by
/// runs of real commands. Maven runs this file as it is, by the toolchain's Java runtime or, where
/// no toolchain was needed, by whatever is on the path (hence nothing newer than Java 17 here).
///
/// Arguments: the launcher, the program's jar, the folder to make, the home of the Java runtime
/// that runs Maven, the version. The jars that the program depends on are those on the class path.
class Distribution {
  /// The Java runtime takes a cache only for jars of the size and time that it was made with; the
  /// launcher knows this time too, and sets it back when copying the folder has changed it.
  private static final FileTime JAR_TIME = FileTime.from(Instant.parse("2026-11-22T00:00:00Z"));

  /// The options of every run, which the launcher reads from a file. Training needs the same ones,
  /// because a cache serves only the garbage collector and the object layout it was made with.
  ///
  /// Most runs are over before a method is worth the better compiler, whose work is then half of
  /// what a cached build costs: it gets a method late, the quick one does not gather profiles for
  /// it, and no profiles are kept in the cache, for they make it compile at once.
  private static final List<String> JAVA_OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:+IgnoreUnrecognizedVMOptions",
          "-XX:+UseCompactObjectHeaders",
          "-XX:-UsePerfData",
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:ArchiveRelocationMode=0",
          "-XX:+AOTAdapterCaching",
          "-XX:+AOTStubCaching",
          "-XX:-AOTRecordTraining",
          "-XX:-AOTReplayTraining",
          "-XX:Tier4InvocationThreshold=200000",
          "-XX:Tier4MinInvocationThreshold=50000",
          "-XX:Tier4CompileThreshold=400000",
          "-XX:Tier4BackEdgeThreshold=1600000",
          "-XX:-C1UpdateMethodData",
          // Compiled sooner is worth more than compiled with all that it calls.
          "-XX:C1MaxInlineSize=15",
          "-XX:ReservedCodeCacheSize=64m",
          // The deepest folder that a path can name, walked by calls that are not compiled.
          "-Xss4m",
          // What is called by reflection is called once: native code is there, and a method handle
          // has to be made, which takes up to 40 ms.
          "-Djdk.reflect.useNativeAccessorOnly=true",
          "-Xlog:disable",
          "-Xlog:all=error:stderr",
          "-Xlog:aot*=off:stderr",
          "-Xlog:cds*=off:stderr",
          "--enable-native-access=ALL-UNNAMED",
          // picocli would look for converters to types that no flag has.
          "-Dpicocli.converters.excludes=java[.].*");

  /// Under which names the caches know the folder of the jars: as the launcher opens it, and as
  /// that in which a worker starts. Java looks for a jar where it was when the cache was made, and
  /// where the folder was moved it does so in vain, once for every class: 20 ms. These names are
  /// right wherever it lies.
  private static final Path OPENED = Path.of("/proc/self/fd/9");

  private static final Path WORKING = Path.of("/proc/self/cwd");

  public static void main(String[] arguments) throws IOException, InterruptedException {
    var launcher = Path.of(arguments[0]);
    var program = Path.of(arguments[1]);
    var folder = Path.of(arguments[2]);
    var javaHome = javaHome(Path.of(arguments[3]));
    clear(folder);
    var library = Files.createDirectories(folder.resolve("lib"));
    place(program, library.resolve("slipway.jar"));
    for (var entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      var jar = Path.of(entry).getFileName();
      if (jar.toString().endsWith(".jar")) {
        place(Path.of(entry), library.resolve(jar));
      }
      if (jar.toString().startsWith("picocli-")) {
        modernise(Path.of(entry), library.resolve(jar), launcher.resolveSibling("Modernise.java"), javaHome);
      }
    }
    prelink(library, launcher.resolveSibling("Prelink.java"), javaHome);
    join(library, launcher.resolveSibling("Join.java"), javaHome);
    var command = Files.createDirectories(folder.resolve("bin")).resolve("slipway");
    Files.copy(launcher, command);
    Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(library.resolve("java-home"), javaHome + "\n");
    // The launcher reads it as a part of itself, which is one call where `read` makes hundreds.
    Files.writeString(
        library.resolve("java-options"),
        "options='" + String.join(" ", JAVA_OPTIONS) + " -Dslipway.version=" + arguments[4] + "'\n");
    try {
      train(library, javaHome);
    } catch (IOException e) {
      System.err.println("no AOT cache was made, slipway will start more slowly: " + e.getMessage());
    }
  }

  /// Maven asks for a toolchain only when its own runtime is too old, so one of the two will do.
  private static Path javaHome(Path ofMaven) {
    return Runtime.version().feature() >= 25 ? Path.of(System.getProperty("java.home")) : ofMaven;
  }

  private static void clear(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void place(Path source, Path target) throws IOException {
    Files.copy(source, target);
    Files.setLastModifiedTime(target, JAR_TIME);
  }

  /// Rewrites the jars of this project; those of others have few such call sites.
  private static void prelink(Path library, Path program, Path javaHome)
      throws IOException, InterruptedException {
    var arguments = new ArrayList<>(List.of("-classpath", library + "/*", program.toString()));
    arguments.addAll(jars(library, "slipway*.jar"));
    run(javaHome, arguments, "rewrite the jars in " + library);
  }

  /// Makes one jar of those whose classes every build loads. The others are opened only by what
  /// looks for a class that is in no cache.
  private static void join(Path library, Path program, Path javaHome)
      throws IOException, InterruptedException {
    var whole = library.resolve("slipway.jar");
    var arguments = new ArrayList<>(List.of(program.toString(), whole.toString()));
    arguments.addAll(jars(library, "{slipway-,picocli-,jackson-,jspecify-}*.jar"));
    run(javaHome, arguments, "join the jars in " + library);
    Files.setLastModifiedTime(whole, JAR_TIME);
  }

  private static List<String> jars(Path library, String pattern) throws IOException {
    var result = new ArrayList<String>();
    try (var jars = Files.newDirectoryStream(library, pattern)) {
      jars.forEach(jar -> result.add(jar.toString()));
    }
    Collections.sort(result);
    return result;
  }

  private static void modernise(Path source, Path target, Path program, Path javaHome)
      throws IOException, InterruptedException {
    run(
        javaHome,
        List.of(program.toString(), source.toString(), target.toString()),
        "rewrite " + source);
  }

  private static void run(Path javaHome, List<String> arguments, String task)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(java(javaHome)));
    command.addAll(arguments);
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IOException("cannot " + task);
    }
  }

  private static String java(Path javaHome) {
    return javaHome.resolve("bin/java").toString();
  }

  /// Runs real commands and keeps what the Java runtimes learnt of them, in three files.
  ///
  /// `slipway.aot` is mapped and linked whole at every start, needed or not, so it holds only what
  /// a build loads whose results are known. What else the commands load is in `slipway.jsa` on top
  /// of it, from where a class is taken when it is first used. `worker.aot` is the sandbox
  /// worker's, another process with another half of the classes.
  ///
  /// Without a cache they only start more slowly, so a failure here is told and does not fail the
  /// build.
  private static void train(Path library, Path javaHome) throws IOException, InterruptedException {
    var scratch = Files.createTempDirectory("slipway-training");
    var trainer = new Trainer(library, javaHome, scratch);
    var registry = trainer.serve();
    try {
      var host = URI.create(registry.inputReader().readLine()).getAuthority();
      var base =
          new Cache(
              library.resolve("slipway.aot"),
              scratch.resolve("program.aotconf"),
              jar(library, OPENED));
      var worker =
          new Cache(
              library.resolve("worker.aot"),
              scratch.resolve("worker.aotconf"),
              jar(library, WORKING));
      workerOptions(library, List.of());
      trainer.train(List.of(), "everything", host);
      try {
        workerOptions(library, worker.recorded());
        trainer.train(List.of(), "commands", host);
      } finally {
        workerOptions(library, List.of());
      }
      trainer.train(base.recorded(), "start", host);
      // On one processor each.
      var writing = new Thread(() -> trainer.write(worker));
      writing.start();
      trainer.write(base);
      writing.join();
      var rest = library.resolve("slipway.jsa");
      try {
        // The name that the program has for the jar here is one that its worker does not know.
        workerOptions(library, List.of("-cp", trainer.ownJar()));
        trainer.trainOn(base, List.of("-XX:ArchiveClassesAtExit=" + rest), "everything", host);
      } finally {
        workerOptions(library, List.of());
      }
      Files.setLastModifiedTime(rest, JAR_TIME);
    } finally {
      registry.destroy();
      registry.waitFor();
      clear(scratch);
    }
  }

  private static void workerOptions(Path library, List<String> further) throws IOException {
    var options = new ArrayList<>(JAVA_OPTIONS);
    options.addAll(further);
    Files.writeString(library.resolve("worker-options"), String.join(" ", options) + "\n");
  }

  /// The jar under an alias of its folder, where this system has such names.
  private static String jar(Path library, Path alias) {
    boolean known = Files.isDirectory(alias.getParent());
    return (known ? alias : library).resolve("slipway.jar").toString();
  }

  /// @param file the cache
  /// @param notes what a run notes for it
  /// @param classPath the name under which it knows the jar
  private record Cache(Path file, Path notes, String classPath) {
    List<String> recorded() {
      return List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + notes);
    }
  }

  /// Runs the distribution that is being assembled.
  ///
  /// @param library its `lib`
  /// @param javaHome the home of the Java runtime
  /// @param scratch a folder for what the runs leave
  private record Trainer(Path library, Path javaHome, Path scratch) {
    private static final ProcessBuilder.Redirect NO_INPUT = ProcessBuilder.Redirect.PIPE;

    /// A registry to train with, in a process of its own: its classes are none that a build needs.
    Process serve() throws IOException {
      var root = scratch.resolve("registry").toString();
      return start(
          ownJar(),
          List.of("dev.slipway.cli.Main", "serve", "--root", root),
          NO_INPUT,
          ProcessBuilder.Redirect.PIPE);
    }

    void train(List<String> options, String phase, String host)
        throws IOException, InterruptedException {
      run(ownJar(), training(options, phase, host), NO_INPUT);
    }

    /// The same on the classes of `cache`, which is opened as standard input: an archive on it notes
    /// the name that its base had, and is not taken where nothing has that name. This one is there
    /// wherever the folder is moved to.
    void trainOn(Cache cache, List<String> options, String phase, String host)
        throws IOException, InterruptedException {
      var arguments = new ArrayList<String>();
      arguments.add("-XX:SharedArchiveFile=/dev/stdin");
      arguments.addAll(training(options, phase, host));
      run(cache.classPath(), arguments, ProcessBuilder.Redirect.from(cache.file().toFile()));
    }

    private String ownJar() {
      return library.resolve("slipway.jar").toString();
    }

    private List<String> training(List<String> options, String phase, String host) {
      var arguments = new ArrayList<>(options);
      arguments.addAll(List.of("dev.slipway.cli.Training", scratch.toString(), phase, host));
      return arguments;
    }

    void write(Cache cache) {
      try {
        if (!Files.exists(cache.notes())) {
          System.err.println("no " + cache.file().getFileName() + " was made: slower starts, no harm");
          return;
        }
        run(
            cache.classPath(),
            List.of(
                "-XX:AOTMode=create",
                "-XX:AOTConfiguration=" + cache.notes(),
                "-XX:AOTCache=" + cache.file()),
            NO_INPUT);
        Files.setLastModifiedTime(cache.file(), JAR_TIME);
      } catch (IOException | InterruptedException e) {
        System.err.println("no " + cache.file().getFileName() + " was made: " + e);
      }
    }

    private void run(String classPath, List<String> arguments, ProcessBuilder.Redirect input)
        throws IOException, InterruptedException {
      var log = Files.createTempFile(scratch, "log", null);
      int exit = start(classPath, arguments, input, ProcessBuilder.Redirect.to(log.toFile())).waitFor();
      if (exit != 0) {
        System.err.print(Files.readString(log));
        throw new IOException(String.join(" ", arguments) + " ended with " + exit);
      }
    }

    /// In the library's folder, which is opened besides, as the launcher and the worker have it.
    private Process start(
        String classPath,
        List<String> arguments,
        ProcessBuilder.Redirect input,
        ProcessBuilder.Redirect output)
        throws IOException {
      var command = new ArrayList<String>();
      command.addAll(List.of("sh", "-c", "exec \"$@\" 9<.", "sh", java(javaHome)));
      command.addAll(JAVA_OPTIONS);
      command.addAll(List.of("-classpath", classPath));
      command.addAll(arguments);
      var process =
          new ProcessBuilder(command)
              .directory(library.toFile())
              .redirectInput(input)
              .redirectOutput(output);
      if (output.type() == ProcessBuilder.Redirect.Type.PIPE) {
        process.redirectError(ProcessBuilder.Redirect.DISCARD);
      } else {
        process.redirectErrorStream(true);
      }
      process.environment().put("LC_ALL", "C.UTF-8");
      process.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
      return process.start();
    }
  }
}
