package dev.slipway.dockerfile;

import dev.slipway.dockerfile.DockerfileException.Invalid;
import dev.slipway.dockerfile.FlagSet.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/// Turns a [Statement] into an [Instruction], and says what is wrong with it.
final class InstructionReader {
  private static final Pattern STAGE_NAME = Pattern.compile("[a-z][a-z0-9-_.]*");
  private static final Pattern DIGITS = Pattern.compile("[+-]?[0-9]{1,18}");

  private static final Map<String, Kind> FROM_FLAGS = Map.of("platform", Kind.TEXT);
  private static final Map<String, Kind> RUN_FLAGS =
      Map.of(
          "mount", Kind.TEXTS,
          "network", Kind.TEXT,
          "security", Kind.TEXT,
          "device", Kind.TEXTS);
  private static final Map<String, Kind> COPY_FLAGS =
      Map.of(
          "from", Kind.TEXT,
          "chown", Kind.TEXT,
          "chmod", Kind.TEXT,
          "link", Kind.BOOLEAN,
          "parents", Kind.BOOLEAN,
          "exclude", Kind.TEXTS);
  private static final Map<String, Kind> ADD_FLAGS =
      Map.of(
          "chown", Kind.TEXT,
          "chmod", Kind.TEXT,
          "link", Kind.BOOLEAN,
          "keep-git-dir", Kind.BOOLEAN,
          "checksum", Kind.TEXT,
          "unpack", Kind.BOOLEAN,
          "exclude", Kind.TEXTS);
  private static final Map<String, Kind> HEALTHCHECK_FLAGS =
      Map.of(
          "interval", Kind.TEXT,
          "timeout", Kind.TEXT,
          "start-period", Kind.TEXT,
          "start-interval", Kind.TEXT,
          "retries", Kind.TEXT);

  private final Statement statement;
  private final List<Heredoc> heredocs;
  private final Origin origin;
  private final Source source;

  private InstructionReader(Statement statement, List<Heredoc> heredocs, Origin origin) {
    this.statement = statement;
    this.heredocs = heredocs;
    this.origin = origin;
    this.source = statement.line().source();
  }

  /// Understands `statement`, whose heredocs were read.
  ///
  /// Throws [Invalid] at what is wrong.
  static Instruction read(Statement statement, List<Heredoc> heredocs, Origin origin) {
    var reader = new InstructionReader(statement, heredocs, origin);
    var keyword = Keyword.find(statement.keyword().text()).orElseThrow(reader::unknownInstruction);
    return reader.instruction(keyword);
  }

  private Instruction instruction(Keyword keyword) {
    return switch (keyword) {
      case ADD -> add();
      case ARG -> arg();
      case CMD -> new Instruction.Cmd(checked(Map.of()).origin, command());
      case COPY -> copy();
      case ENTRYPOINT -> new Instruction.Entrypoint(checked(Map.of()).origin, command());
      case ENV -> env();
      case EXPOSE -> new Instruction.Expose(origin, atLeastOne("EXPOSE"));
      case FROM -> from();
      case HEALTHCHECK -> healthCheck();
      case LABEL -> label();
      case MAINTAINER -> new Instruction.Maintainer(origin, exactlyOne("MAINTAINER"));
      case ONBUILD -> onBuild();
      case RUN -> run();
      case SHELL -> shell();
      case STOPSIGNAL -> new Instruction.StopSignal(origin, exactlyOne("STOPSIGNAL"));
      case USER -> new Instruction.User(origin, exactlyOne("USER"));
      case VOLUME -> volume();
      case WORKDIR -> new Instruction.Workdir(origin, exactlyOne("WORKDIR"));
    };
  }

  private Instruction from() {
    var words = words();
    boolean named = words.size() == 3 && words.get(1).text().equalsIgnoreCase("as");
    if (named) {
      var name = words.get(2);
      if (!STAGE_NAME.matcher(name.text().toLowerCase(Locale.ROOT)).matches()) {
        throw invalid(
            name.span(),
            "invalid name for build stage: \"%s\", name can't start with a number or contain symbols"
                .formatted(name.text()));
      }
    } else if (words.size() != 1) {
      throw invalid(arguments(), "FROM requires either one or three arguments")
          .advising("Write `FROM image` or `FROM image AS name`.");
    }
    return new Instruction.From(
        origin,
        words.getFirst(),
        flags(FROM_FLAGS).text("platform"),
        named ? Optional.of(words.get(1)) : Optional.empty(),
        named ? Optional.of(words.get(2)) : Optional.empty());
  }

