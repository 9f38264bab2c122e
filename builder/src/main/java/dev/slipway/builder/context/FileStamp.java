package dev.slipway.builder.context;

import java.time.Instant;

/// What the kernel says of a regular file beside its content.
///
/// Two looks at one path that give equal stamps saw the same content, if the stamp was not too
/// young at the first look for a later change to have another time.
///
/// @param device the number of the file system
/// @param inode the number of the file in it
/// @param size the length in bytes
/// @param modified when the content changed last
/// @param changed when the content or the metadata changed last; cannot be set at will
public record FileStamp(long device, long inode, long size, Instant modified, Instant changed) {}
