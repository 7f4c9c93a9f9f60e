import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { packageRoot } from '../../src/lib/root.ts'

test('the package is where its schemas are', () => {
  assert.ok(existsSync(join(packageRoot(), 'schemas/User.json')))
})

test.run()
