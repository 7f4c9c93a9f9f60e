import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { uuidV5 } from '../../src/lib/uuid.ts'

const DNS = '6ba7b810-9dad-11d1-80b4-00c04fd430c8'

test('a name has the UUID that everybody gives it', () => {
  // RFC 9562, appendix A.4, and what Python's uuid.uuid5 gives.
  assert.is(uuidV5(DNS, 'www.example.com'), '2ed6657d-e927-568b-95e1-2665a8aea6a2')
  assert.is(uuidV5(DNS, 'python.org'), '886313e1-3b8a-5372-9b90-0c9aee199e5d')
})

test('every variant digit and every text make a UUID of version 5', () => {
  const all = Array.from({ length: 200 }, (_, number) => uuidV5(DNS, `Üser/acme/${number}`))
  for (const uid of all) assert.match(uid, /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.is(new Set(all).size, all.length)
  assert.equal([...new Set(all.map((uid) => uid.charAt(19)))].sort(), ['8', '9', 'a', 'b'])
})

test.run()
