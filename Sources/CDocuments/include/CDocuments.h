// Documents of a historian: JSON bytes in, columns out.
//
// A `cd_decoder` belongs to one thread. What a call hands out stays valid until the next call on
// the same decoder; texts of `cd_rejected_document` point into the bytes that were given.
// No function needs padding behind the bytes, and none ever reads outside them.
#ifndef DOORSTATS_CDOCUMENTS_H
#define DOORSTATS_CDOCUMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Bytes of UTF-8; `bytes` is NULL where the text is absent.
typedef struct {
  const uint8_t *bytes;
  size_t length;
} cd_text;

/// Columns of numbers, in this order: acceleration x y z, rotation x y z, gravity x y z,
/// orientation x y z, proximity, light.
enum {
  CD_COLUMN_ACCELERATION = 0,
  CD_COLUMN_EXTENDED = 3,
  CD_EXTENDED_COUNT = 9,
  CD_COLUMN_PROXIMITY = 12,
  CD_COLUMN_LIGHT = 13,
  CD_COLUMN_COUNT = 14
};

/// Where the values stand in a document; a path is member names joined by dots. Absent paths
/// (`bytes == NULL`) are never found.
typedef struct {
  cd_text acceleration[3];
  cd_text proximity;
  cd_text light;
  cd_text timestamp;
  cd_text device_id;
  cd_text device_type;
  /// Factor from the document's unit to m/s².
  double unit;
} cd_mapping;

typedef enum {
  CD_REASON_INVALID_JSON = 0,
  CD_REASON_NOT_AN_OBJECT,
  CD_REASON_MISSING_DEVICE_ID,
  CD_REASON_MISSING_TIMESTAMP,
  CD_REASON_INVALID_TIMESTAMP,
  CD_REASON_INVALID_ACCELERATION
} cd_reason;

typedef struct {
  /// Number for `cd_decoder_kind`.
  uint32_t kind;
  uint64_t content_hash;
} cd_other_event;

typedef struct {
  cd_reason reason;
  /// The unescaped `_id`; absent where there is none.
  cd_text document_id;
  /// The document as it came.
  cd_text body;
} cd_rejected_document;

/// What became of the documents of one call. Every document is in exactly one group.
typedef struct {
  size_t document_count;
  size_t design_document_count;
  size_t deleted_count;

  size_t reading_count;
  const int64_t *measured_at;     ///< [ms UTC]
  const uint32_t *document_hash;
  const uint32_t *device_index;   ///< index into `devices`
  const double *columns[CD_COLUMN_COUNT];
  /// Whether any rotation, gravity or orientation differs from zero.
  bool has_extended;

  /// Numbers for `cd_decoder_device`, in order of first appearance.
  const uint32_t *devices;
  size_t device_count;

  const cd_other_event *other_events;
  size_t other_event_count;
  const cd_rejected_document *rejected;
  size_t rejected_count;
} cd_batch;

typedef enum {
  CD_OK = 0,
  /// The JSON ends before it is complete.
  CD_INCOMPLETE,
  /// No JSON; `cd_page.position` tells where, or is SIZE_MAX.
  CD_NOT_JSON,
  /// JSON of another shape; `cd_page.message` tells.
  CD_UNEXPECTED_SHAPE,
  /// `{"error":…,"reason":…}`.
  CD_SERVER_ERROR,
  CD_NO_MEMORY
} cd_status;

/// What surrounds the documents of an answer of the historian.
typedef struct {
  /// Rows or results, of every kind.
  size_t row_count;
  /// Rows with the id of the row before them.
  size_t repeated_row_count;
  /// Rows whose `doc` is null although nothing says that the document was deleted. They count
  /// among the deleted ones of the batch.
  size_t missing_document_count;
  cd_text first_id;
  cd_text last_id;
  /// -1 where absent.
  int64_t total_rows;
  int64_t pending;
  /// `update_seq` or `last_seq`: the text of a string, the JSON of anything else.
  cd_text sequence;
  const cd_text *not_found_keys;
  size_t not_found_count;
  size_t position;
  cd_text error;
  cd_text reason;
  cd_text message;
} cd_page;

/// How the documents of a run are separated.
typedef enum {
  /// By white space; a broken document ends at the end of its line. A line that is an array
  /// holds documents.
  CD_LINES = 0,
  /// By commas or white space; a broken document ends where its brackets close.
  CD_ELEMENTS,
  /// Like `CD_ELEMENTS`, and each element is a row of an answer: `{"id":…,"doc":{…}}`.
  CD_ROWS
} cd_framing;

