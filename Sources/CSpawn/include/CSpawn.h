// What of posix_spawn Swift's Glibc module leaves out.
#ifndef DOORSTATS_CSPAWN_H
#define DOORSTATS_CSPAWN_H

#include <spawn.h>

// The child closes every descriptor above its three streams. Nothing to do on macOS, which has a
// flag for it.
int doorstats_spawn_closing(posix_spawn_file_actions_t *actions);

// The child runs in that directory.
int doorstats_spawn_in(posix_spawn_file_actions_t *actions, const char *directory);

#endif
