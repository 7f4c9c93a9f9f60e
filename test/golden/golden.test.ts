import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { planAsRead } from '../support/planning.ts'

const cases = fileURLToPath(new URL('cases', import.meta.url))

/**
 * Every folder of `cases/` is one thing that happens: `stored.yaml` (or `stored/`) is in force, `desired/` is declared,
 * `plan.txt` is what a person reads. With `samples.ndjson`, usage policies were evaluated by it before. A folder `desired-team/` is a second source. `context.json` may give `instant`,
 * `storedAt`, `removes`, `organization`, `inventory` (lost) and `unresolved`. `UPDATE=1 npm test` rewrites.
 */
for (const name of readdirSync(cases).sort()) {
  test(name.replaceAll('-', ' '), async () => {
    const expected = join(cases, name, 'plan.txt')
    const text = await planAsRead(join(cases, name))
    if (process.env.UPDATE === '1') writeFileSync(expected, text)
    assert.fixture(text, existsSync(expected) ? readFileSync(expected, 'utf8') : '')
  })
}

test.run()