typedef struct cd_decoder cd_decoder;

/// NULL without memory. `standard` serves every device type without a mapping of its own.
cd_decoder *cd_decoder_create(cd_mapping standard);
void cd_decoder_destroy(cd_decoder *decoder);
/// Gives the devices of one type a mapping of their own.
void cd_decoder_add_mapping(cd_decoder *decoder, cd_text device_type, cd_mapping mapping);
/// Whether documents on lines are compared with those before, which is faster and changes nothing
/// else; they are, unless told otherwise.
void cd_decoder_compare_lines(cd_decoder *decoder, bool compares);
/// Documents of the last call that were read by their likeness to one before.
size_t cd_decoder_alike_count(const cd_decoder *decoder);

/// Decodes a run of documents. A broken one is rejected and the rest goes on.
cd_status cd_decode_documents(
  cd_decoder *decoder, const uint8_t *bytes, size_t length, cd_framing framing);
/// Decodes a complete answer of `_all_docs?include_docs=true`.
cd_status cd_decode_all_docs(cd_decoder *decoder, const uint8_t *bytes, size_t length);
/// Decodes a complete answer of `_changes?include_docs=true`.
cd_status cd_decode_changes(cd_decoder *decoder, const uint8_t *bytes, size_t length);

const cd_batch *cd_decoder_batch(const cd_decoder *decoder);
const cd_page *cd_decoder_page(const cd_decoder *decoder);
cd_text cd_decoder_device_type(const cd_decoder *decoder, uint32_t device);
cd_text cd_decoder_device_id(const cd_decoder *decoder, uint32_t device);
/// `deviceType/eventType`, `not JSON` or `data is not an object`.
cd_text cd_decoder_kind(const cd_decoder *decoder, uint32_t kind);

/// Reads an ISO 8601 instant (`2020-03-05T12:16:24.493Z`, `…+01`, `…+0530`, a comma or a space,
/// no offset: UTC). Fractions below a millisecond are cut off. False where it is none.
bool cd_parse_timestamp(const char *text, size_t length, int64_t *milliseconds);
/// An instant given as a number since 1970, in s, ms, µs or ns: which one is told by its size,
/// for instants from 2000 to 2199. False where it is none.
bool cd_instant_of_number(double number, int64_t *milliseconds);
/// The time of a UUID of version 1 (RFC 4122, 4.1.4). False where it is none.
bool cd_time_of_uuid(const char *text, size_t length, int64_t *milliseconds);
/// Reads a decimal number, correctly rounded, whatever the locale. False where the text is
/// anything else, or too large for a double.
bool cd_parse_number(const char *text, size_t length, double *number);
/// FNV-1a, 64 and 32 bits.
uint64_t cd_hash64(const uint8_t *bytes, size_t length);
uint32_t cd_hash32(const uint8_t *bytes, size_t length);
/// The share of one member in a document's content hash, which is the sum of the shares: the same
/// as for a JSON document with that member at the outermost level.
uint64_t cd_hash_number_member(cd_text name, double number);
uint64_t cd_hash_text_member(cd_text name, cd_text text);

/// Cuts a stream of JSON into runs of complete documents, by tracking strings and depth only.
typedef struct cd_splitter cd_splitter;

/// A stretch of the given bytes: complete documents (`CD_ELEMENTS`) or rows (`CD_ROWS`).
typedef struct {
  size_t start;
  size_t end;
  cd_framing framing;
} cd_segment;

cd_splitter *cd_splitter_create(void);
void cd_splitter_destroy(cd_splitter *splitter);
/// Goes on scanning. `bytes` starts with what the last call left over (`*consumed` tells).
/// Hands out at most `capacity` segments; call again with the rest while it returns `capacity`.
size_t cd_splitter_next(
  cd_splitter *splitter, const uint8_t *bytes, size_t length, cd_segment *segments,
  size_t capacity, size_t *consumed);
/// Whether the stream may end here: no array or object is open.
bool cd_splitter_is_complete(const cd_splitter *splitter);
/// Whether what is left over is a document whose brackets have closed.
bool cd_splitter_rest_is_document(const cd_splitter *splitter, cd_framing *framing);
/// Forgets the beginning of the document that is being scanned; the next segment starts after it.
void cd_splitter_discard(cd_splitter *splitter);

#ifdef __cplusplus
}
#endif

#endif
