/// Build contexts: the files that a Dockerfile may copy from.
@NullMarked
package dev.slipway.builder.context;

import org.jspecify.annotations.NullMarked;
