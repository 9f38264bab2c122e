/// The values of an image, and how they are read and written.
@org.jspecify.annotations.NullMarked
module dev.slipway.image {
  requires static org.jspecify;
  requires transitive com.fasterxml.jackson.databind;

  exports dev.slipway.image;
}
