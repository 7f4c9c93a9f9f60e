import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { displayPath } from '../../src/model/document.ts'
import { ConfigError } from '../../src/model/errors.ts'
import {
  checkFolder,
  isDeclaration,
  isPassedOver,
  mayHoldDeclarations,
  pathFault,
  twinsOf,
} from '../../src/sources/path.ts'

test('declarations end in .yaml, .yml or .json, in any letter case', () => {
  for (const path of ['a.yaml', 'a.yml', 'a.json', 'A.YAML', 'x/a.b.yaml']) assert.ok(isDeclaration(path), path)
  for (const path of ['a', 'yaml', 'a.yaml.orig', 'a.yaml~', 'a.yaml.rej', 'a.yamlx', 'README.md', 'a.yaml\n']) {
    assert.not.ok(isDeclaration(path), path)
  }
})

test('hidden files and folders and installed packages are passed over', () => {
  for (const path of ['.a.yaml', '.github/a.yaml', 'x/.y/a.yaml', 'node_modules/a.yaml', 'x/node_modules/a', '..a/b']) {
    assert.ok(isPassedOver(path), path)
  }
  for (const path of ['a.yaml', 'x.y/a.yaml', 'node_modules2/a', 'my_node_modules/a', '../a.yaml', './a.yaml']) {
    assert.not.ok(isPassedOver(path), path)
  }
})

test('a link or submodule counts unless its name says that it is something else', () => {
  for (const path of ['users.yaml', 'orgs', 'x/orgs', 'v1.2', 'a.JSON']) assert.ok(mayHoldDeclarations(path), path)
  for (const path of ['README.md', 'x/run.sh']) assert.not.ok(mayHoldDeclarations(path), path)
})

test('G17: paths that could mislead are refused, each for its reason', () => {
  const faults = {
    'a\nb.yaml': 'holds control or invisible characters',
    'a\rb.yaml': 'holds control or invisible characters',
    'a\tb.yaml': 'holds control or invisible characters',
    'a\u001b[31m.yaml': 'holds control or invisible characters',
    'a\u202eb.yaml': 'holds control or invisible characters',
    'a\u200bb.yaml': 'holds control or invisible characters',
    'a\\b.yaml': 'holds a backslash',
    'a\ufffdb.yaml': 'is not UTF-8',
    '../a.yaml': 'is not in its shortest form',
    'a/../b.yaml': 'is not in its shortest form',
    'a/./b.yaml': 'is not in its shortest form',
    'a//b.yaml': 'is not in its shortest form',
    '/a.yaml': 'is not in its shortest form',
    [`${'a/'.repeat(600)}b.yaml`]: 'is longer than 1024 characters',
  }
  for (const [path, fault] of Object.entries(faults)) assert.is(pathFault(path), fault, path)
})

test('G17: names that only another system dislikes are read', () => {
  for (const path of [
    'CON.yaml',
    'a./b.yaml',
    'a b.yaml',
    'größe.yaml',
    '"a".yaml',
    "it's.yaml",
    '-a.yaml',
    'a:b.yaml',
  ]) {
    assert.is(pathFault(path), undefined, path)
  }
})

test('G17: paths equal but for letter case or Unicode form are twins', () => {
  const nfc = 'é.yaml'
  const nfd = 'e\u0301.yaml'
  assert.equal(
    [...twinsOf(['A.yaml', 'a.yaml', 'b.yaml', nfd, nfc])],
    [
      ['a.yaml', 'A.yaml'],
      ['A.yaml', 'a.yaml'],
      [nfc, nfd],
      [nfd, nfc],
    ],
  )
  assert.equal([...twinsOf(['a.yaml', 'a.yaml'])], [['a.yaml', 'a.yaml']])
  assert.is(twinsOf(['x/a.yaml', 'X/b.yaml']).size, 0)
})

test('a folder of a repository is named from its root and stays in it', () => {
  assert.is(checkFolder(''), '')
  assert.is(checkFolder('.'), '')
  assert.is(checkFolder('./orgs//acme/'), 'orgs/acme')
  for (const folder of ['..', 'a/../..', '/etc', 'a\nb', 'a\\b']) {
    assert.throws(
      () => checkFolder(folder),
      (error: unknown) => error instanceof ConfigError,
    )
  }
})

test('a path is shown joined to what was typed', () => {
  assert.is(displayPath('orgs/acme', 'users.yaml'), 'orgs/acme/users.yaml')
  assert.is(displayPath('./orgs/', 'users.yaml'), 'orgs/users.yaml')
  assert.is(displayPath('../orgs', 'users.yaml'), '../orgs/users.yaml')
  assert.is(displayPath('/srv/orgs/', 'a/b.yaml'), '/srv/orgs/a/b.yaml')
  assert.is(displayPath('/', 'a.yaml'), '/a.yaml')
  for (const root of ['.', './', '', undefined]) assert.is(displayPath(root, 'a.yaml'), 'a.yaml')
})

test.run()
