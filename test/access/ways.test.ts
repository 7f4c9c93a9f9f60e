import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { accessIndexOf, organizationIndex } from '../../src/access/indexed.ts'
import { shownPathOn } from '../../src/access/path.ts'
import { ORGANIZATION, type Scope } from '../../src/access/scope.ts'
import { waysTo } from '../../src/access/ways.ts'
import { whatCan } from '../../src/access/whatcan.ts'
import { momentOf } from '../../src/access/windows.ts'
import type { Resource } from '../../src/model/resource.ts'
import { NOW, resource } from '../support/organization.ts'

const moment = momentOf(NOW)
const user = (name: string, spec = {}): Resource => resource('User', 'acme', name, spec)
const group = (name: string, spec = {}): Resource => resource('UserGroup', 'acme', name, spec)
const manage = (name: string, assignee: Record<string, string>): Resource =>
  resource('Permission', 'acme', name, { permission: 'MANAGE', assignee })

function told(resources: readonly Resource[], permission: string, scope: Scope = ORGANIZATION): readonly string[] {
  const index = organizationIndex(accessIndexOf(resources), 'acme')
  return waysTo(index, 'ada', { permission, scope }, { moment }).paths.map((path) => shownPathOn('acme', path))
}

test('every path is told, the shortest first, with what the grant is on', () => {
  const resources = [
    user('ada', { admin: true }),
    group('operators', { members: ['ada'], parents: ['platform', 'staff'] }),
    group('platform', { parents: ['admin'] }),
    group('staff', { maintainers: ['ada'] }),
    manage('own', { user: 'ada' }),
    manage('platform-manages', { userGroup: 'platform' }),
    manage('staff-manages', { userGroup: 'staff' }),
  ]
  assert.equal(told(resources, 'MANAGE'), [
    'ada → admin: true',
    'ada → MANAGE on acme',
    'ada → group staff → MANAGE on acme',
    'ada → group operators → group platform → MANAGE on acme',
    'ada → group operators → group staff → MANAGE on acme',
    'ada → group operators → group platform → group admin',
  ])
})

test('a role on a workspace above is told as what it is and where', () => {
  const resources = [
    user('ada'),
    resource('Workspace', 'acme', 'plant'),
    resource('Workspace', 'acme', 'plant-north', { parent: 'plant' }),
    resource('Permission', 'acme', 'edits', {
      role: 'deployment-editor',
      assignee: { user: 'ada' },
      scope: { workspace: 'plant' },
      includeDescendants: true,
    }),
  ]
  const north: Scope = { type: 'workspace', name: 'plant-north' }
  assert.equal(told(resources, 'deployments.update', north), ['ada → role deployment-editor on workspace plant'])
  assert.equal(told(resources, 'deployments.delete', north), [])
  const index = organizationIndex(accessIndexOf(resources), 'acme')
  assert.equal(
    whatCan(index, 'ada', moment).map(({ permission, scope }) => `${permission} ${scope.name}`),
    ['plant', 'plant-north'].flatMap((name) =>
      ['create', 'get', 'list', 'update'].map((verb) => `deployments.${verb} ${name}`),
    ),
  )
})

test('more paths than anybody reads are cut, and said to be', () => {
  const layers = Array.from({ length: 20 }, (_, layer) =>
    ['left', 'right'].map((side) =>
      group(`${side}-${layer}`, {
        ...(layer === 0 ? { members: ['ada'] } : {}),
        parents: layer === 19 ? ['top'] : [`left-${layer + 1}`, `right-${layer + 1}`],
      }),
    ),
  ).flat()
  const index = organizationIndex(
    accessIndexOf([
      user('ada'),
      group('top'),
      ...layers,
      manage('all', { userGroup: 'top' }),
      manage('own', { user: 'ada' }),
    ]),
    'acme',
  )
  const question = { permission: 'MANAGE', scope: ORGANIZATION }
  const cut = waysTo(index, 'ada', question, { moment, most: 10 })
  assert.is(cut.paths.length, 10)
  assert.is(cut.isComplete, false)
  assert.is(cut.paths[0]?.via, undefined)
  assert.is(waysTo(index, 'ada', question, { moment }).paths.length, 1000)
  const few = waysTo(index, 'ada', { ...question, permission: 'VIEW' }, { moment })
  assert.equal(few, { paths: [], isComplete: true })
})

test.run()
