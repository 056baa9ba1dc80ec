// libcurl for Swift, loaded when the first transfer is made and not before: libcurl brings some
// twenty libraries with it (TLS, LDAP, SSH, Kerberos), which cost every command that fetches
// nothing about 7 ms. Types, options and codes are those of <curl/curl.h>.
//
// Swift cannot call C functions with variable arguments, so each kind of option and information
// that doorstats uses has a function with a fixed type here.
#ifndef DOORSTATS_CCURL_H
#define DOORSTATS_CCURL_H

#include <curl/curl.h>

// Loads and initialises libcurl; NULL when it is ready, else why it is not. Every other function
// here needs it to have succeeded. Not to be called by two threads at the same time.
const char *doorstats_curl_load(void);

// One transfer.

CURL *doorstats_curl_new(void);
void doorstats_curl_reset(CURL *easy);
void doorstats_curl_free(CURL *easy);
const char *doorstats_curl_words(CURLcode code);

// Options of one transfer, by the type of their value.

CURLcode doorstats_curl_set_long(CURL *easy, CURLoption option, long value);
CURLcode doorstats_curl_set_size(CURL *easy, CURLoption option, curl_off_t value);
// The text is copied by libcurl, except for CURLOPT_POSTFIELDS.
CURLcode doorstats_curl_set_text(CURL *easy, CURLoption option, const char *value);
CURLcode doorstats_curl_set_pointer(CURL *easy, CURLoption option, void *value);
CURLcode doorstats_curl_set_list(CURL *easy, CURLoption option, struct curl_slist *value);
// For CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION, which share this type.
CURLcode doorstats_curl_set_writer(CURL *easy, CURLoption option, curl_write_callback value);

struct curl_slist *doorstats_curl_append(struct curl_slist *list, const char *text);
void doorstats_curl_free_list(struct curl_slist *list);

// What is known of a transfer.

CURLcode doorstats_curl_get_long(CURL *easy, CURLINFO info, long *value);
CURLcode doorstats_curl_get_size(CURL *easy, CURLINFO info, curl_off_t *value);

// A set of transfers.

CURLM *doorstats_curl_multi_new(void);
void doorstats_curl_multi_free(CURLM *multi);
CURLMcode doorstats_curl_multi_add(CURLM *multi, CURL *easy);
CURLMcode doorstats_curl_multi_remove(CURLM *multi, CURL *easy);
CURLMcode doorstats_curl_multi_perform(CURLM *multi, int *running);
CURLMcode doorstats_curl_multi_poll(CURLM *multi, int milliseconds);
CURLMcode doorstats_curl_multi_wakeup(CURLM *multi);
const char *doorstats_curl_multi_words(CURLMcode code);

// The next finished transfer, taken out of the message's union: 1 when there is one.
int doorstats_curl_next_finished(CURLM *multi, CURL **easy, CURLcode *result);

#endif
