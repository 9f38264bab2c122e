package dev.slipway.cli;

import dev.slipway.registry.CopyEvent;
import java.io.PrintStream;

/// Says on standard error what a transfer moved: one line for each blob that arrived.
final class TransferProgress implements CopyEvent.Listener {
  private final PrintStream err;

  TransferProgress(PrintStream err) {
    this.err = err;
  }

  @Override
  public void happened(CopyEvent event) {
    switch (event) {
      case CopyEvent.Arrived(var content, var arrival) ->
          err.printf(
              "%s  %10s  %s%n",
              content.digest().brief(),
              Sizes.text(content.size()),
              switch (arrival) {
                case PRESENT -> "already there";
                case MOUNTED -> "mounted from another repository";
                case SENT -> "sent";
              });
      case CopyEvent.Tagged(var manifest, var tag) ->
          err.printf("%s  tagged %s%n", manifest.digest().brief(), tag);
      case CopyEvent.Started _, CopyEvent.Moved _ -> {}
    }
  }
}
