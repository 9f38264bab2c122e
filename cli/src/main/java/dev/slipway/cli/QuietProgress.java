package dev.slipway.cli;

import dev.slipway.builder.BuildEvent;
import dev.slipway.registry.CopyEvent;

/// Says nothing; errors come all the same.
final class QuietProgress implements Progress {
  @Override
  public void heard(BuildEvent event) {}

  @Override
  public boolean isDeaf() {
    return true;
  }

  @Override
  public CopyEvent.Listener transfers() {
    return CopyEvent.Listener.NONE;
  }
}
