package dev.slipway.builder.plan;

import dev.slipway.builder.context.PinnedSource;
import dev.slipway.builder.context.RemoteSource;
import dev.slipway.builder.context.WebAddress;
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

  private PinnedSource pinned(Word word, RemoteSource remote) {
    try {
      return outside.pin(remote);
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

  private Optional<Digest> checksum() {
    if (add.checksum().isEmpty()) {
      return Optional.empty();
    }
    var word = add.checksum().get();
    if (add.paths().size() != 1) {
      throw words.wrong(word, "checksum can't be specified for multiple sources");
    }
    if (!WebAddress.isWeb(words.expand(add.paths().getFirst()))) {
      throw words.wrong(word, "checksum requires HTTP(S) or Git sources");
    }
    try {
      return Optional.of(Digest.parse(words.expand(word)));
    } catch (IllegalArgumentException e) {
      throw words.wrong(word, "--checksum: " + e.getMessage());
    }
  }

  private Optional<RemoteSource> remote(Word word, String text, Optional<Digest> checksum) {
    if (isGit(text)) {
      throw words.unsupported(word, "ADD of a git repository");
    }
    if (!WebAddress.isWeb(text)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new RemoteSource.Web(WebAddress.parse(text), checksum));
    } catch (IllegalArgumentException e) {
      throw words.wrong(word, "cannot download from this address: " + e.getMessage());
    }
  }

  private static boolean isGit(String text) {
    if (WebAddress.isWeb(text)) {
      int end = text.length();
      for (char mark : new char[] {'?', '#'}) {
        int at = text.indexOf(mark);
        end = at < 0 ? end : Math.min(end, at);
      }
      return text.startsWith(".git", end - 4);
    }
    return text.startsWith("git://") || text.startsWith("ssh://") || text.startsWith("git@");
  }
}
