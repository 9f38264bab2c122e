package dev.slipway.builder.store;

import dev.slipway.builder.BuildEvent;
import dev.slipway.builder.BuildListener;
import java.time.Duration;

/// Hears that something of the store is in use and how long that was so, when it is worth a word.
public interface Waiting {
  /// It has been waited for a second.
  void began();

  /// It is free.
  void ended(Duration waited);

  /// Passes it on as events of the build.
  ///
  /// @param subject what is waited for
  /// @param reason why it cannot be had, for people
  static Waiting told(BuildListener listener, String subject, String reason) {
    return new Waiting() {
      @Override
      public void began() {
        listener.heard(new BuildEvent.Waiting(subject, reason));
      }

      @Override
      public void ended(Duration waited) {
        listener.heard(new BuildEvent.Resumed(subject, waited));
      }
    };
  }
}
