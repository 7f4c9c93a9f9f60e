import { decodeJwt, decodeProtectedHeader } from 'jose'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createOidc } from '../../../src/api/authentication/oidc.ts'
import { noLog } from '../../../src/lib/log.ts'
import { authenticating, movedClock, requestOf } from '../../support/asking.ts'
import { CLIENT, providing, settingsOf, signingKey, startListening, tokenFrom } from '../../support/issuer.ts'

for (const alg of ['RS256', 'ES256', 'EdDSA']) {
  test(`a real identity provider vouches for a person with ${alg}, also after it has changed its keys`, async () => {
    const server = await startListening()
    try {
      const [first, second] = [await signingKey('first', alg), await signingKey('second', alg)]
      server.answer = providing(server.url, [first])
      const clock = movedClock()
      const oidc = createOidc(settingsOf(server.url, { clientId: CLIENT }), { log: noLog, clock })
      const one = authenticating({ oidc }, clock)
      const old = await tokenFrom(server.url)
      assert.equal([decodeProtectedHeader(old).typ, decodeJwt(old).client_id], ['at+jwt', CLIENT])
      const person = { type: 'person', name: 'ada@acme.example', email: 'ada@acme.example' }
      assert.equal(await one.authenticate(requestOf(`Bearer ${old}`)), person)

      server.answer = providing(server.url, [second])
      clock.pass(31_000)
      const renewed = await tokenFrom(server.url)
      assert.equal(await one.authenticate(requestOf(`Bearer ${renewed}`)), person)
      assert.is(await one.ask(`Bearer ${old}`), 'unauthorized: a token of an unknown key')

      const elsewhere = await tokenFrom(server.url, 'https://elsewhere.example')
      assert.is(await one.ask(`Bearer ${elsewhere}`), 'unauthorized: a token for another audience')
    } finally {
      await server.stop()
    }
  })
}

test.run()
