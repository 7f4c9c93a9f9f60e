import type { SourceText } from '../model/document.ts'
import type { Problem } from '../model/problem.ts'
import { type Fault, problemOf } from './fault.ts'
import type { Limits } from './limits.ts'
import { textBeforeInvalid, wideEncoding } from './utf8.ts'

const UTF8 = new TextDecoder('utf-8', { fatal: true })
const LFS_POINTER = 'version https://git-lfs.github.com/spec/v1'
const CONFLICT = /^(?:<{7}|={7}|>{7}|\|{7})(?=[ \r\n]|$)/m
const CONTROL_OR_RETURN = /[\0-\x08\x0b-\x1f\x7f]/
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/
const LONE_RETURN = /\r(?!\n)/

/** A file's text, or the one problem for which it has none. */
export type Decoded = { readonly file: SourceText } | { readonly problem: Problem }

/**
 * The text of a file's bytes, a byte order mark at its start taken away; or why it has none: too large (judged before
 * anything is read), not UTF-8, a git-lfs pointer, merge conflict markers, a control character, a lone carriage return.
 */
export function decodeText(source: string, path: string, bytes: Uint8Array, limits: Limits): Decoded {
  if (bytes.byteLength > limits.fileBytes) return { problem: tooLarge(source, path, bytes.byteLength, limits) }
  const text = wideEncoding(bytes) === undefined ? decoded(bytes) : undefined
  if (text === undefined) return { problem: notUtf8(source, path, bytes) }
  const file: SourceText = { source, path, text }
  const fault = lfsPointer(text) ?? conflict(text) ?? control(text) ?? innerMark(text)
  return fault === undefined ? { file } : { problem: problemOf(file, fault) }
}

/** The problem of a file with more bytes than the limit, for sources that know the size before they read. */
export function tooLarge(source: string, path: string, bytes: number, limits: Limits): Problem {
  const message = `the file has ${bytes} bytes, at most ${limits.fileBytes} are read`
  const help = 'split it into several files, or raise limits.fileBytes'
  return problemOf({ source, path, text: '' }, { code: 'TooLarge', start: 0, end: 1, message, help })
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes)
  } catch {
    return undefined
  }
}

function notUtf8(source: string, path: string, bytes: Uint8Array): Problem {
  const isWide = wideEncoding(bytes) !== undefined
  const text = isWide ? '' : textBeforeInvalid(bytes)
  return problemOf(
    { source, path, text },
    {
      code: 'NotUtf8',
      start: text.length,
      end: text.length + 1,
      message: isWide ? 'the file is not UTF-8: it looks like UTF-16' : 'the file is not UTF-8 from here on',
      help: 'save it as UTF-8',
    },
  )
}

function lfsPointer(text: string): Fault | undefined {
  if (!text.startsWith(LFS_POINTER)) return undefined
  const message = 'the file is a git-lfs pointer, its content is elsewhere; git-lfs is not supported'
  return { code: 'LfsPointer', start: 0, end: LFS_POINTER.length, message, help: 'commit the content itself' }
}

function conflict(text: string): Fault | undefined {
  const start = text.search(CONFLICT)
  if (start < 0) return undefined
  const message = 'a merge conflict is not resolved: its markers still stand in the file'
  return { code: 'MergeConflict', start, end: start + 7, message, help: 'keep what is right and delete the markers' }
}

function control(text: string): Fault | undefined {
  if (!CONTROL_OR_RETURN.test(text)) return undefined
  const start = text.search(CONTROL)
  if (start >= 0) {
    const message = start === text.indexOf('\0') ? 'a NUL byte is not allowed' : 'a control character is not allowed'
    return { code: 'Syntax', start, end: start + 1, message, help: 'delete it' }
  }
  const lone = text.search(LONE_RETURN)
  if (lone < 0) return undefined
  const message = 'a carriage return alone does not end a line'
  return {
    code: 'Syntax',
    start: lone,
    end: lone + 1,
    message,
    help: 'save the file with the line ends of Unix or Windows',
  }
}

function innerMark(text: string): Fault | undefined {
  const start = text.startsWith('\ufeff') ? 0 : text.indexOf('\n\ufeff') + 1
  if (start === 0 && !text.startsWith('\ufeff')) return undefined
  const message = 'a byte order mark may stand only at the start of a file'
  return { code: 'Syntax', start, end: start + 1, message, help: 'delete the invisible character' }
}
