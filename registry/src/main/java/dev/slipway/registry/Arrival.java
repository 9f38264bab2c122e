package dev.slipway.registry;

/// How content came to be where it was pushed.
public enum Arrival {
  /// It was there before.
  PRESENT,
  /// The registry took it from another of its repositories; no bytes travelled.
  MOUNTED,
  /// Its bytes were sent.
  SENT
}
