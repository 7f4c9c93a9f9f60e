import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import type { Mark, MarkedImpact } from '../../../src/access/marks.ts'
import { ORGANIZATION } from '../../../src/access/scope.ts'
import { ALWAYS } from '../../../src/access/windows.ts'
import { sha256 } from '../../../src/lib/digest.ts'
import type { Change, FieldChange } from '../../../src/model/change.ts'
import type { Hold } from '../../../src/model/hold.ts'
import type { Plan } from '../../../src/model/plan.ts'
import type { Problem } from '../../../src/model/problem.ts'
import {
  API_VERSION,
  type JsonObject,
  type Key,
  type Kind,
  keyOf,
  type Origin,
  type Resource,
  type StoredResource,
} from '../../../src/model/resource.ts'

export interface ResourceParts {
  readonly kind?: Kind
  readonly namespace?: string
  readonly name: string
  readonly spec?: JsonObject
  readonly annotations?: Record<string, string>
  readonly labels?: Record<string, string>
  readonly origin?: Origin
}

export function file(path: string, line: number, column = 1): Origin {
  return { source: 'main', path, line, column }
}

export function resource(parts: ResourceParts): Resource {
  const { kind = 'User', namespace = 'acme', name, spec = {}, annotations = {}, labels = {} } = parts
  const origin = parts.origin ?? file(`orgs/${namespace}/resources.yaml`, 1)
  const digest = sha256(JSON.stringify([kind, namespace, name, spec, labels, annotations]))
  return { apiVersion: API_VERSION, kind, namespace, name, labels, annotations, spec, digest, origin }
}

export function stored(parts: ResourceParts): StoredResource {
  const made = resource(parts)
  const time = '2026-11-01T00:00:00.000Z'
  return { ...made, uid: uidOf(keyOf(made)), version: 3, createdAt: time, updatedAt: time }
}

export function uidOf(key: Key): string {
  const hex = sha256(key)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

export function create(parts: ResourceParts): Change {
  const after = resource(parts)
  return { action: 'create', key: keyOf(after), uid: uidOf(keyOf(after)), after }
}

export function remove(parts: ResourceParts): Change {
  const before = stored(parts)
  return { action: 'delete', key: keyOf(before), before }
}

export function update(before: ResourceParts, spec: JsonObject, fields: readonly FieldChange[]): Change {
  const after = resource({ ...before, spec })
  return { action: 'update', key: keyOf(after), before: stored(before), after, fields }
}

export function rename(from: ResourceParts, name: string, fields: readonly FieldChange[] = []): Change {
  const [before, after] = [stored(from), resource({ ...from, name })]
  return { action: 'rename', key: keyOf(after), from: keyOf(before), before, after, fields }
}

export const COMMIT = 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678'

export function plan(organization: string, changes: readonly Change[]): Plan {
  return {
    unit: { type: 'organization', organization },
    phase: 'changes',
    base: sha256(`base of ${organization}`),
    revisions: { main: COMMIT },
    changes,
    digest: sha256(`plan of ${organization}`),
  }
}

export function hold(organization: string, parts: Partial<Hold> = {}): Hold {
  return {
    code: 'RemovalBudget',
    scope: { type: 'organization', organization },
    digest: sha256(`plan of ${organization}`),
    message: 'removes 649 of 1200 users, at most 60 may go',
    evidence: { User: { removed: 649, allowed: 60 } },
    next: [`charter approve ${sha256(`plan of ${organization}`).slice(0, 12)}`],
    ...parts,
  }
}

export function problem(parts: Partial<Problem> = {}): Problem {
  return {
    code: 'UnknownField',
    severity: 'error',
    message: 'unknown field `emial` in user',
    origin: file('orgs/acme/users.yaml', 14, 7),
    pointer: '/spec/emial',
    ...parts,
  }
}

/** Compares with `test/<room>/golden/<name>`; `UPDATE=1` writes it anew. */
type Right = readonly [user: string, permission: string, workspace?: string | undefined, mark?: Mark]

/** An impact in short, every right by being an admin. */
export function impactOn({
  gained = [],
  lost = [],
}: {
  gained?: readonly Right[]
  lost?: readonly Right[]
}): MarkedImpact {
  const changeOf = ([user, permission, workspace, mark]: Right) => ({
    user,
    permission,
    scope: workspace === undefined ? ORGANIZATION : ({ type: 'workspace', name: workspace } as const),
    path: { user, via: undefined, ground: { type: 'flag' } as const },
    window: ALWAYS,
    marks: mark === undefined ? [] : [mark],
  })
  const people = [...new Set([...gained, ...lost].map(([user]) => user))].sort()
  const ownOf = (all: readonly Right[], name: string) => all.filter(([user]) => user === name).map(changeOf)
  return people.map((user) => ({ user, gained: ownOf(gained, user), lost: ownOf(lost, user), kept: [] }))
}

export function golden(testFile: string, name: string, actual: string): void {
  const path = fileURLToPath(new URL(`golden/${name}`, testFile))
  if (process.env.UPDATE === '1') {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, actual)
  }
  assert.fixture(actual, readFileSync(path, 'utf8'))
}
