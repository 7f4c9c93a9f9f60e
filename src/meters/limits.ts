/** The most bytes that one answer or file may have. */
export const MOST_BYTES = 16 * 1024 * 1024
/** The most records that one reading may give. */
export const MOST_RECORDS = 250_000
/** How long one call may take, to the last byte of its answer. */
export const TIMEOUT_MS = 30_000
/** After so many records others get their turn. */
export const TURN = 2_000
