import { shortened } from '../lib/text.ts'

const EMAIL = /[^\s`'"<>(),;:=[\]{}]+@[^\s`'"<>(),;:=[\]{}@.]+(?:\.[^\s`'"<>(),;:=[\]{}@.]+)+/gu
const MOST = 1000
/** More is not looked through: it would be cut away anyway. */
const SEARCHED = 4000

/** A message as it may leave the machine: e-mail addresses in it are `…@…`, and it has at most 1,000 characters. */
export function withoutEmails(text: string): string {
  return shortened(shortened(text, SEARCHED).replace(EMAIL, '…@…'), MOST)
}
