package dev.slipway.dockerfile;

/// A device that a RUN asks for: `--device=name[,required]`.
public record Device(String name, Need need) {

  /// What happens when there is no such device.
  public enum Need {
    /// The step runs without it.
    OPTIONAL,
    /// The step fails.
    REQUIRED
  }
}
