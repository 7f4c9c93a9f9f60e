import { visible } from '../lib/text.ts'
import type { Scope } from './scope.ts'

/**
 * What a right rests on in the end: a field of the user, the built-in group `admin`, or a Permission, which may give it by
 * a `role`; `scope` is on what the Permission is, where that is told.
 */
export type Ground =
  | { readonly type: 'flag' }
  | { readonly type: 'role' }
  | { readonly type: 'group' }
  | {
      readonly type: 'permission'
      readonly permission: string
      readonly right: string
      readonly role?: string
      readonly scope?: Scope
    }

/** A group on the way from a user to a ground; chains share their ends, so that deep nesting costs nothing. */
export interface Step {
  readonly group: string
  readonly next: Step | undefined
}

/** Why a user holds a right: through which groups, nearest first, on which ground. */
export interface AccessPath {
  readonly user: string
  readonly via: Step | undefined
  readonly ground: Ground
}

/** The groups of a chain, nearest to the user first. */
export function groupsAlong(step: Step | undefined): readonly string[] {
  const groups: string[] = []
  for (let current = step; current !== undefined; current = current.next) groups.push(current.group)
  return groups
}

const MOST_SHOWN = 8

/** A path in words: `ada → group operators → group platform → MANAGE`; very long ones are shortened in the middle. */
export function shownPath(path: AccessPath): string {
  return pathText(path, undefined)
}

/** The same with what the right is on: `… → MANAGE on acme`, `… → role deployment-editor on workspace lab`. */
export function shownPathOn(organization: string, path: AccessPath): string {
  return pathText(path, organization)
}

/**
 * The way without the user, for what several users share: `group operators → MANAGE`. On what a Permission is stands there
 * only where that is not what the way leads to.
 */
export function shownWay(organization: string, { via, ground }: AccessPath, to: Scope): string {
  const isThere = ground.type === 'permission' && ground.scope?.type === to.type && ground.scope.name === to.name
  if (isThere && via === undefined && ground.role === undefined) return 'a grant of their own'
  return visible(wayTexts(via, ground, isThere ? undefined : organization).join(' → '))
}

function pathText({ user, via, ground }: AccessPath, organization: string | undefined): string {
  return visible([user, ...wayTexts(via, ground, organization)].join(' → '))
}

function wayTexts(via: Step | undefined, ground: Ground, organization: string | undefined): readonly string[] {
  const groups = groupsAlong(via)
  const shown = groups.map((group) => `group ${group}`)
  if (groups.length > MOST_SHOWN) {
    const half = MOST_SHOWN / 2
    shown.splice(half, groups.length - MOST_SHOWN, `${groups.length - MOST_SHOWN} more groups`)
  }
  return [...shown, ...shownGround(ground, organization)]
}

function shownGround(ground: Ground, organization: string | undefined): readonly string[] {
  switch (ground.type) {
    case 'flag':
      return ['admin: true']
    case 'role':
      return ['role: org_admin']
    case 'group':
      // The last group of the chain is the ground itself and stands there already.
      return []
    case 'permission':
      return [`${given(ground)}${on(ground.scope, organization)}`]
  }
}

function given({ right, role }: { readonly right: string; readonly role?: string }): string {
  return role === undefined ? right : `role ${role}`
}

function on(scope: Scope | undefined, organization: string | undefined): string {
  if (scope === undefined || organization === undefined) return ''
  return ` on ${scope.type === 'organization' ? organization : `${scope.type} ${scope.name}`}`
}
