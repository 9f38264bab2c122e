package dev.slipway.dockerfile.lint;

import dev.slipway.dockerfile.QuotedText;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// A rule of good Dockerfiles: what it is called, what it says, and where it is explained.
///
/// Those of [Origin#BUILDKIT] have BuildKit's names, texts and pages, so that `# check=skip=…`
/// means the same to both builders.
public enum Rule {
  /// A stage's name has upper-case letters.
  STAGE_NAME_CASING(
      "StageNameCasing", "Stage names should be lowercase", "Stage name '%s' should be lowercase"),
  /// `AS` is not in the letter case of its FROM.
  FROM_AS_CASING(
      "FromAsCasing",
      "The 'as' keyword should match the case of the 'from' keyword",
      "'%s' and '%s' keywords' casing do not match"),
  /// A blank line among continuation lines.
  NO_EMPTY_CONTINUATION(
      "NoEmptyContinuation",
      "Empty continuation lines will become errors in a future release",
      "Empty continuation line"),
  /// An instruction in another letter case than most.
  CONSISTENT_INSTRUCTION_CASING(
      "ConsistentInstructionCasing",
      "All commands within the Dockerfile should use the same casing (either upper or lower)",
      "Command '%s' should match the case of the command majority (%s)"),
  /// Two stages of one name.
  DUPLICATE_STAGE_NAME(
      "DuplicateStageName",
      "Stage names should be unique",
      "Duplicate stage name %q, stage names should be unique"),
  /// A stage named `scratch` or `context`.
  RESERVED_STAGE_NAME(
      "ReservedStageName",
      "Reserved words should not be used as stage names",
      "Stage name should not use the same name as reserved stage %q"),
  /// CMD or ENTRYPOINT in shell form.
  JSON_ARGS_RECOMMENDED(
      "JSONArgsRecommended",
      "JSON arguments recommended for ENTRYPOINT/CMD to prevent unintended behavior related to OS"
          + " signals",
      "JSON arguments recommended for %s to prevent unintended behavior related to OS signals"),
  /// A MAINTAINER.
  MAINTAINER_DEPRECATED(
      "MaintainerDeprecated",
      "The MAINTAINER instruction is deprecated, use a label instead to define an image author",
      "Maintainer instruction is deprecated in favor of using label"),
  /// A FROM with an argument that nobody declared.
  UNDEFINED_ARG_IN_FROM(
      "UndefinedArgInFrom",
      "FROM command must use declared ARGs",
      "FROM argument '%s' is not declared%s"),
  /// A relative WORKDIR before any absolute one.
  WORKDIR_RELATIVE_PATH(
      "WorkdirRelativePath",
      "Relative workdir without an absolute workdir declared within the build can have unexpected"
          + " results if the base image changes",
      "Relative workdir %q can have unexpected results if the base image changes"),
  /// A variable that nobody defined.
  UNDEFINED_VAR(
      "UndefinedVar",
      "Variables should be defined before their use",
      "Usage of undefined variable '$%s'%s"),
  /// A CMD, ENTRYPOINT or HEALTHCHECK that a later one replaces.
  MULTIPLE_INSTRUCTIONS_DISALLOWED(
      "MultipleInstructionsDisallowed",
      "Multiple instructions of the same type should not be used in the same stage",
      "Multiple %s instructions should not be used in the same stage because only the last one will"
          + " be used"),
  /// `ENV key value`.
  LEGACY_KEY_VALUE_FORMAT(
      "LegacyKeyValueFormat",
      "Legacy key/value format with whitespace separator should not be used",
      "\"%1$s key=value\" should be used instead of legacy \"%1$s key value\" format"),
  /// A base image of another platform than asked for; judged by whoever pulls it.
  INVALID_BASE_IMAGE_PLATFORM(
      "InvalidBaseImagePlatform",
      "Base image platform does not match expected target platform",
      "Base image %s was pulled with platform %q, expected %q for current build"),
  /// `--platform=$TARGETPLATFORM`.
  REDUNDANT_TARGET_PLATFORM(
      "RedundantTargetPlatform",
      "Setting platform to predefined $TARGETPLATFORM in FROM is redundant as this is the default"
          + " behavior",
      "Setting platform to predefined %s in FROM is redundant as this is the default behavior"),
  /// An ARG or ENV whose name says that it holds a secret.
  SECRETS_USED_IN_ARG_OR_ENV(
      "SecretsUsedInArgOrEnv",
      "Sensitive data should not be used in the ARG or ENV commands",
      "Do not use ARG or ENV instructions for sensitive data (%s %q)"),
  /// A base that is no image name unless a build argument is given.
  INVALID_DEFAULT_ARG_IN_FROM(
      "InvalidDefaultArgInFrom",
      "Default value for global ARG results in an empty or invalid base image name",
      "Default value for ARG %s results in empty or invalid base image name"),
  /// A constant `--platform`.
  FROM_PLATFORM_FLAG_CONST_DISALLOWED(
      "FromPlatformFlagConstDisallowed",
      "FROM --platform flag should not use a constant value",
      "FROM --platform flag should not use constant value %q"),
  /// A COPY of what `.dockerignore` excludes.
  COPY_IGNORED_FILE(
      "CopyIgnoredFile",
      "Attempting to Copy file that is excluded by .dockerignore",
      "Attempting to %s file %q that is excluded by .dockerignore"),
  /// A comment above a stage or argument that does not describe it.
  INVALID_DEFINITION_DESCRIPTION(
      "InvalidDefinitionDescription",
      "Comment for build stage or argument should follow the format: `# <arg/stage name>"
          + " <description>`. If this is not intended to be a description comment, add an empty line"
          + " or comment between the instruction and the comment.",
      "Comment for %s should follow the format: `# %s <description>`"),
  /// `EXPOSE 80/TCP`.
  EXPOSE_PROTO_CASING(
      "ExposeProtoCasing",
      "Protocol in EXPOSE instruction should be lowercase",
      "Defined protocol '%s' in EXPOSE instruction should be lowercase"),
  /// `EXPOSE 8080:80`.
  EXPOSE_INVALID_FORMAT(
      "ExposeInvalidFormat",
      "IP address and host-port mapping should not be used in EXPOSE instruction. This will become"
          + " an error in a future release",
      "EXPOSE instruction should not define an IP address or host-port mapping, found '%s'"),

