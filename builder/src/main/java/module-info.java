/// Plans and executes Dockerfiles; layers, snapshots, cache, store, export.
@org.jspecify.annotations.NullMarked
module dev.slipway.builder {
  requires static org.jspecify;
  requires transitive dev.slipway.dockerfile;
  requires transitive dev.slipway.image;
  requires transitive dev.slipway.registry;
  requires com.github.luben.zstd_jni;
  requires com.fasterxml.jackson.databind;
  requires org.apache.commons.compress;
  requires org.tukaani.xz;

  exports dev.slipway.builder;
  exports dev.slipway.builder.address;
  exports dev.slipway.builder.cache;
  exports dev.slipway.builder.context;
  exports dev.slipway.builder.git;
  exports dev.slipway.builder.store;
  exports dev.slipway.builder.tree;
}
