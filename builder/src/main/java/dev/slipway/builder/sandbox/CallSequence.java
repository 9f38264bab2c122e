package dev.slipway.builder.sandbox;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/// A list of system calls, prepared whole, so that running it is nothing but making them.
///
/// The thread that runs it leaves the file system on the way, and could neither load a class nor
/// open a file from then on. All arguments lie in native memory that this owns; an argument may be
/// the result of an earlier call. The first call that fails ends the run and is remembered.
final class CallSequence implements AutoCloseable {
  private static final long RESULT = 0x5e5e_0000_0000_0000L;
  private static final long CELL = 0x6e6e_0000_0000_0000L;
  private static final long TAG = 0xffff_0000_0000_0000L;
  private static final long CELLS_LENGTH = 64;
  private static final int WORDS = 6;
  private static final long SPAWN = -1;

  // A program: its arguments, its environment, what it does first, and the paths it may have.
  private static final int PATHS = 3;

  private static final long PAUSE_NANOSECONDS = 5_000_000;
  private static final int MOST_PAUSES = 400;

  /// The length of `posix_spawnattr_t`, with room to spare.
  private static final long ATTRIBUTES_LENGTH = 512;

  // POSIX_SPAWN_SETSIGDEF, SETSIGMASK and SETSID; the same in glibc and musl, as are the offsets.
  private static final short NEW_SESSION_WITH_PLAIN_SIGNALS = 0x04 | 0x08 | 0x80;
  private static final long DEFAULT_SIGNALS_OFFSET = 8;
  private static final long SIGNALS_LENGTH = 128;

  private record Step(
      long number, List<Long> words, Tolerance tolerance, long least, String label) {}

  private enum Tolerance {
    NONE,
    ANY
  }

  /// A call that failed.
  ///
  /// @param call its name and what it was to work on
  /// @param errno the error number; 0 when the call worked and gave less than was needed
  record Failure(String call, int errno) {}

  private final Arena arena = Arena.ofShared();
  private final MemorySegment state = arena.allocate(Kernel.stateLayout());
  private final MemorySegment cells = arena.allocate(CELLS_LENGTH, 8);
  private final List<Step> steps = new ArrayList<>();
  private final List<long[]> candidates = new ArrayList<>();
  private final long attributes = spawnAttributes();
  private final MemorySegment spawned = arena.allocate(ValueLayout.JAVA_LONG);
  // A struct timespec, and the number of the call for it.
  private final long pause = longs(0, PAUSE_NANOSECONDS);
  private final long sleep = SystemCall.NANOSLEEP.number();

  // What run() touches: arrays only.
  private long[] numbers = new long[0];
  private long[] words = new long[0];
  private boolean[] tolerant = new boolean[0];
  private long[] least = new long[0];
  private long[] results = new long[0];
  private long[][] programs = new long[0][];
  private int failed = -1;

  private long spawnAttributes() {
    var memory = arena.allocate(ATTRIBUTES_LENGTH, 8);
    memory.set(ValueLayout.JAVA_SHORT, 0, NEW_SESSION_WITH_PLAIN_SIGNALS);
    memory.asSlice(DEFAULT_SIGNALS_OFFSET, SIGNALS_LENGTH).fill((byte) 0xff);
    return memory.address();
  }

  /// Adds a call that has to succeed.
  ///
  /// @param subject what it works on, for the message when it fails
  /// @return which call it is, for [#resultOf(int)] and [#result(int)]
  int add(String subject, SystemCall call, long... arguments) {
    return add(new Step(call.number(), words(arguments), Tolerance.NONE, 0, label(call, subject)));
  }

  /// Adds a call that may fail.
  int attempt(String subject, SystemCall call, long... arguments) {
    return add(new Step(call.number(), words(arguments), Tolerance.ANY, 0, label(call, subject)));
  }

  /// Adds a call whose result is at least `minimum`.
  int expect(long minimum, String subject, SystemCall call, long... arguments) {
    return add(
        new Step(call.number(), words(arguments), Tolerance.NONE, minimum, label(call, subject)));
  }

  /// Starts a program in a session of its own, with no signal blocked or ignored: the first of
  /// `paths` that there is and that may be executed.
  ///
  /// The result is its process id. The new process has the root, the namespaces, the credentials
  /// and the open files of the thread that runs this.
  int spawn(String subject, List<String> paths, List<String> arguments, List<String> environment) {
    return spawn(subject, paths, arguments, environment, 0);
  }

  /// The same with what the new process does first, as [Kernel#opening] makes it; 0 for nothing.
  int spawn(
      String subject,
      List<String> paths,
      List<String> arguments,
      List<String> environment,
      long actions) {
    var program = new long[paths.size() + PATHS];
    program[0] = strings(arguments);
    program[1] = strings(environment);
    program[2] = actions;
    for (int i = 0; i < paths.size(); i++) {
      program[i + PATHS] = text(paths.get(i));
    }
    candidates.add(program);
    return add(
        new Step(SPAWN, List.of(candidates.size() - 1L), Tolerance.NONE, 0, "exec " + subject));
  }