  private Instruction run() {
    var flags = flags(RUN_FLAGS);
    var command = command();
    if (command instanceof Command.Exec(var list) && list.isEmpty()) {
      throw invalid(origin.span(), "arguments are required");
    }
    return new Instruction.Run(
        origin,
        command,
        flags.texts("mount").stream().map(this::mount).toList(),
        flags.text("network").map(this::network),
        flags.text("security").map(this::security),
        flags.texts("device").stream().map(this::device).toList());
  }

  private MountFlag mount(Word word) {
    var fields = new ArrayList<MountFlag.Field>();
    for (var text : csv(word, "mounts")) {
      int equals = text.indexOf('=');
      var key = (equals < 0 ? text : text.substring(0, equals)).toLowerCase(Locale.ROOT);
      var value = equals < 0 ? Optional.<String>empty() : Optional.of(text.substring(equals + 1));
      int dollar = value.orElse("").indexOf('$');
      if (key.equals("from") && dollar >= 0 && dollar < value.orElse("").length() - 1) {
        throw invalid(
            word.span(), "'from' doesn't support variable expansion, define alias stage instead");
      }
      fields.add(new MountFlag.Field(key, value, text));
    }
    return new MountFlag(word, fields);
  }

  private List<String> csv(Word word, String what) {
    try {
      return Csv.fields(word.text());
    } catch (IllegalArgumentException e) {
      throw invalid(word.span(), "failed to parse csv %s: %s".formatted(what, e.getMessage()));
    }
  }

  private Instruction.Network network(Word word) {
    return switch (word.text()) {
      case "default" -> Instruction.Network.DEFAULT;
      case "none" -> Instruction.Network.NONE;
      case "host" -> Instruction.Network.HOST;
      default ->
          throw invalid(word.span(), "invalid network mode \"%s\"".formatted(word.text()))
              .advising("There are default, none and host.");
    };
  }

  private Instruction.Security security(Word word) {
    return switch (word.text()) {
      case "sandbox" -> Instruction.Security.SANDBOX;
      case "insecure" -> Instruction.Security.INSECURE;
      default ->
          throw invalid(word.span(), "security \"%s\" is not valid".formatted(word.text()))
              .advising("There are sandbox and insecure.");
    };
  }

  private Device device(Word word) {
    var name = "";
    var need = Device.Need.OPTIONAL;
    for (var field : csv(word, "devices")) {
      int equals = field.indexOf('=');
      var key = (equals < 0 ? field : field.substring(0, equals)).toLowerCase(Locale.ROOT);
      var value = equals < 0 ? "true" : field.substring(equals + 1);
      if (key.equals("required")) {
        boolean required =
            GoBoolean.parse(value)
                .orElseThrow(() -> invalid(word.span(), "invalid value for required: " + value));
        need = required ? Device.Need.REQUIRED : Device.Need.OPTIONAL;
      } else if (key.equals("name") && equals >= 0) {
        if (!name.isEmpty()) {
          throw invalid(word.span(), "device name already set to " + name);
        }
        name = value;
      } else if (name.isEmpty()) {
        name = field;
      } else {
        throw invalid(
            word.span(),
            equals < 0
                ? "invalid field '%s' must be a key=value pair".formatted(field)
                : "unexpected key '%s' in '%s'%s"
                    .formatted(
                        key,
                        field,
                        Suggestion.phrase(Suggestion.of(key, List.of("name", "required")))));
      }
    }
    return new Device(name, need);
  }

