import { sha256 } from '../../lib/digest.ts'
import type { Cursor } from './cursor.ts'
import { BYTES } from './scan.ts'

const ELSEWHERE = Buffer.from('\t\t')
const ACTION = Buffer.from('{"action":')
const BODY = Buffer.from('\t"body":')
const COMMIT = Buffer.from('"commit":')
const DIGEST = Buffer.from('"digest":"')
const KIND = Buffer.from('","kind":')
const SALT = Buffer.from('\t"salt":"')
const UID = Buffer.from('"uid":')
const DIGEST_LENGTH = 64
const SALT_LENGTH = 32
const { tab, quote, comma, closeList, openObject, closeObject } = BYTES

/** The list of changes in a line. */
export interface ChangeList {
  /** The places behind the bracket that opens it, and of the one that closes it. */
  readonly open: number
  readonly close: number
  /** Whether the changes stand in lines of their own before this one. */
  readonly isElsewhere: boolean
  readonly count: number
  /** The uids of those that lack a body. */
  readonly erased: readonly string[]
  /** Where what the hash covers of them begins and ends, by turns. */
  readonly cuts: readonly number[]
}

/**
 * Takes the list behind its opening bracket, with the closing one. `undefined` where a change is not written as Charter
 * writes it, member by member (docs/ledger.md, "Entries"), or its body does not match its digest.
 */
export function takeChanges(cursor: Cursor): ChangeList | undefined {
  const open = cursor.at
  const isElsewhere = cursor.take(ELSEWHERE)
  const cuts = [cursor.at]
  const erased: string[] = []
  let count = 0
  while (cursor.bytes[cursor.at] !== closeList) {
    if (isElsewhere || (count > 0 && !cursor.takeByte(comma))) return undefined
    const uid = takeChange(cursor, cuts)
    if (uid === undefined) return undefined
    if (uid !== '') erased.push(JSON.parse(uid) as string)
    count++
  }
  const close = cursor.at++
  return { open, close, isElsewhere, count, erased, cuts: [...cuts, close] }
}

/** Gives the JSON of the uid where the change lacks its body, nothing where it has one, `undefined` where it is no change. */
function takeChange(cursor: Cursor, cuts: number[]): string | undefined {
  if (!cursor.take(ACTION) || !cursor.takeText() || !cursor.takeByte(comma)) return undefined
  const body = cursor.at + BODY.length
  const hasBody = cursor.bytes[cursor.at] === tab
  if (hasBody && !takeBody(cursor, cuts)) return undefined
  const bodyEnd = cursor.at - ',\t'.length
  if (cursor.take(COMMIT) && !(cursor.takeText() && cursor.takeByte(comma))) return undefined
  const digest = cursor.at + DIGEST.length
  if (!cursor.take(DIGEST) || !cursor.takeHex(DIGEST_LENGTH)) return undefined
  if (!cursor.take(KIND) || !cursor.takeText() || !cursor.takeByte(comma)) return undefined
  if (hasBody) {
    const salt = cursor.at + SALT.length
    if (!takeSalt(cursor, cuts)) return undefined
    if (digestOf(cursor.bytes, salt, body, bodyEnd) !== cursor.bytes.toString('latin1', digest, digest + DIGEST_LENGTH))
      return undefined
  }
  const uid = cursor.at + UID.length
  if (!cursor.take(UID) || !cursor.takeText() || !cursor.takeByte(closeObject)) return undefined
  return hasBody ? '' : cursor.bytes.toString('utf8', uid, cursor.at - 1)
}

function takeBody(cursor: Cursor, cuts: number[]): boolean {
  cuts.push(cursor.at)
  if (!cursor.take(BODY) || cursor.bytes[cursor.at] !== openObject || !cursor.takeValue()) return false
  return endCut(cursor, cuts)
}

function takeSalt(cursor: Cursor, cuts: number[]): boolean {
  cuts.push(cursor.at)
  if (!cursor.take(SALT) || !cursor.takeHex(SALT_LENGTH) || !cursor.takeByte(quote)) return false
  return endCut(cursor, cuts)
}

function endCut(cursor: Cursor, cuts: number[]): boolean {
  if (!cursor.takeByte(comma) || !cursor.takeByte(tab)) return false
  cuts.push(cursor.at)
  return true
}

// Room for a salt with its body, used again for each: making a buffer costs about as much as hashing what is in it.
let room = Buffer.allocUnsafe(64 * 1024)

/** The digest that a body with its salt has, by where they stand. */
function digestOf(bytes: Buffer, salt: number, body: number, bodyEnd: number): string {
  const length = SALT_LENGTH + bodyEnd - body
  if (length > room.length) room = Buffer.allocUnsafe(2 * length)
  bytes.copy(room, 0, salt, salt + SALT_LENGTH)
  bytes.copy(room, SALT_LENGTH, body, bodyEnd)
  return sha256(room.subarray(0, length))
}
