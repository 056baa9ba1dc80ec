// libcurl for Swift. Swift cannot call C functions with variable arguments, so each kind of
// option and information that doorstats uses has a wrapper with a fixed type here.
#ifndef DOORSTATS_CCURL_SHIM_H
#define DOORSTATS_CCURL_SHIM_H

#include <curl/curl.h>

#endif
