import java.io.IOException;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Rewrites jars so that `switch`es over types, and the `equals`, `hashCode` and `toString` of
/// records, are plain methods.
///
/// javac leaves both to `invokedynamic`, and the Java runtime spins a class for each when it comes
/// by. The AOT cache of JDK 25 keeps the call sites of lambdas and of string concatenation, but not
/// these, so that every start would link them again: a fifth of a cached build. The methods do what
/// `SwitchBootstraps.typeSwitch` and `ObjectMethods.bootstrap` say. A call site of another form is
/// left as it is.
///
/// Arguments: the jars, which are replaced. The class path holds them and all that they use.
class Prelink {
  private static final ClassFile FORMAT =
      ClassFile.of(
          ClassHierarchyResolverOption.of(
              ClassHierarchyResolver.ofResourceParsing(ClassLoader.getSystemClassLoader())
                  .orElse(ClassHierarchyResolver.defaultResolver())));
  private static final ClassDesc OBJECTS = ClassDesc.of("java.util.Objects");
  private static final ClassDesc BUILDER = ClassDesc.of("java.lang.StringBuilder");
  private static final ClassDesc OBJECT_METHODS = ClassDesc.of("java.lang.runtime.ObjectMethods");
  private static final ClassDesc SWITCHES = ClassDesc.of("java.lang.runtime.SwitchBootstraps");

  private final ClassModel model;
  private final ClassDesc self;
  private final List<Plain> plain = new ArrayList<>();

  /// A method that takes the place of a call site.
  private record Plain(String name, InvokeDynamicInstruction site) {}

  private Prelink(ClassModel model) {
    this.model = model;
    this.self = model.thisClass().asSymbol();
  }

