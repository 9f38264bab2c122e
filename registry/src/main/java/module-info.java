/// Places where an image can be, and how it moves between them.
@org.jspecify.annotations.NullMarked
module dev.slipway.registry {
  requires static org.jspecify;
  requires transitive dev.slipway.image;
  requires com.fasterxml.jackson.databind;
  requires com.github.luben.zstd_jni;

  exports dev.slipway.registry;
  exports dev.slipway.registry.auth;
  exports dev.slipway.registry.remote;
  exports dev.slipway.registry.layout;
  exports dev.slipway.registry.serve;
  exports dev.slipway.registry.transport;
}
