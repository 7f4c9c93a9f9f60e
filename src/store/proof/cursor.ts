import { literalEnd, textEnd, UNDECIDED, valueEnd } from './scan.ts'

const IS_HEX = Uint8Array.from({ length: 256 }, (_, byte) => (/[0-9a-f]/.test(String.fromCharCode(byte)) ? 1 : 0))

/** A place in the bytes of a line, which moves on over what is found there; each method gives whether it was found. */
export class Cursor {
  readonly bytes: Buffer
  at = 0

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  take(literal: Buffer): boolean {
    return this.moveTo(literalEnd(this.bytes, this.at, literal))
  }

  takeByte(byte: number): boolean {
    if (this.bytes[this.at] !== byte) return false
    this.at++
    return true
  }

  /** So many lower-case hex digits. */
  takeHex(length: number): boolean {
    const end = this.at + length
    for (let at = this.at; at < end; at++) if (IS_HEX[this.bytes[at] as number] !== 1) return false
    this.at = end
    return true
  }

  /** A string in canonical JSON. */
  takeText(): boolean {
    return this.moveTo(textEnd(this.bytes, this.at))
  }

  /** Any value in canonical JSON. */
  takeValue(): boolean {
    return this.moveTo(valueEnd(this.bytes, this.at))
  }

  /** Goes to a place that was found, unless it is `UNDECIDED`. */
  moveTo(end: number): boolean {
    if (end === UNDECIDED) return false
    this.at = end
    return true
  }
}