  private Instruction copy() {
    var words = sourcesAndDestination("COPY");
    var flags = flags(COPY_FLAGS);
    var from = flags.text("from");
    if (from.isPresent() && isExpandable(from.get())) {
      throw invalid(
              from.get().span(),
              "variable expansion is not supported for --from, define a new stage with FROM using"
                  + " ARG from global scope as a workaround")
          .advising("Write `FROM %s AS name` and `--from=name`.".formatted(from.get().text()));
    }
    return new Instruction.Copy(
        origin,
        paths(words, "COPY"),
        files(words),
        words.getLast(),
        from,
        flags.text("chown"),
        flags.text("chmod"),
        flags.bool("link").orElse(false),
        flags.bool("parents").orElse(false),
        flags.texts("exclude"));
  }

  private static boolean isExpandable(Word word) {
    try {
      var expanded = new Expander('\\').expand(word.text(), Variables.none());
      return !expanded.text().equals(word.text());
    } catch (DockerfileException.Unexpandable e) {
      return true;
    }
  }

  private Instruction add() {
    var words = sourcesAndDestination("ADD");
    var flags = flags(ADD_FLAGS);
    return new Instruction.Add(
        origin,
        paths(words, "ADD"),
        files(words),
        words.getLast(),
        flags.text("chown"),
        flags.text("chmod"),
        flags.bool("link").orElse(false),
        flags.texts("exclude"),
        flags.text("checksum"),
        flags.bool("keep-git-dir"),
        flags.bool("unpack"));
  }

  private List<Word> sourcesAndDestination(String name) {
    var words = words();
    if (words.size() < 2) {
      throw missingContinuation(
          invalid(
              arguments(),
              name
                  + " requires at least two arguments, but only one was provided. Destination could"
                  + " not be determined"));
    }
    if (opening(words.getLast()).isPresent()) {
      throw invalid(words.getLast().span(), name + " cannot accept a heredoc as a destination");
    }
    return words;
  }

  private List<Word> paths(List<Word> words, String name) {
    var paths = new ArrayList<Word>();
    for (var word : words.subList(0, words.size() - 1)) {
      if (opening(word).isEmpty()) {
        if (!json() && !heredocs.isEmpty() && word.text().equals("<<")) {
          throw invalid(word.span(), "%s needs the heredoc's name right after <<".formatted(name));
        }
        paths.add(word);
      }
    }
    return paths;
  }

  /// The body of a name is that of the last heredoc so called. In JSON form none was read, and the
  /// file is empty.
  private List<Heredoc> files(List<Word> words) {
    var files = new ArrayList<Heredoc>();
    for (var word : words.subList(0, words.size() - 1)) {
      opening(word)
          .ifPresent(
              opened ->
                  files.add(
                      heredocs.stream()
                          .filter(heredoc -> heredoc.name().equals(opened.name()))
                          .reduce((_, last) -> last)
                          .orElseGet(
                              () ->
                                  new Heredoc(
                                      opened.name(),
                                      opened.descriptor(),
                                      opened.expansion(),
                                      opened.tabs(),
                                      "",
                                      word.span()))));
    }
    return files;
  }

  private Optional<HeredocReader.Opening> opening(Word word) {
    try {
      return HeredocReader.Opening.parse(word.text());
    } catch (DockerfileException.Unexpandable e) {
      return Optional.empty();
    }
  }

  private Instruction env() {
    flags(Map.of());
    return switch (statement.arguments()) {
      case Arguments.Pairs(var pairs, var notation) ->
          new Instruction.Env(origin, named("ENV", pairs), notation);
      case Arguments.Words _, Arguments.Test _, Arguments.Trigger _ -> throw none("ENV");
    };
  }

  private Instruction label() {
    flags(Map.of());
    return switch (statement.arguments()) {
      case Arguments.Pairs(var pairs, var notation) ->
          new Instruction.Label(origin, named("LABEL", pairs), notation);
      case Arguments.Words _, Arguments.Test _, Arguments.Trigger _ -> throw none("LABEL");
    };
  }

  private List<Pair> named(String instruction, List<Pair> pairs) {
    if (pairs.isEmpty()) {
      throw none(instruction);
    }
    for (var pair : pairs) {
      if (pair.name().text().isEmpty()) {
        throw invalid(pair.name().span(), instruction + " names can not be blank");
      }
    }
    return pairs;
  }

