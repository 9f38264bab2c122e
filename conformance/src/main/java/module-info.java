/// Judges images and builders: what two builders made of one Dockerfile is compared here.
@org.jspecify.annotations.NullMarked
module dev.slipway.conformance {
  requires transitive com.fasterxml.jackson.databind;
  requires com.github.luben.zstd_jni;
  requires static org.jspecify;

  exports dev.slipway.conformance;
  exports dev.slipway.conformance.oracle;
}
