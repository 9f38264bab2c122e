/// The command line of Slipway: the one module that prints, exits and reads the environment.
@org.jspecify.annotations.NullMarked
module dev.slipway.cli {
  requires static org.jspecify;
  requires dev.slipway.builder;
  requires dev.slipway.dockerfile;
  requires dev.slipway.image;
  requires dev.slipway.registry;
  requires com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.databind;
  requires info.picocli;
}
