import { quoted } from '../../desired/laws/words.ts'
import type { SourceText } from '../../model/document.ts'
import { groupName, normalized, organizationName } from '../reading/name.ts'
import type { Reading } from '../reading/reading.ts'
import { kindOf, type LockteraNode, type LockteraRow, type Role } from './node.ts'
import { problemOfLine, relatedLine } from './problem.ts'

/**
 * Puts rows into their tree, in their order: each belongs to the nearest organization above it. Who belongs to nothing that is
 * there, to a user, or to itself by way of others is a problem and left out.
 */
export function* treeOf(file: SourceText, rows: readonly LockteraRow[]): Reading<readonly LockteraNode[]> {
  const byId = new Map(rows.map((row) => [row.id, row]))
  const organizations = new Map<string, string | undefined>()
  const free = new Set<string>()
  const nodes: LockteraNode[] = []
  for (const row of rows) {
    const around = byId.get(row.above)
    const wrong = misplaced(file, row, around)
    if (wrong !== undefined) yield wrong
    const ring = ringFrom(row, byId, free)
    if (wrong === undefined && ring !== undefined && isFirst(row, ring)) yield cycleProblem(file, row, ring)
    const organization = row.role === 'org' ? nameOf(row) : organizationOf(row, byId, organizations)
    if (wrong !== undefined || ring !== undefined || organization === undefined) continue
    const group = around?.role === 'group' ? nameOf(around) : undefined
    const parent = row.role === 'org' && around !== undefined ? nameOf(around) : undefined
    nodes.push({ ...row, name: nameOf(row), organization, group, parent })
  }
  return nodes
}

/** The name of a node in Charter; that of an organization begins with a letter (model §1.2). */
export function nameOf({ id, role }: Pick<LockteraRow, 'id' | 'role'>): string {
  switch (kindOf(role)) {
    case 'Organization':
      return organizationName(id).replace(/^(?=[0-9])/, 'org-')
    case 'UserGroup':
      return groupName(id)
    case 'User':
      return normalized(id)
  }
}

function misplaced(file: SourceText, { line, role, id, above }: LockteraRow, around: LockteraRow | undefined) {
  const what = `${WORDS[role]} ${quoted(id)}`
  if (above === '') {
    if (role === 'org') return undefined
    const message = `${what} has no org_id`
    return problemOfLine(file, line, {
      code: 'MissingField',
      message,
      help: 'name the organization or group it belongs to',
    })
  }
  if (around === undefined) {
    const message = `${what} belongs to ${quoted(above)}, which no line declares`
    const help = 'add a line for it, or name another org_id'
    return problemOfLine(file, line, { code: 'DanglingReference', message, help })
  }
  if (around.role === 'org' || (around.role === 'group' && role !== 'org')) return undefined
  const place = `${WORDS[around.role]} ${quoted(above)}`
  return problemOfLine(file, line, {
    code: 'InvalidField',
    message: `${what} belongs to ${place}`,
    help: role === 'org' ? 'name an organization as its org_id' : 'name an organization or a group as its org_id',
    related: [relatedLine(file, around.line, 'declared here')],
  })
}

const WORDS: Readonly<Record<Role, string>> = {
  org: 'organization',
  group: 'group',
  org_admin: 'user',
  user_admin: 'user',
  user: 'user',
}

/**
 * The ring that a row is part of, from itself on; `undefined` where it is part of none. From those in `free` no ring is
 * reached, so that nothing is walked twice; what is found to be so is added.
 */
function ringFrom(
  row: LockteraRow,
  byId: ReadonlyMap<string, LockteraRow>,
  free: Set<string>,
): readonly LockteraRow[] | undefined {
  const ring = [row]
  const seen = new Set([row.id])
  for (let next = byId.get(row.above); next !== undefined && !free.has(next.id); next = byId.get(next.above)) {
    if (next.id === row.id) return ring
    if (seen.has(next.id)) return undefined
    seen.add(next.id)
    ring.push(next)
  }
  for (const id of seen) free.add(id)
  return undefined
}

function isFirst(row: LockteraRow, ring: readonly LockteraRow[]): boolean {
  return ring.every(({ line }) => line >= row.line)
}

function cycleProblem(file: SourceText, row: LockteraRow, ring: readonly LockteraRow[]) {
  const chain = [...ring, row].map(({ id }) => quoted(id)).join(' -> ')
  return problemOfLine(file, row.line, {
    code: 'Cycle',
    message: `${WORDS[row.role]} ${quoted(row.id)} belongs to itself: ${chain}`,
    help: 'give one of them another org_id',
    related: ring.slice(1, 11).map((one) => relatedLine(file, one.line, `belongs to ${quoted(one.above)}`)),
  })
}

/** The name of the nearest organization above a row; each is looked up once. */
function organizationOf(
  row: LockteraRow,
  byId: ReadonlyMap<string, LockteraRow>,
  known: Map<string, string | undefined>,
): string | undefined {
  const way: string[] = []
  const seen = new Set<string>()
  let at: LockteraRow | undefined = byId.get(row.above)
  let found: string | undefined
  for (; at !== undefined && !seen.has(at.id); at = byId.get(at.above)) {
    if (known.has(at.id)) {
      found = known.get(at.id)
      break
    }
    if (at.role === 'org') {
      found = nameOf(at)
      break
    }
    seen.add(at.id)
    way.push(at.id)
  }
  for (const id of way) known.set(id, found)
  return found
}
