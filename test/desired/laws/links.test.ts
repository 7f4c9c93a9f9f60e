import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { acme, findingsIn, told } from '../../support/laws.ts'

test('a link leads to a setting of the organization, or has a default', () => {
  const settings = [
    { key: 'mail.host', value: 'a' },
    { key: 'relay', link: 'mail.hosts' },
    { key: 'other', link: 'nowhere', default: 'b' },
    { key: 'fine', link: 'mail.host' },
  ]
  const organization = acme({ organization: { settings } })
  assert.equal(told(organization), [
    'DanglingReference Organization//acme/spec/settings/1/link: setting `relay` of Organization `acme` links to `mail.hosts`, which the organization does not set',
  ])
  assert.is(findingsIn(organization)[0]?.help, 'did you mean `mail.host`?')
})

test('settings of workspaces link to settings of the organization', () => {
  const workspaces = {
    lab: {
      type: 'workspace',
      settings: [
        { key: 'host', link: 'mail.host' },
        { key: 'port', link: 'gone' },
      ],
    },
  }
  assert.equal(told(acme({ organization: { settings: [{ key: 'mail.host', value: 'a' }] }, workspaces })), [
    'DanglingReference Workspace/acme/lab/spec/settings/1/link: setting `port` of Workspace `lab` links to `gone`, which the organization does not set',
  ])
})

test('links end at a value', () => {
  const settings = [
    { key: 'c', link: 'a' },
    { key: 'a', link: 'b', default: 1 },
    { key: 'b', link: 'c' },
    { key: 'd', link: 'a' },
  ]
  assert.equal(told(acme({ organization: { settings } })), [
    'Cycle Organization//acme/spec/settings/1/link: setting `a` takes its value from itself: a → b → c → a',
  ])
})

test.run()
