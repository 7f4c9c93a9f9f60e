import { visible } from '../../lib/text.ts'
import type { Origin } from '../../model/resource.ts'

const OBJECT_NAME = /^[0-9a-f]{40}([0-9a-f]{24})?$/

/** Where a declaration stands, for the margin of a plan: `orgs/acme/users.yaml:14`, or `cluster generation 3`. */
export function placeOf(origin: Origin): string {
  if ('path' in origin) return `${visible(origin.path)}:${origin.line}`
  return `${visible(origin.source)} generation ${origin.generation}`
}

/** A revision as people name it: the first seven digits of a Git object name, anything else as it is. */
export function shortRevision(revision: string): string {
  return visible(OBJECT_NAME.test(revision) ? revision.slice(0, 7) : revision)
}

/** The revisions a plan was made of, sources by name: `revision main@a1b2c3d`; empty where there is none. */
export function revisionsText(revisions: Readonly<Record<string, string>>): string {
  const names = Object.keys(revisions).sort()
  if (names.length === 0) return ''
  const texts = names.map((name) => `${visible(name)}@${shortRevision(revisions[name] ?? '')}`)
  return `${names.length === 1 ? 'revision' : 'revisions'} ${texts.join(', ')}`
}
