/// Users and groups, as the files `/etc/passwd` and `/etc/group` of an image name them.
@NullMarked
package dev.slipway.builder.users;

import org.jspecify.annotations.NullMarked;
