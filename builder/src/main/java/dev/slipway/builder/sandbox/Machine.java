package dev.slipway.builder.sandbox;

/// The architectures whose kernel interface is known here.
enum Machine {
  AMD64(0x10000, 0x20000),
  ARM64(0x4000, 0x8000);

  /// The one this JVM runs on.
  static final Machine CURRENT =
      switch (System.getProperty("os.arch")) {
        case "aarch64" -> ARM64;
        case "amd64" -> AMD64;
        case String other ->
            throw new UnsupportedOperationException(
                "no system call numbers for the architecture '%s'".formatted(other));
      };

  /// `O_DIRECTORY`.
  final int directory;

  /// `O_NOFOLLOW`.
  final int noFollow;

  Machine(int directory, int noFollow) {
    this.directory = directory;
    this.noFollow = noFollow;
  }
}