  private Instruction arg() {
    var declarations = new ArrayList<Instruction.Declaration>();
    for (var word : atLeastOne("ARG")) {
      int equals = word.text().indexOf('=');
      if (equals == 0) {
        throw invalid(word.span(), "ARG names can not be blank");
      }
      var value =
          equals < 0
              ? Optional.<Word>empty()
              : Optional.of(new Word(word.text().substring(equals + 1), word.span()));
      var name = equals < 0 ? word.text() : word.text().substring(0, equals);
      declarations.add(new Instruction.Declaration(new Word(name, word.span()), value));
    }
    return new Instruction.Arg(origin, declarations);
  }

  private Instruction healthCheck() {
    return switch (statement.arguments()) {
      case Arguments.Test(var kind, var command) -> healthCheck(kind, command);
      case Arguments.Words _, Arguments.Pairs _, Arguments.Trigger _ -> throw none("HEALTHCHECK");
    };
  }

  private Instruction healthCheck(Word kind, Arguments.Words command) {
    var upper = kind.text().toUpperCase(Locale.ROOT);
    if (upper.equals("NONE")) {
      if (!command.words().isEmpty()) {
        throw invalid(arguments(), "HEALTHCHECK NONE takes no arguments");
      }
      return new Instruction.HealthCheck(
          origin,
          Optional.empty(),
          Duration.ZERO,
          Duration.ZERO,
          Duration.ZERO,
          Duration.ZERO,
          OptionalInt.empty());
    }
    var flags = flags(HEALTHCHECK_FLAGS);
    if (!upper.equals("CMD")) {
      throw missingContinuation(
          invalid(kind.span(), "Unknown type \"%s\" in HEALTHCHECK (try CMD)".formatted(upper)));
    }
    if (command.words().isEmpty()) {
      throw invalid(kind.span(), "Missing command after HEALTHCHECK CMD");
    }
    return new Instruction.HealthCheck(
        origin,
        Optional.of(command(command)),
        time(flags, "interval"),
        time(flags, "timeout"),
        time(flags, "start-period"),
        time(flags, "start-interval"),
        retries(flags));
  }

  private Duration time(FlagSet flags, String name) {
    var word = flags.text(name).filter(text -> !text.text().isEmpty());
    if (word.isEmpty()) {
      return Duration.ZERO;
    }
    try {
      var time = GoDuration.parse(word.get().text());
      if (!time.isZero() && time.compareTo(Duration.ofMillis(1)) < 0) {
        throw invalid(word.get().span(), "Interval \"%s\" cannot be less than 1ms".formatted(name));
      }
      return time;
    } catch (IllegalArgumentException e) {
      throw invalid(word.get().span(), String.valueOf(e.getMessage()))
          .advising("Write a time such as 30s, 1m30s or 500ms.");
    }
  }

  private OptionalInt retries(FlagSet flags) {
    var word = flags.text("retries").filter(text -> !text.text().isEmpty());
    if (word.isEmpty()) {
      return OptionalInt.empty();
    }
    var text = word.get().text();
    if (!DIGITS.matcher(text).matches() || Math.abs(Long.parseLong(text)) > Integer.MAX_VALUE) {
      throw invalid(word.get().span(), "--retries is not a number: " + text);
    }
    if (Long.parseLong(text) < 0) {
      throw invalid(
          word.get().span(), "--retries cannot be negative (%s)".formatted(Long.parseLong(text)));
    }
    return OptionalInt.of(Integer.parseInt(text));
  }

  private Instruction volume() {
    for (var word : atLeastOne("VOLUME")) {
      if (Blanks.isBlank(word.text())) {
        throw invalid(word.span(), "VOLUME specified can not be an empty string");
      }
    }
    return new Instruction.Volume(
        origin,
        words().stream().map(word -> new Word(Blanks.trim(word.text()), word.span())).toList());
  }

  private Instruction shell() {
    flags(Map.of());
    if (words().isEmpty()) {
      throw none("SHELL");
    }
    if (!json()) {
      throw invalid(arguments(), "SHELL requires the arguments to be in JSON form")
          .advising("Write `SHELL [\"/bin/bash\", \"-c\"]`.");
    }
    return new Instruction.Shell(origin, words().stream().map(Word::text).toList());
  }