  /// A base image that may change under the same name.
  UNPINNED_BASE_IMAGE(
      "UnpinnedBaseImage",
      "Base images should have a tag other than latest, or a digest",
      "Base image %q can change at any time: give it a version's tag or a digest"),
  /// A COPY whose source can never be there.
  COPY_NEVER_MATCHES(
      "CopyNeverMatches",
      "COPY and ADD sources should be able to match something",
      "%s source %q can never match: %s"),
  /// A stage that nothing needs.
  UNUSED_STAGE(
      "UnusedStage",
      "Stages should be built upon, copied from, or the last one",
      "No other stage uses stage %q, and it is not the last one"),
  /// A secret's file in the context, within reach of a COPY.
  SECRETS_IN_CONTEXT(
      "SecretsInContext",
      "Files that usually hold secrets should be excluded by .dockerignore",
      "%s copies %q, which usually holds a secret: exclude it in .dockerignore"),
  /// Package lists that stay in a layer.
  APT_LISTS_LEFT_BEHIND(
      "AptListsLeftBehind",
      "Package lists should not stay in a layer",
      "apt-get update leaves its package lists in the layer: end the same RUN with"
          + " `rm -rf /var/lib/apt/lists/*`, or mount a cache there");

  private static final Set<Rule> OWN =
      Set.of(
          UNPINNED_BASE_IMAGE,
          COPY_NEVER_MATCHES,
          UNUSED_STAGE,
          SECRETS_IN_CONTEXT,
          APT_LISTS_LEFT_BEHIND);
  private static final String BUILDKIT_PAGES = "https://docs.docker.com/go/dockerfile/rule/";

  private final String id;
  private final String description;
  private final String template;

  Rule(String id, String description, String template) {
    this.id = id;
    this.description = description;
    this.template = template;
  }

  /// Who made a rule.
  public enum Origin {
    /// BuildKit has it, too.
    BUILDKIT,
    /// Slipway's own.
    SLIPWAY
  }

  /// The name that people skip it by, such as `UndefinedVar`.
  public String id() {
    return id;
  }

  /// One sentence about the rule.
  public String description() {
    return description;
  }

  /// Who made it.
  public Origin origin() {
    return OWN.contains(this) ? Origin.SLIPWAY : Origin.BUILDKIT;
  }

  /// Whether it is off unless `# check=experimental=…` turns it on.
  public boolean experimental() {
    return this == INVALID_DEFINITION_DESCRIPTION;
  }

  /// BuildKit's page about it; our own rules have their page in `docs/checks`.
  public Optional<String> url() {
    return origin() == Origin.SLIPWAY || this == INVALID_BASE_IMAGE_PLATFORM
        ? Optional.empty()
        : Optional.of(BUILDKIT_PAGES + slug() + "/");
  }

  /// The rule called `id`, whose letter case matters.
  public static Optional<Rule> find(String id) {
    return Arrays.stream(values()).filter(rule -> rule.id.equals(id)).findFirst();
  }

  /// The text of a warning about `details`, in the order that the text names them.
  public String message(Object... details) {
    var shown = details.clone();
    int place = 0;
    for (int at = template.indexOf('%'); at >= 0; at = template.indexOf('%', at + 1)) {
      if (template.charAt(at + 1) == 'q') {
        shown[place] = QuotedText.of(String.valueOf(details[place]));
      }
      place++;
    }
    return template.replace("%q", "%s").formatted(shown);
  }

  /// `JSONArgsRecommended` is `json-args-recommended`.
  private String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
