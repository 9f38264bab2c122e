import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Joins jars to one.
///
/// For every jar that a class of the AOT cache came from, the Java runtime makes a web address, and
/// reads the manifest, at every start: 4 ms for the ten whose classes a known build needs.
///
/// Nothing is lost but the descriptions of modules, which nobody reads on a class path: licences
/// and notices lie in `META-INF/licenses/NAME`, and what Maven says of each stays in its place.
///
/// Arguments: the program's jar, which takes the others in and no longer names them in its
/// manifest, and the others, which are deleted.
class Join {
  private static final String SERVICES = "META-INF/services/";

  private final Map<String, byte[]> entries = new TreeMap<>();

  public static void main(String[] arguments) throws IOException {
    var program = Path.of(arguments[0]);
    var others = Arrays.stream(arguments).skip(1).map(Path::of).toList();
    var join = new Join();
    join.take(program);
    for (var other : others) {
      join.take(other);
    }
    join.write(program, manifest(program, others));
    for (var other : others) {
      Files.delete(other);
    }
  }

  private void take(Path jar) throws IOException {
    // Of what is there for several versions of Java it gives what is for this one.
    try (var source = new JarFile(jar.toFile(), true, ZipFile.OPEN_READ, Runtime.version())) {
      for (var entry : source.versionedStream().toList()) {
        var name = entry.getName();
        if (!entry.isDirectory()
            && !name.equals(JarFile.MANIFEST_NAME)
            && !name.equals("module-info.class")) {
          put(placed(name, jar), source.getInputStream(entry).readAllBytes());
        }
      }
    }
  }

  private static String placed(String name, Path jar) {
    boolean legal = name.matches("META-INF/[^/]*(LICENSE|NOTICE)[^/]*");
    var origin = jar.getFileName().toString().replaceFirst("\\.jar$", "");
    return legal ? name.replace("META-INF/", "META-INF/licenses/" + origin + "/") : name;
  }

  private void put(String name, byte[] content) throws IOException {
    var other = entries.get(name);
    if (other == null) {
      entries.put(name, content);
    } else if (name.startsWith(SERVICES)) {
      var both = new ByteArrayOutputStream();
      both.write(other);
      both.write('\n');
      both.write(content);
      entries.put(name, both.toByteArray());
    } else if (!Arrays.equals(other, content)) {
      throw new IOException("two jars have a different " + name);
    }
  }

  private static Manifest manifest(Path program, List<Path> others) throws IOException {
    var joined = others.stream().map(jar -> jar.getFileName().toString()).toList();
    try (var jar = new JarFile(program.toFile())) {
      var result = new Manifest();
      var old = jar.getManifest().getMainAttributes();
      var fresh = result.getMainAttributes();
      fresh.put(Attributes.Name.MANIFEST_VERSION, "1.0");
      fresh.put(Attributes.Name.MAIN_CLASS, old.getValue(Attributes.Name.MAIN_CLASS));
      fresh.put(
          Attributes.Name.CLASS_PATH,
          Arrays.stream(old.getValue(Attributes.Name.CLASS_PATH).split(" "))
              .filter(name -> !joined.contains(name))
              .collect(Collectors.joining(" ")));
      return result;
    }
  }

  private void write(Path jar, Manifest manifest) throws IOException {
    var fresh = jar.resolveSibling(jar.getFileName() + ".joined");
    try (var target = new ZipOutputStream(Files.newOutputStream(fresh))) {
      target.putNextEntry(entry(JarFile.MANIFEST_NAME));
      manifest.write(target);
      target.closeEntry();
      for (var name : new ArrayList<>(entries.keySet())) {
        target.putNextEntry(entry(name));
        target.write(entries.get(name));
        target.closeEntry();
      }
    }
    Files.move(fresh, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  // Of one time, so that the same classes are the same jar.
  private static ZipEntry entry(String name) {
    var entry = new ZipEntry(name);
    entry.setTime(0);
    return entry;
  }
}