  private static List<Long> words(long[] arguments) {
    return LongStream.of(arguments).boxed().toList();
  }

  private static String label(SystemCall call, String subject) {
    return subject.isEmpty() ? call.label() : call.label() + " " + subject;
  }

  private int add(Step step) {
    steps.add(step);
    return steps.size() - 1;
  }

  /// An argument that is the result of the call `index`.
  static long resultOf(int index) {
    return RESULT | index;
  }

  /// An argument that is the number which a call has left in the cell `index`.
  static long cell(int index) {
    return CELL | index * 4L;
  }

  /// The address of the cell `index`, into which a call can write a number of four bytes.
  long cellAddress(int index) {
    return cells.address() + index * 4L;
  }

  /// The address of `text` with a zero byte behind it.
  long text(String text) {
    return arena.allocateFrom(text).address();
  }

  /// The address of a copy of `numbers`, four bytes each.
  long integers(int... integers) {
    return integers.length == 0 ? 0 : arena.allocateFrom(ValueLayout.JAVA_INT, integers).address();
  }

  /// The address of a copy of `numbers`, eight bytes each.
  long longs(long... longs) {
    return arena.allocateFrom(ValueLayout.JAVA_LONG, longs).address();
  }

  /// The address of `length` zero bytes.
  MemorySegment memory(long length) {
    return arena.allocate(length, 8);
  }

  private long strings(List<String> texts) {
    var array = arena.allocate(ValueLayout.JAVA_LONG, texts.size() + 1L);
    for (int i = 0; i < texts.size(); i++) {
      array.setAtIndex(ValueLayout.JAVA_LONG, i, text(texts.get(i)));
    }
    return array.address();
  }

  /// Makes ready to run; nothing can be added any more.
  void seal() {
    int count = steps.size();
    numbers = new long[count];
    words = new long[count * WORDS];
    tolerant = new boolean[count];
    least = new long[count];
    results = new long[count];
    programs = candidates.toArray(long[][]::new);
    for (int i = 0; i < count; i++) {
      var step = steps.get(i);
      numbers[i] = step.number();
      for (int word = 0; word < step.words().size(); word++) {
        words[i * WORDS + word] = step.words().get(word);
      }
      tolerant[i] = step.tolerance() == Tolerance.ANY;
      least[i] = step.least();
    }
    Arrays.fill(results, -1);
  }

  /// Makes the calls, on the thread that calls this, until one fails.
  void run() {
    for (int i = 0; i < numbers.length; i++) {
      long result = numbers[i] == SPAWN ? spawn(programs[(int) words[i * WORDS]]) : call(i);
      results[i] = result;
      if (result < least[i] && !tolerant[i]) {
        failed = i;
        return;
      }
    }
  }

  private long call(int i) {
    long result;
    do {
      int at = i * WORDS;
      result =
          Kernel.raw(
              state,
              numbers[i],
              word(at),
              word(at + 1),
              word(at + 2),
              word(at + 3),
              word(at + 4),
              word(at + 5));
    } while (result == -Errno.EINTR);
    return result;
  }

  private long word(int at) {
    long word = words[at];
    long tag = word & TAG;
    if (tag == RESULT) {
      return results[(int) (word & ~TAG)];
    }
    return tag == CELL ? cells.get(ValueLayout.JAVA_INT, word & ~TAG) : word;
  }

  private long spawn(long[] program) {
    int error = Errno.ENOENT;
    for (int i = PATHS; i < program.length; i++) {
      int outcome = spawn(program, i);
      for (int n = 0; outcome == Errno.ETXTBSY && n < MOST_PAUSES; n++) {
        Kernel.raw(state, sleep, pause, 0, 0, 0, 0, 0);
        outcome = spawn(program, i);
      }
      if (outcome == 0) {
        return spawned.get(ValueLayout.JAVA_INT, 0);
      }
      if (outcome == Errno.EACCES) {
        error = outcome;
      } else if (outcome != Errno.ENOENT && outcome != Errno.ENOTDIR) {
        return -outcome;
      }
    }
    return -error;
  }

  // Where files of the program's own layers have just been written, a thread that enters another
  // sandbox may hold them open still, which its copy of the file table began with: for a moment.
  private int spawn(long[] program, int path) {
    return Kernel.spawn(
        state, spawned.address(), program[path], program[2], attributes, program[0], program[1]);
  }

  /// What the call `index` gave, or -1 when it was not made.
  long result(int index) {
    return results[index];
  }

  /// Which call ended the run, if one did.
  Optional<Failure> failure() {
    return failed < 0
        ? Optional.empty()
        : Optional.of(new Failure(steps.get(failed).label(), (int) -Math.min(0, results[failed])));
  }

  /// Whether the call `index` is the one that ended the run.
  boolean failedAt(int index) {
    return failed == index;
  }

  /// Frees the memory.
  @Override
  public void close() {
    arena.close();
  }
}
