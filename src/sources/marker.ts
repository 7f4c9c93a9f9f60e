import { locate } from '../documents/place.ts'
import type { ReadResult } from '../documents/pool.ts'
import { pointerOf } from '../lib/pointer.ts'
import { nearest, visible } from '../lib/text.ts'
import type { Document } from '../model/document.ts'
import type { Problem, ProblemCode } from '../model/problem.ts'
import type { Json } from '../model/resource.ts'
import { MARKER } from './path.ts'
import { refusal } from './refusal.ts'

/** What a source's `charter.yaml` says: the installation it is meant for, or what is wrong with it. */
export type Marker =
  | { readonly installation: string }
  | { readonly problems: readonly [Problem, ...(readonly Problem[])] }

const FIELD = 'installation'
const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const HELP = 'write `installation: <name>`; declarations stand in other files'

/** Reads the marker of a source: one document with one field, `installation`, a name as in model §1.2. */
export function readMarker(result: ReadResult, source: string): Marker {
  const [first, ...rest] = result.problems
  if (first !== undefined) return { problems: [first, ...rest] }
  const [document, second] = result.documents
  if (document === undefined || second !== undefined) {
    return {
      problems: [
        refusal(source, MARKER, { code: 'InvalidField', message: `${MARKER} holds one document`, help: HELP }),
      ],
    }
  }
  const { installation, ...others } = document.value
  const unknown = Object.keys(others).map((name) => unknownField(document, name))
  if (isInstallationName(installation)) {
    const [first, ...more] = unknown
    return first === undefined ? { installation } : { problems: [first, ...more] }
  }
  return { problems: [notNamed(document, installation), ...unknown] }
}

/** Whether a value is a name that an installation may have (as in model §1.2). */
export function isInstallationName(value: Json | undefined): value is string {
  return typeof value === 'string' && value.length <= 253 && NAME.test(value)
}

function notNamed(document: Document, value: Json | undefined): Problem {
  if (value === undefined || value === null) {
    return problemAt(document, '', ['MissingField', `${MARKER} names no installation`])
  }
  const message = 'the name of an installation holds lower-case letters, digits, `-` and `.`'
  return problemAt(document, `/${FIELD}`, ['InvalidName', message])
}

function unknownField(document: Document, name: string): Problem {
  const like = nearest(name, [FIELD])
  const help = like === undefined ? HELP : `did you mean \`${like}\`?`
  return problemAt(document, pointerOf([name]), [
    'UnknownField',
    `unknown field \`${visible(name)}\` in ${MARKER}`,
    help,
  ])
}

function problemAt(
  document: Document,
  pointer: string,
  [code, message, help = HELP]: readonly [ProblemCode, string, string?],
): Problem {
  const { line, column, length } = locate(document, pointer, 'key')
  const { source, path } = document.file
  return { code, severity: 'error', message, help, origin: { source, path, line, column }, pointer, length }
}
