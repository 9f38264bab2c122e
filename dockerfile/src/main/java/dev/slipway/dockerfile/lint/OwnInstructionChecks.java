package dev.slipway.dockerfile.lint;

import dev.slipway.dockerfile.Command;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException.BadPattern;
import dev.slipway.dockerfile.Heredoc;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.MountFlag;
import dev.slipway.dockerfile.SlashPath;
import dev.slipway.dockerfile.Word;
import dev.slipway.dockerfile.pattern.Glob;
import dev.slipway.dockerfile.pattern.PathPatterns;
import dev.slipway.dockerfile.scope.StageScope;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Our own rules about single instructions.
final class OwnInstructionChecks {
  /// Where secrets usually lie, relative to a project's root.
  private static final List<String> SECRET_FILES =
      List.of(
          ".env",
          ".npmrc",
          ".pypirc",
          ".netrc",
          ".git-credentials",
          ".dockercfg",
          ".htpasswd",
          ".docker/config.json",
          ".aws/credentials",
          ".ssh/id_rsa",
          ".ssh/id_ed25519",
          ".kube/config",
          "id_rsa",
          "id_ed25519",
          "credentials.json",
          "secrets.json",
          "service-account.json");

  private static final Pattern UPDATE = Pattern.compile("\\bapt(?:-get)?\\b[^\\n;&|]*\\bupdate\\b");
  private static final Pattern REMOVAL = Pattern.compile("\\brm\\b[^\\n;&|]*/var/lib/apt\\b");

  private final Dockerfile file;
  private final LintContext context;
  private final Findings findings;

  OwnInstructionChecks(Dockerfile file, LintContext context, Findings findings) {
    this.file = file;
    this.context = context;
    this.findings = findings;
  }

  void check(Instruction instruction, StageScope scope) {
    if (instruction instanceof Instruction.Run run) {
      checkLists(run);
    } else if (instruction instanceof Instruction.Transfer transfer && !isFromElsewhere(transfer)) {
      transfer.paths().forEach(path -> checkSource(transfer, path, scope));
    }
  }

  private static boolean isFromElsewhere(Instruction.Transfer transfer) {
    return transfer instanceof Instruction.Copy copy
        && copy.from().filter(from -> !from.text().isEmpty()).isPresent();
  }

  private void checkLists(Instruction.Run run) {
    var text = text(run.command());
    boolean mounted = run.mounts().stream().anyMatch(OwnInstructionChecks::coversLists);
    if (UPDATE.matcher(text).find() && !REMOVAL.matcher(text).find() && !mounted) {
      findings.add(run.origin().comments(), Rule.APT_LISTS_LEFT_BEHIND, run.span());
    }
  }

  private static String text(Command command) {
    return switch (command) {
      case Command.Exec(var arguments) -> String.join(" ", arguments);
      case Command.Shell(var text, var heredocs) ->
          heredocs.stream().map(Heredoc::body).collect(Collectors.joining("\n", text + "\n", ""));
    };
  }

  private static boolean coversLists(MountFlag mount) {
    var target = SlashPath.clean(mount.find("target", "dst", "destination").orElse(""));
    return List.of("/var/lib/apt/lists", "/var/lib/apt", "/var/lib", "/var").contains(target);
  }

  private void checkSource(Instruction.Transfer transfer, Word path, StageScope scope) {
    var source = file.expansion().text(path, scope);
    if (RemoteSource.isRemote(source)) {
      return;
    }
    var root = SlashPath.clean("/" + source).substring(1);
    boolean wildcard = Glob.hasWildcard(source);
    var ignored = context.ignored();
    if (!root.isEmpty() && !wildcard && ignored.hasExceptions() && isGone(ignored, root)) {
      findings.add(
          transfer.origin().comments(),
          Rule.COPY_NEVER_MATCHES,
          transfer.span(),
          transfer.keyword(),
          source,
          ".dockerignore excludes it and takes nothing of it back");
    }
    for (var secret : SECRET_FILES) {
      boolean reached =
          wildcard
              ? matches(root, secret)
              : root.isEmpty() || secret.equals(root) || secret.startsWith(root + "/");
      if (reached && !ignored.excludes(secret) && context.contextHolds().test(secret)) {
        findings.add(
            transfer.origin().comments(),
            Rule.SECRETS_IN_CONTEXT,
            transfer.span(),
            transfer.keyword(),
            secret);
      }
    }
  }

  private static boolean isGone(PathPatterns ignored, String path) {
    return ignored.excludes(path) && !ignored.mayReinclude(path);
  }

  /// Whether a source with wildcards takes `secret`, itself or with the folder that it is in.
  private static boolean matches(String source, String secret) {
    var wanted = source.split("/", -1);
    var parts = secret.split("/", -1);
    if (wanted.length > parts.length) {
      return false;
    }
    for (int index = 0; index < wanted.length; index++) {
      try {
        if (!Glob.compile(wanted[index]).matches(parts[index])) {
          return false;
        }
      } catch (BadPattern e) {
        return false;
      }
    }
    return true;
  }
}