  public static void main(String[] jars) throws IOException {
    for (var jar : jars) {
      var old = Path.of(jar);
      var fresh = Path.of(jar + ".prelinked");
      try (var source = new ZipFile(jar);
          var target = new ZipOutputStream(Files.newOutputStream(fresh))) {
        for (var entry : Collections.list(source.entries())) {
          var bytes = source.getInputStream(entry).readAllBytes();
          var copy = new ZipEntry(entry.getName());
          copy.setTime(entry.getTime());
          target.putNextEntry(copy);
          target.write(entry.getName().endsWith(".class") ? prelinked(bytes) : bytes);
          target.closeEntry();
        }
      }
      Files.move(fresh, old, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static byte[] prelinked(byte[] bytes) {
    var prelink = new Prelink(FORMAT.parse(bytes));
    var changed =
        FORMAT.transformClass(
            prelink.model,
            ClassTransform.transformingMethodBodies(prelink.callSites())
                .andThen(ClassTransform.endHandler(prelink::addMethods)));
    return prelink.plain.isEmpty() ? bytes : changed;
  }

  private CodeTransform callSites() {
    return (code, element) -> {
      if (element instanceof InvokeDynamicInstruction site && isKnown(site)) {
        var method = new Plain("plain$" + plain.size(), site);
        plain.add(method);
        code.invokestatic(self, method.name(), site.typeSymbol(), isInterface());
      } else {
        code.with(element);
      }
    };
  }

  private boolean isInterface() {
    return (model.flags().flagsMask() & ClassFile.ACC_INTERFACE) != 0;
  }

  private static boolean isKnown(InvokeDynamicInstruction site) {
    var bootstrap = site.bootstrapMethod().owner();
    return bootstrap.equals(OBJECT_METHODS)
        || (bootstrap.equals(SWITCHES)
            && site.bootstrapMethod().methodName().equals("typeSwitch")
            && !site.typeSymbol().parameterType(0).isPrimitive()
            && site.bootstrapArgs().stream().allMatch(ClassDesc.class::isInstance));
  }

  private void addMethods(ClassBuilder builder) {
    for (var method : plain) {
      builder.withMethodBody(
          method.name(),
          method.site().typeSymbol(),
          ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC,
          code -> write(code, method.site()));
    }
  }

  private static void write(CodeBuilder code, InvokeDynamicInstruction site) {
    var labels = site.bootstrapArgs();
    if (site.bootstrapMethod().owner().equals(SWITCHES)) {
      typeSwitch(code, labels);
      return;
    }
    // The record's class, the names of its components in one text, and a getter for each.
    var record = (ClassDesc) labels.getFirst();
    var getters =
        labels.subList(2, labels.size()).stream().map(DirectMethodHandleDesc.class::cast).toList();
    switch (site.name().stringValue()) {
      case "equals" -> equal(code, record, getters);
      case "hashCode" -> hash(code, getters);
      case "toString" -> text(code, record, getters);
      default -> throw new IllegalStateException("a record has no " + site.name());
    }
  }

  // int typeSwitch(Object value, int from): the first label from there on that the value is of, the
  // number of labels for none, -1 for null.
  private static void typeSwitch(CodeBuilder code, List<ConstantDesc> labels) {
    var present = code.newLabel();
    code.aload(0).ifnonnull(present).iconst_m1().ireturn().labelBinding(present);
    for (int i = 0; i < labels.size(); i++) {
      var next = code.newLabel();
      code.iload(1).loadConstant(i).if_icmpgt(next);
      code.aload(0).instanceOf((ClassDesc) labels.get(i)).ifeq(next).loadConstant(i).ireturn();
      code.labelBinding(next);
    }
    code.loadConstant(labels.size()).ireturn();
  }

  // boolean equals(Record self, Object other)
  private static void equal(
      CodeBuilder code, ClassDesc record, List<DirectMethodHandleDesc> getters) {
    var different = code.newLabel();
    code.aload(1).instanceOf(record).ifeq(different);
    code.aload(1).checkcast(record).astore(2);
    for (var getter : getters) {
      code.aload(0);
      get(code, getter);
      code.aload(2);
      get(code, getter);
      switch (TypeKind.from(type(getter)).asLoadable()) {
        case INT -> code.if_icmpne(different);
        case LONG -> code.lcmp().ifne(different);
        case FLOAT -> compare(code, ConstantDescs.CD_Float, type(getter)).ifne(different);
        case DOUBLE -> compare(code, ConstantDescs.CD_Double, type(getter)).ifne(different);
        default ->
            code.invokestatic(
                    OBJECTS,
                    "equals",
                    MethodTypeDesc.of(
                        ConstantDescs.CD_boolean, ConstantDescs.CD_Object, ConstantDescs.CD_Object))
                .ifeq(different);
      }
    }
    code.iconst_1().ireturn().labelBinding(different).iconst_0().ireturn();
  }

  private static CodeBuilder compare(CodeBuilder code, ClassDesc box, ClassDesc primitive) {
    return code.invokestatic(
        box, "compare", MethodTypeDesc.of(ConstantDescs.CD_int, primitive, primitive));
  }

  // int hashCode(Record self)
  private static void hash(CodeBuilder code, List<DirectMethodHandleDesc> getters) {
    code.iconst_0();
    for (var getter : getters) {
      code.loadConstant(31).imul().aload(0);
      get(code, getter);
      var type = type(getter);
      if (type.isPrimitive()) {
        code.invokestatic(
            box(type), "hashCode", MethodTypeDesc.of(ConstantDescs.CD_int, type));
      } else {
        code.invokestatic(
            OBJECTS,
            "hashCode",
            MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_Object));
      }
      code.iadd();
    }
    code.ireturn();
  }

  // String toString(Record self): Name[a=1, b=2]
  private static void text(
      CodeBuilder code, ClassDesc record, List<DirectMethodHandleDesc> getters) {
    code.new_(BUILDER).dup().invokespecial(BUILDER, "<init>", ConstantDescs.MTD_void);
    // Of Outer$Inner and Outer$1Inner, as Class.getSimpleName() has it.
    var before = record.displayName().replaceFirst(".*[$][0-9]*", "") + "[";
    for (var getter : getters) {
      append(code.loadConstant(before + getter.methodName() + "="), ConstantDescs.CD_String);
      code.aload(0);
      get(code, getter);
      append(code, appended(type(getter)));
      before = ", ";
    }
    append(code.loadConstant(getters.isEmpty() ? before + "]" : "]"), ConstantDescs.CD_String);
    code.invokevirtual(BUILDER, "toString", MethodTypeDesc.of(ConstantDescs.CD_String)).areturn();
  }

  private static void append(CodeBuilder code, ClassDesc type) {
    code.invokevirtual(BUILDER, "append", MethodTypeDesc.of(BUILDER, type));
  }

  private static ClassDesc appended(ClassDesc type) {
    if (!type.isPrimitive()) {
      return ConstantDescs.CD_Object;
    }
    return type.equals(ConstantDescs.CD_byte) || type.equals(ConstantDescs.CD_short)
        ? ConstantDescs.CD_int
        : type;
  }

  private static ClassDesc box(ClassDesc primitive) {
    return switch (TypeKind.from(primitive)) {
      case BOOLEAN -> ConstantDescs.CD_Boolean;
      case BYTE -> ConstantDescs.CD_Byte;
      case CHAR -> ConstantDescs.CD_Character;
      case SHORT -> ConstantDescs.CD_Short;
      case INT -> ConstantDescs.CD_Integer;
      case LONG -> ConstantDescs.CD_Long;
      case FLOAT -> ConstantDescs.CD_Float;
      case DOUBLE -> ConstantDescs.CD_Double;
      default -> throw new IllegalStateException(primitive + " has no box");
    };
  }

  private static ClassDesc type(DirectMethodHandleDesc getter) {
    return getter.invocationType().returnType();
  }

  private static void get(CodeBuilder code, DirectMethodHandleDesc getter) {
    code.getfield(getter.owner(), getter.methodName(), type(getter));
  }
}
