import { writeFileSync } from 'node:fs'

// The real worker, which makes a file in a folder when it begins, and another one once it has said that it is there.
const folder = process.env.CHARTER_TEST_HEARD
writeFileSync(`${folder}/begun`, '')
await import('../../../src/documents/worker.ts')
writeFileSync(`${folder}/said`, '')
