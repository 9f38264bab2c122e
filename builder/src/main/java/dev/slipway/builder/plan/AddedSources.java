package dev.slipway.builder.plan;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.address.RemoteSource;
import dev.slipway.builder.address.WebAddress;
import dev.slipway.builder.context.PinnedSource;
import dev.slipway.builder.git.GitReference;
import dev.slipway.builder.git.GitReference.GitDirectory;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Word;
import dev.slipway.image.Digest;
import dev.slipway.registry.RegistryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Tells what the words of one ADD name: files here, or something on another machine.
///
/// @param outside pins what lies elsewhere
/// @param words expands variables, as they are where the instruction stands
/// @param add the instruction
record AddedSources(RemoteSources outside, StageWords words, Instruction.Add add) {

  /// The sources, each with what it was expanded to; what lies elsewhere is on its way when this
  /// returns, and pinned when the supplier is asked.
  Supplier<List<Action.Source>> sources() {
    var checksum = checksum();
    var sources = new ArrayList<Supplier<Action.Source>>();
    for (var word : add.paths()) {
      var text = words.expand(word);
      var remote = remote(word, text, checksum);
      remote.ifPresent(outside::expect);
      sources.add(
          () ->
              remote
                  .<Action.Source>map(
                      known -> new Action.Source.Remote(pinned(word, known), remotes()))
                  .orElseGet(() -> new Action.Source.Path(text)));
    }
    return () -> sources.stream().map(Supplier::get).toList();
  }

  /// What lies elsewhere, when that is the only source.
  Optional<RemoteSource> sole() {
    var checksum = checksum();
    return Optional.of(add.paths())
        .filter(paths -> paths.size() == 1)
        .flatMap(paths -> remote(paths.getFirst(), words.expand(paths.getFirst()), checksum));
  }

  private PinnedSource pinned(Word word, RemoteSource remote) {
    try {
      return outside.pin(remote);
    } catch (BuildException.Definition e) {
      throw words.wrong(word, String.valueOf(e.getMessage()));
    } catch (RegistryException e) {
      var place = "%s:%d".formatted(words.expansion().source().name(), word.span().firstLine());
      throw e.within(place + ": ADD");
    }
  }

  // What came from elsewhere is unpacked only if that is said.
  private Action.Archives remotes() {
    return add.unpack().equals(Optional.of(true))
        ? Action.Archives.UNPACKED
        : Action.Archives.COPIED;
  }

  private Optional<String> checksum() {
    if (add.checksum().isEmpty()) {
      return Optional.empty();
    }
    var word = add.checksum().get();
    if (add.paths().size() != 1) {
      throw words.wrong(word, "checksum can't be specified for multiple sources");
    }
    return Optional.of(words.expand(word)).filter(text -> !text.isEmpty());
  }

  private Optional<RemoteSource> remote(Word word, String text, Optional<String> checksum) {
    var git = git(word, text);
    if (git.isPresent()) {
      return Optional.of(new RemoteSource.Git(wanted(word, git.get(), checksum)));
    }
    if (!WebAddress.isWeb(text)) {
      if (checksum.isPresent()) {
        throw words.wrong(word, "checksum requires HTTP(S) or Git sources");
      }
      return Optional.empty();
    }
    var digest = checksum.map(this::digest);
    try {
      return Optional.of(new RemoteSource.Web(WebAddress.parse(text), digest));
    } catch (IllegalArgumentException e) {
      throw words.wrong(word, "cannot download from this address: " + e.getMessage());
    }
  }

  private Digest digest(String text) {
    try {
      return Digest.parse(text);
    } catch (IllegalArgumentException e) {
      throw words.wrong(add.checksum().orElseThrow(), "--checksum: " + e.getMessage());
    }
  }

  private Optional<GitReference> git(Word word, String text) {
    try {
      return GitReference.find(text);
    } catch (IllegalArgumentException e) {
      throw words.wrong(word, String.valueOf(e.getMessage()));
    }
  }

  // A flag and the address may say the same, and no two things.
  private GitReference wanted(Word word, GitReference written, Optional<String> checksum) {
    var reference = written;
    if (add.keepGitDir().isPresent()) {
      var flag = add.keepGitDir().get() ? GitDirectory.KEPT : GitDirectory.DROPPED;
      if (written.gitDirectory().isPresent() && written.gitDirectory().get() != flag) {
        throw words.wrong(word, "inconsistent keep-git-dir configuration");
      }
      reference = reference.with(flag);
    }
    if (checksum.isEmpty()) {
      return reference;
    }
    if (written.checksum().isPresent() && !written.checksum().equals(checksum)) {
      throw words.wrong(
          add.checksum().orElseThrow(),
          "checksum mismatch \"%s\" != \"%s\"".formatted(checksum.get(), written.checksum().get()));
    }
    return reference.withChecksum(checksum.get());
  }
}
