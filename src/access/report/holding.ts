import { keyOf, type StoredResource } from '../../model/resource.ts'
import { ADMIN_GROUP } from '../builtin.ts'
import { text } from '../fields.ts'
import { organizationIndex } from '../indexed.ts'
import type { AccessPath } from '../path.ts'
import type { Question } from '../question.ts'
import { groundKey } from '../resting.ts'
import { overlap } from '../spans.ts'
import { ALWAYS, type Window, windowOf } from '../windows.ts'
import { type AccessSource, sourceOf } from './source.ts'
import type { Survey } from './survey.ts'

/**
 * A permission that a user holds by one path: on what, how, during which part of the declared windows, what gives it (where that
 * is stored) and why, as its declaration says.
 */
export interface Holding extends Question {
  readonly path: AccessPath
  readonly source: AccessSource
  readonly window: Window
  readonly ground: StoredResource | undefined
  readonly reason: string | undefined
}

/** What a path in an organization gives. */
export function holdingOf(
  { resources }: Pick<Survey, 'resources'>,
  organization: string,
  { permission, scope }: Question,
  path: AccessPath,
): Holding {
  const ground = resources.get(groundKey(organization, path))
  const user = resources.get(keyOf({ kind: 'User', namespace: organization, name: path.user }))
  return {
    permission,
    scope,
    path,
    source: sourceOf({ permission, scope }, path),
    window: sharedWindow(user, ground),
    ground,
    reason: ground?.kind === 'Permission' ? text(ground.spec, 'reason') : undefined,
  }
}

/** The uids of what may give something to somebody in the organizations of a survey: permissions, admins and the groups `admin`. */
export function groundUids({ resources, index, organizations }: Survey): ReadonlySet<string> {
  const meant = new Set(organizations)
  const uids = new Set<string>()
  for (const { kind, namespace, name, uid } of resources.values()) {
    if (!meant.has(namespace)) continue
    const isAdmin = kind === 'User' && organizationIndex(index, namespace).admins.has(name)
    if (kind === 'Permission' || isAdmin || (kind === 'UserGroup' && name === ADMIN_GROUP)) uids.add(uid)
  }
  return uids
}

function sharedWindow(user: StoredResource | undefined, ground: StoredResource | undefined): Window {
  const own = user === undefined ? ALWAYS : windowOf(user)
  if (ground?.kind !== 'Permission') return own
  const shared = overlap(own, windowOf(ground)) ?? own
  return shared.from === own.from && shared.until === own.until ? own : shared
}
