/** UTF-16 by its byte order mark, or by the NULs that it puts beside ASCII; `undefined` where it looks like neither order. */
export function wideEncoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le'
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0 && second !== undefined)) return 'utf-16be'
  return undefined
}

/** The text before the first byte that is not UTF-8. */
export function textBeforeInvalid(bytes: Uint8Array): string {
  let valid = 0
  let invalid = bytes.byteLength
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1
    if (prefix(bytes, middle) === undefined) invalid = middle
    else valid = middle
  }
  return prefix(bytes, valid) ?? ''
}

/** The text of the first bytes; a character that is cut at the end is left out. */
function prefix(bytes: Uint8Array, length: number): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length), { stream: true })
  } catch {
    return undefined
  }
}

/** Text of bytes that are no UTF-8, what is wrong replaced: only good for looking for names in it. */
export function roughText(bytes: Uint8Array): string {
  return new TextDecoder(wideEncoding(bytes) ?? 'utf-8').decode(bytes)
}
