import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { acme, told } from '../../support/laws.ts'

test('a workspace and its parent are of one type', () => {
  assert.equal(told(acme({ workspaces: { top: { type: 'project' }, low: { type: 'environment', parent: 'top' } } })), [
    'InvalidField Workspace/acme/low/spec/parent: Workspace `low` of type environment has a parent of type project',
  ])
})

test('only a workspace with a parent narrows its data source', () => {
  const dataSources = { db: { type: 'POSTGRESQL', schema: 's' } }
  const dataSource = { name: 'db' }
  assert.equal(told(acme({ dataSources, workspaces: { lab: { type: 'workspace', dataSource } } })), [
    'InvalidField Workspace/acme/lab/spec/dataSource: Workspace `lab` has a dataSource, which only a workspace with a parent may have',
  ])
  const workspaces = { top: { type: 'workspace' }, lab: { type: 'workspace', parent: 'top', dataSource } }
  assert.equal(told(acme({ dataSources, workspaces })), [])
})

test('hosts stand in environments', () => {
  const workspaces = { lab: { type: 'workspace' }, prod: { type: 'environment' } }
  assert.equal(told(acme({ workspaces, hosts: { a: { workspace: 'lab' }, b: { workspace: 'prod' } } })), [
    'InvalidField Host/acme/a/spec/workspace: Host `a` stands in Workspace `lab` of type workspace, hosts stand in an environment',
  ])
})

test.run()
