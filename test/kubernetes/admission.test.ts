import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { admissionRequestIn, admissionReview } from '../../src/kubernetes/admission.ts'
import { objectOf, requestAbout, requestToDelete, reviewOf } from '../support/admission.ts'

const ADA = objectOf('User', 'acme', 'ada', { admin: true })

test('a request is read from its review as it stands there', () => {
  for (const request of [requestAbout(ADA), requestAbout(ADA, { before: ADA, isDryRun: true }), requestToDelete(ADA)])
    assert.equal(admissionRequestIn(JSON.parse(JSON.stringify(reviewOf(request)))), request)
})

test('what is no review, of another version, or without what it needs is not answered', () => {
  const right = reviewOf(requestAbout(ADA))
  const request = right.request as object
  const wrong: readonly unknown[] = [
    undefined,
    null,
    7,
    'AdmissionReview',
    [],
    {},
    { ...right, apiVersion: 'admission.k8s.io/v1beta1' },
    { ...right, kind: 'TokenReview' },
    { ...right, request: null },
    { ...right, request: { ...request, uid: '' } },
    { ...right, request: { ...request, uid: 7 } },
    { ...right, request: { ...request, uid: 'x'.repeat(129) } },
    { ...right, request: { ...request, operation: 'CONNECT' } },
    { ...right, request: { ...request, object: null } },
    { ...right, request: { ...request, object: 'text' } },
    { ...right, request: { ...request, operation: 'DELETE' } },
  ]
  for (const body of wrong) assert.is(admissionRequestIn(body), undefined, JSON.stringify(body))
})

test('an answer says yes or no to its request; warnings are one line each, short, and not too many', () => {
  const request = requestAbout(ADA)
  const answered = (admission: Parameters<typeof admissionReview>[1]) => {
    const { response, ...rest } = admissionReview(request, admission)
    assert.equal(rest, { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview' })
    return response
  }
  assert.equal(answered({ warnings: [] }), { uid: 'a1b2', allowed: true })
  assert.equal(answered({ denial: 'no\nway', warnings: [] }), {
    uid: 'a1b2',
    allowed: false,
    status: { code: 403, reason: 'Forbidden', message: 'no\nway' },
  })
  const { warnings } = answered({ warnings: [`a\nb\u001b[1m${'x'.repeat(300)}`] }) as { warnings: readonly string[] }
  assert.is(warnings[0], `a b\\u{1b}[1m${'x'.repeat(300)}`.slice(0, 255).concat('…'))
  const many = answered({ warnings: Array.from({ length: 12 }, (_, at) => `w${at}`) }) as {
    warnings: readonly string[]
  }
  assert.equal(many.warnings, ['w0', 'w1', 'w2', 'w3', 'w4', 'w5', 'w6', 'w7', 'w8', 'and 3 more warnings'])
})

test.run()
