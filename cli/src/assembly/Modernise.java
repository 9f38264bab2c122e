import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Rewrites a jar of Java 5 classes as the same classes in a newer format, with stack maps.
///
/// An AOT cache takes no class older than Java 6, and picocli's are: without this, loading and
/// verifying them is most of what `slipway version` would do. Picocli also looks for Groovy, for
/// which Java opens and reads every jar of the distribution; it is told that there is none.
///
/// Arguments: the old jar, the new jar.
class Modernise {
  /// Picocli's method that looks for a class of Groovy.
  private static final String LOOKS_FOR_GROOVY = "loadClosureClass";

  private final ZipFile jar;
  private final ClassFile format;

  Modernise(ZipFile jar) {
    this.jar = jar;
    var resolver =
        ClassHierarchyResolver.ofResourceParsing(this::open)
            .orElse(ClassHierarchyResolver.defaultResolver());
    this.format =
        ClassFile.of(
            StackMapsOption.GENERATE_STACK_MAPS, ClassHierarchyResolverOption.of(resolver));
  }

  public static void main(String[] arguments) throws IOException {
    try (var old = new ZipFile(arguments[0]);
        var modern = new ZipOutputStream(Files.newOutputStream(Path.of(arguments[1])))) {
      new Modernise(old).copyTo(modern);
    }
  }

  private void copyTo(ZipOutputStream modern) throws IOException {
    for (var entry : Collections.list(jar.entries())) {
      var name = entry.getName();
      var bytes = jar.getInputStream(entry).readAllBytes();
      var copy = new ZipEntry(name);
      copy.setTime(entry.getTime());
      modern.putNextEntry(copy);
      boolean old = name.endsWith(".class") && !name.startsWith("META-INF/");
      modern.write(old ? modernised(bytes) : bytes);
      modern.closeEntry();
    }
  }

  private byte[] modernised(byte[] bytes) {
    var model = format.parse(bytes);
    // The version first, and each body anew: stack maps are made for what a new format asks of it.
    var copy =
        ClassTransform.dropping(ClassFileVersion.class::isInstance)
            .andThen(
                ClassTransform.transformingMethodBodies(
                    method -> !method.methodName().equalsString(LOOKS_FOR_GROOVY),
                    CodeTransform.ACCEPT_ALL))
            .andThen(
                ClassTransform.transformingMethods(
                    method -> method.methodName().equalsString(LOOKS_FOR_GROOVY),
                    MethodTransform.dropping(CodeModel.class::isInstance)
                        .andThen(
                            MethodTransform.endHandler(
                                method ->
                                    method.withCode(code -> code.aconst_null().areturn())))));
    return format.build(
        model.thisClass().asSymbol(),
        builder -> builder.withVersion(ClassFile.JAVA_11_VERSION, 0).transform(model, copy));
  }

  private InputStream open(ClassDesc name) {
    var descriptor = name.descriptorString();
    var entry = jar.getEntry(descriptor.substring(1, descriptor.length() - 1) + ".class");
    try {
      return entry == null ? null : jar.getInputStream(entry);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
