import { spawnSync } from 'node:child_process'
import { userInfo } from 'node:os'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { account } from '../../src/lib/account.ts'

const file = fileURLToPath(new URL('../../src/lib/account.ts', import.meta.url))

test('an account has its number and its name', () => {
  const { uid, username } = userInfo()
  assert.equal(account(), { uid, name: username })
})

const NOBODY = 2_000_123_456
const asNobody = (program: string) =>
  spawnSync(process.execPath, ['-e', program], { uid: NOBODY, gid: NOBODY, cwd: '/', env: {}, encoding: 'utf8' })

// Only root may run something as somebody else, who has to be able to read this checkout.
const canRun = process.geteuid?.() === 0 && asNobody(`fs.readFileSync(${JSON.stringify(file)})`).status === 0
;(canRun ? test : test.skip)('an account without a name is called by its number, as in a container', () => {
  const program = `import(${JSON.stringify(file)}).then(({ account }) => console.log(JSON.stringify(account())))`
  const { stdout, stderr } = asNobody(program)
  assert.is(stdout, `{"uid":${NOBODY},"name":"uid ${NOBODY}"}\n`, stderr)
})

test.run()
