const NEWLINE = 0x0a

/**
 * The lines of a stream of bytes, without their ends, as soon as each is whole: where a chunk is cut does not matter. A line
 * that is longer than `mostBytes` ends it with `undefined`; what stands behind the last line end is left out.
 */
export async function* linesOf(stream: AsyncIterable<Buffer>, mostBytes: number): AsyncGenerator<string | undefined> {
  let parts: Buffer[] = []
  let length = 0
  for await (const chunk of stream) {
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      parts.push(chunk.subarray(start, end))
      if (length + end - start > mostBytes) return void (yield undefined)
      yield Buffer.concat(parts).toString('utf8')
      parts = []
      length = 0
      start = end + 1
    }
    parts.push(chunk.subarray(start))
    length += chunk.length - start
    if (length > mostBytes) return void (yield undefined)
  }
}
