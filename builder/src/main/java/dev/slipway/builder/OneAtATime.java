package dev.slipway.builder;

import java.util.concurrent.locks.ReentrantLock;

/// Passes events of several threads to a listener, one call at a time.
final class OneAtATime implements BuildListener {
  private final ReentrantLock lock = new ReentrantLock();
  private final BuildListener listener;

  OneAtATime(BuildListener listener) {
    this.listener = listener;
  }

  @Override
  public boolean isDeaf() {
    return listener.isDeaf();
  }

  @Override
  public void heard(BuildEvent event) {
    lock.lock();
    try {
      listener.heard(event);
    } finally {
      lock.unlock();
    }
  }
}
