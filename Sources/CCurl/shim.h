// libcurl for Swift. Swift cannot call C functions with variable arguments, so each kind of
// option and information that doorstats uses has a wrapper with a fixed type here.
#ifndef DOORSTATS_CCURL_SHIM_H
#define DOORSTATS_CCURL_SHIM_H

#include <curl/curl.h>

// Options of one transfer, by the type of their value.

static inline CURLcode doorstats_curl_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode doorstats_curl_set_size(CURL *easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}

// The text is copied by libcurl, except for CURLOPT_POSTFIELDS.
static inline CURLcode doorstats_curl_set_text(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode doorstats_curl_set_pointer(CURL *easy, CURLoption option, void *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode doorstats_curl_set_list(CURL *easy, CURLoption option,
                                               struct curl_slist *value) {
  return curl_easy_setopt(easy, option, value);
}

// For CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION, which share this type.
static inline CURLcode doorstats_curl_set_writer(CURL *easy, CURLoption option,
                                                 curl_write_callback value) {
  return curl_easy_setopt(easy, option, value);
}

// What is known of a transfer.

static inline CURLcode doorstats_curl_get_long(CURL *easy, CURLINFO info, long *value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode doorstats_curl_get_size(CURL *easy, CURLINFO info, curl_off_t *value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode doorstats_curl_get_pointer(CURL *easy, CURLINFO info, void **value) {
  return curl_easy_getinfo(easy, info, value);
}

// Options of the set of transfers.

static inline CURLMcode doorstats_curl_multi_set_long(CURLM *multi, CURLMoption option,
                                                      long value) {
  return curl_multi_setopt(multi, option, value);
}

// The next finished transfer, taken out of the message's union: 1 when there is one.
static inline int doorstats_curl_next_finished(CURLM *multi, CURL **easy, CURLcode *result) {
  int left = 0;
  CURLMsg *message;
  while ((message = curl_multi_info_read(multi, &left)) != NULL) {
    if (message->msg == CURLMSG_DONE) {
      *easy = message->easy_handle;
      *result = message->data.result;
      return 1;
    }
  }
  return 0;
}

#endif
