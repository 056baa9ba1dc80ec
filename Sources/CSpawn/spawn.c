#define _GNU_SOURCE
#include "CSpawn.h"

int doorstats_spawn_closing(posix_spawn_file_actions_t *actions) {
#ifdef __APPLE__
  (void)actions;
  return 0;
#else
  return posix_spawn_file_actions_addclosefrom_np(actions, 3);
#endif
}

int doorstats_spawn_in(posix_spawn_file_actions_t *actions, const char *directory) {
  return posix_spawn_file_actions_addchdir_np(actions, directory);
}
