import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { gitVersion, isGitNewEnough } from '../../src/git/program.ts'

test('the git of this machine tells its version', async () => {
  assert.match((await gitVersion()) ?? '', /^\d+\.\d+/)
})

test('where no git is on the PATH there is no version', async () => {
  const path = process.env.PATH
  process.env.PATH = '/nonexistent'
  try {
    assert.is(await gitVersion(), undefined)
  } finally {
    process.env.PATH = path
  }
})

test('git 2.34 and newer will do', () => {
  assert.equal(['2.34.0', '2.39.5', '2.100', '3.0'].map(isGitNewEnough), [true, true, true, true])
  assert.equal(['2.30.9', '2.4', '1.99.1'].map(isGitNewEnough), [false, false, false])
})

test.run()
