import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { JsonObject } from '../model/resource.ts'

/** Places in a record from which reading goes on, as texts that readers hand back. */
export interface Cursors {
  /** The text of a place, good for one question only. */
  seal(question: string, place: JsonObject): string
  /** The place of a text; `undefined` where this program has not given it for that question. */
  open(question: string, text: string): JsonObject | undefined
}

const TEXT = /^([\w-]{1,800})\.([\w-]{43})$/

/** Makes cursors under a key that nobody else knows; they are good until the program ends (faults H18). */
export function createCursors(key: Uint8Array = randomBytes(32)): Cursors {
  const sign = (question: string, content: string): Buffer =>
    createHmac('sha256', key)
      .update(JSON.stringify([question, content]))
      .digest()
  return {
    seal(question, place) {
      const content = Buffer.from(JSON.stringify(place)).toString('base64url')
      return `${content}.${sign(question, content).toString('base64url')}`
    },
    open(question, text) {
      const [, content = '', given = ''] = TEXT.exec(text) ?? []
      const signature = Buffer.from(given, 'base64url')
      const right = sign(question, content)
      if (signature.length !== right.length || !timingSafeEqual(signature, right)) return undefined
      return JSON.parse(Buffer.from(content, 'base64url').toString('utf8'))
    },
  }
}
