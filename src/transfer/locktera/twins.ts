import { quoted } from '../../desired/laws/words.ts'
import { folded } from '../../lib/text.ts'
import type { SourceText } from '../../model/document.ts'
import { isOrganizationName } from '../reading/name.ts'
import type { Reading } from '../reading/reading.ts'
import { kindOf, type LockteraNode } from './node.ts'
import { problemOfLine, relatedLine } from './problem.ts'

/** Yields a problem for each node that nothing can be named after, and for each that shares what only one may have (model §3 `NotUnique`). */
export function* twinsIn(file: SourceText, nodes: readonly LockteraNode[]): Reading<void> {
  const known = new Map<string, LockteraNode>()
  for (const node of nodes) {
    if (node.name === '' || (node.role === 'org' && !isOrganizationName(node.name))) {
      yield problemOfLine(file, node.line, {
        code: 'InvalidName',
        message: `nothing can be named after the id ${quoted(node.id)}`,
        help: 'give it an id that begins with a letter or a digit and has at most 63 letters, digits and `-`',
      })
    }
    for (const { key, code, message } of marksOf(node)) {
      const other = known.get(key)
      if (other === undefined) known.set(key, node)
      else {
        yield problemOfLine(file, node.line, {
          code,
          message: message(other),
          help: 'change one of the two lines',
          related: [relatedLine(file, other.line, 'the other one is here')],
        })
      }
    }
  }
}

interface Mark {
  readonly key: string
  readonly code: 'DuplicateResource' | 'NotUnique'
  readonly message: (other: LockteraNode) => string
}

function marksOf({ role, id, name, organization, title, email }: LockteraNode): readonly Mark[] {
  const kind = kindOf(role)
  const place = kind === 'Organization' ? '' : organization
  const sameName: Mark = {
    key: `name ${kind} ${place} ${name}`,
    code: 'DuplicateResource',
    message: (other) => `${quoted(id)} and ${quoted(other.id)} would both be named ${name}`,
  }
  if (kind === 'Organization') {
    const message = (other: LockteraNode): string =>
      `organization ${quoted(id)} is called ${quoted(title)}, like ${quoted(other.id)}`
    return title === '' ? [sameName] : [sameName, { key: `title ${title}`, code: 'NotUnique', message }]
  }
  if (kind === 'UserGroup' || email === '') return [sameName]
  const message = (other: LockteraNode): string =>
    `${quoted(id)} and ${quoted(other.id)} have the same e-mail address in organization ${organization}`
  return [sameName, { key: `email ${organization} ${folded(email)}`, code: 'NotUnique', message }]
}
