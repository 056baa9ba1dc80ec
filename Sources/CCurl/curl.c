#define CURL_DISABLE_TYPECHECK
#include "CCurl.h"

#include <dlfcn.h>

#ifdef __APPLE__
static const char *const libraryName = "libcurl.4.dylib";
#else
static const char *const libraryName = "libcurl.so.4";
#endif

// Every function of libcurl that is used, and a pointer to it of its own type.
#define FUNCTIONS(use)        \
  use(curl_global_init)       \
  use(curl_easy_init)         \
  use(curl_easy_reset)        \
  use(curl_easy_cleanup)      \
  use(curl_easy_strerror)     \
  use(curl_easy_setopt)       \
  use(curl_easy_getinfo)      \
  use(curl_slist_append)      \
  use(curl_slist_free_all)    \
  use(curl_multi_init)        \
  use(curl_multi_cleanup)     \
  use(curl_multi_add_handle)  \
  use(curl_multi_remove_handle) \
  use(curl_multi_perform)     \
  use(curl_multi_poll)        \
  use(curl_multi_wakeup)      \
  use(curl_multi_strerror)    \
  use(curl_multi_info_read)

#define POINTER(name) __typeof__(&name) name##_;
static struct { FUNCTIONS(POINTER) } lib;

const char *doorstats_curl_load(void) {
  static int ready = 0;
  if (ready) return NULL;
  void *library = dlopen(libraryName, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return dlerror();
#define FIND(name)                                          \
  lib.name##_ = (__typeof__(&name))dlsym(library, #name);   \
  if (lib.name##_ == NULL) return dlerror();
  FUNCTIONS(FIND)
  CURLcode code = lib.curl_global_init_(CURL_GLOBAL_DEFAULT);
  if (code != CURLE_OK) return lib.curl_easy_strerror_(code);
  ready = 1;
  return NULL;
}

CURL *doorstats_curl_new(void) { return lib.curl_easy_init_(); }

void doorstats_curl_reset(CURL *easy) { lib.curl_easy_reset_(easy); }

void doorstats_curl_free(CURL *easy) { lib.curl_easy_cleanup_(easy); }

const char *doorstats_curl_words(CURLcode code) { return lib.curl_easy_strerror_(code); }

CURLcode doorstats_curl_set_long(CURL *easy, CURLoption option, long value) {
  return lib.curl_easy_setopt_(easy, option, value);
}

CURLcode doorstats_curl_set_size(CURL *easy, CURLoption option, curl_off_t value) {
  return lib.curl_easy_setopt_(easy, option, value);
}

CURLcode doorstats_curl_set_text(CURL *easy, CURLoption option, const char *value) {
  return lib.curl_easy_setopt_(easy, option, value);
}

CURLcode doorstats_curl_set_pointer(CURL *easy, CURLoption option, void *value) {
  return lib.curl_easy_setopt_(easy, option, value);
}

CURLcode doorstats_curl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
  return lib.curl_easy_setopt_(easy, option, value);
}

CURLcode doorstats_curl_set_writer(CURL *easy, CURLoption option, curl_write_callback value) {
  return lib.curl_easy_setopt_(easy, option, value);
}

struct curl_slist *doorstats_curl_append(struct curl_slist *list, const char *text) {
  return lib.curl_slist_append_(list, text);
}

void doorstats_curl_free_list(struct curl_slist *list) {
  if (list != NULL) lib.curl_slist_free_all_(list);
}

CURLcode doorstats_curl_get_long(CURL *easy, CURLINFO info, long *value) {
  return lib.curl_easy_getinfo_(easy, info, value);
}

CURLcode doorstats_curl_get_size(CURL *easy, CURLINFO info, curl_off_t *value) {
  return lib.curl_easy_getinfo_(easy, info, value);
}

CURLM *doorstats_curl_multi_new(void) { return lib.curl_multi_init_(); }

void doorstats_curl_multi_free(CURLM *multi) { lib.curl_multi_cleanup_(multi); }

CURLMcode doorstats_curl_multi_add(CURLM *multi, CURL *easy) {
  return lib.curl_multi_add_handle_(multi, easy);
}

CURLMcode doorstats_curl_multi_remove(CURLM *multi, CURL *easy) {
  return lib.curl_multi_remove_handle_(multi, easy);
}

CURLMcode doorstats_curl_multi_perform(CURLM *multi, int *running) {
  return lib.curl_multi_perform_(multi, running);
}

CURLMcode doorstats_curl_multi_poll(CURLM *multi, int milliseconds) {
  return lib.curl_multi_poll_(multi, NULL, 0, milliseconds, NULL);
}

CURLMcode doorstats_curl_multi_wakeup(CURLM *multi) { return lib.curl_multi_wakeup_(multi); }

const char *doorstats_curl_multi_words(CURLMcode code) {
  return lib.curl_multi_strerror_(code);
}

int doorstats_curl_next_finished(CURLM *multi, CURL **easy, CURLcode *result) {
  int left = 0;
  CURLMsg *message;
  while ((message = lib.curl_multi_info_read_(multi, &left)) != NULL) {
    if (message->msg == CURLMSG_DONE) {
      *easy = message->easy_handle;
      *result = message->data.result;
      return 1;
    }
  }
  return 0;
}
