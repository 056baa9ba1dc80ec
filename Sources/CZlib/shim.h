// zlib for Swift. `inflateInit2` is a macro, which Swift does not import.
#ifndef DOORSTATS_CZLIB_SHIM_H
#define DOORSTATS_CZLIB_SHIM_H

#include <zlib.h>

/// Starts inflating; gzip and zlib headers are recognised by content.
static inline int czlib_inflate_init(z_stream *stream) {
  return inflateInit2(stream, 15 + 32);
}

#endif