  private Instruction onBuild() {
    flags(Map.of());
    return switch (statement.arguments()) {
      case Arguments.Trigger(var inner, var start) -> onBuild(inner, start);
      case Arguments.Words _, Arguments.Pairs _, Arguments.Test _ -> throw none("ONBUILD");
    };
  }

  private Instruction onBuild(Statement inner, int start) {
    var name = inner.keyword();
    switch (name.text().toUpperCase(Locale.ROOT)) {
      case "ONBUILD" ->
          throw invalid(name.span(), "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
      case "MAINTAINER", "FROM" ->
          throw invalid(
              name.span(),
              name.text().toUpperCase(Locale.ROOT) + " isn't allowed as an ONBUILD trigger");
      default -> {}
    }
    var trigger = new StringBuilder(statement.line().text().substring(start));
    heredocs.forEach(heredoc -> trigger.append('\n').append(heredoc.body()).append(heredoc.name()));
    return new Instruction.OnBuild(origin, trigger.toString());
  }

  private Command command() {
    return switch (statement.arguments()) {
      case Arguments.Words words -> command(words);
      case Arguments.Pairs _, Arguments.Test _, Arguments.Trigger _ ->
          throw new AssertionError("this instruction takes words");
    };
  }

  private Command command(Arguments.Words words) {
    if (words.json()) {
      return new Command.Exec(words.words().stream().map(Word::text).toList());
    }
    var text = words.words().isEmpty() ? "" : words.words().getFirst().text();
    return new Command.Shell(text, heredocs);
  }

  private List<Word> words() {
    return switch (statement.arguments()) {
      case Arguments.Words(var words, _) -> words;
      case Arguments.Pairs _, Arguments.Test _, Arguments.Trigger _ -> List.of();
    };
  }

  private boolean json() {
    return statement.arguments() instanceof Arguments.Words(_, var json) && json;
  }

  private FlagSet flags(Map<String, Kind> known) {
    return FlagSet.of(statement, known);
  }

  private InstructionReader checked(Map<String, Kind> known) {
    flags(known);
    return this;
  }

  private List<Word> atLeastOne(String name) {
    flags(Map.of());
    if (words().isEmpty()) {
      throw none(name);
    }
    return words();
  }

  private Word exactlyOne(String name) {
    flags(Map.of());
    if (words().size() != 1) {
      throw invalid(arguments(), name + " requires exactly one argument");
    }
    return words().getFirst();
  }

  private Invalid none(String name) {
    return invalid(origin.keyword().span(), name + " requires at least one argument");
  }

  private Invalid unknownInstruction() {
    var word = statement.keyword();
    var suggestion = Suggestion.ignoringCase(word.text(), Keyword.names());
    var error =
        invalid(word.span(), "unknown instruction: " + word.text() + Suggestion.phrase(suggestion));
    int above = word.span().firstLine() - 1;
    boolean follows = above > 0 && !Blanks.isBlank(source.line(above)) && !isComment(above);
    return suggestion.isEmpty() && follows
        ? error.advising(
            "Did the line above miss a `\\`? If this line belongs to it, end line %d with one."
                .formatted(above))
        : error;
  }

  /// When the next line is no instruction, it probably belongs to this one.
  private Invalid missingContinuation(Invalid error) {
    int below = origin.lastLine() + 1;
    if (below > source.lineCount() || Blanks.isBlank(source.line(below)) || isComment(below)) {
      return error;
    }
    var text = Blanks.trim(source.line(below));
    int end = 0;
    while (end < text.length() && !Blanks.separates(text.charAt(end))) {
      end++;
    }
    if (Keyword.find(text.substring(0, end)).isPresent()) {
      return error;
    }
    return error.advising(
        "The next line, `%s`, is no instruction. If it belongs to this one, end line %d with a `\\`."
            .formatted(text, origin.lastLine()));
  }

  private boolean isComment(int number) {
    return Blanks.trim(source.line(number)).startsWith("#");
  }

  /// From the first argument to the last, or the keyword where there is none.
  private Span arguments() {
    var words = words();
    return words.isEmpty()
        ? origin.keyword().span()
        : words.getFirst().span().to(words.getLast().span());
  }

  private Invalid invalid(Span span, String problem) {
    return Invalid.of(source, span, problem);
  }
}
