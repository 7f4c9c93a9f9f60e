import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseAddress } from '../../src/git/address.ts'
import { ConfigError } from '../../src/model/errors.ts'

function refused(text: string): ConfigError {
  try {
    parseAddress(text)
  } catch (error) {
    assert.instance(error, ConfigError)
    return error as ConfigError
  }
  assert.unreachable(`accepted ${JSON.stringify(text)}`)
  throw new Error()
}

test('https, ssh and the short form of ssh are remote, with the origin a credential is good for', () => {
  assert.equal(parseAddress('https://git.acme.example/people/charter.git'), {
    type: 'remote',
    url: 'https://git.acme.example/people/charter.git',
    protocol: 'https',
    origin: 'https://git.acme.example',
    shown: 'https://git.acme.example/people/charter.git',
  })
  assert.equal(parseAddress('ssh://git@git.acme.example:2222/people.git'), {
    type: 'remote',
    url: 'ssh://git@git.acme.example:2222/people.git',
    protocol: 'ssh',
    origin: 'ssh://git.acme.example:2222',
    shown: 'ssh://git@git.acme.example:2222/people.git',
  })
  assert.equal(parseAddress('git@git.acme.example:people/charter.git'), {
    type: 'remote',
    url: 'git@git.acme.example:people/charter.git',
    protocol: 'ssh',
    origin: 'ssh://git.acme.example',
    shown: 'git@git.acme.example:people/charter.git',
  })
})

test('http reaches this machine only', () => {
  for (const host of ['localhost', '127.0.0.1:8080', '127.1.2.3', '[::1]:80']) {
    assert.equal(parseAddress(`http://${host}/charter.git`).type, 'remote')
  }
  assert.is(refused('http://git.acme.example/charter.git').message, 'http to git.acme.example is not allowed')
  assert.is(refused('http://127.0.0.1.acme.example/x').message, 'http to 127.0.0.1.acme.example is not allowed')
})

test('anything else without a scheme is a local path', () => {
  for (const path of ['.', '../people', '/srv/git/people.git', 'people', 'a folder/people', 'people@2', 'c:people']) {
    assert.equal(parseAddress(path), { type: 'local', path, shown: path })
  }
})

test('G16: options, other transports, control characters and odd hosts are refused', () => {
  const addresses = [
    '',
    '-u./evil',
    '--upload-pack=touch canary',
    'ext::sh -c touch% canary',
    'EXT::sh -c touch% canary',
    'fd::7',
    'fd::7/8',
    'file:///srv/git/people.git',
    'FILE:///srv/git/people.git',
    'git://git.acme.example/people.git',
    'ftp://git.acme.example/people.git',
    'ssh://-oProxyCommand=touch%20canary/people.git',
    'ssh://-oProxyCommand=touch/people.git',
    'ssh://-v@git.acme.example/people.git',
    'ssh://git@-v/people.git',
    '-oProxyCommand=touch@host:path',
    'git@-oProxyCommand=touch:path',
    'git@host:-path',
    'https://git.acme.example/a\nb',
    'https://git.acme.example/a%0ab',
    'https://git.acme.example/a%0D%0Ab',
    'https://git.acme.example\\@evil.example/x',
    'https://git.acme.example/a b',
    'https://git.acme.example',
    'https:///people.git',
    'https://git.acme.example/people?token=x',
    'https://git.acme.example/people#x',
    'people\u0000',
    'people\u202e',
  ]
  for (const address of addresses) refused(address)
})

test('G16: user info in a URL is refused, and no message repeats it', () => {
  for (const address of [
    'https://ada:hunter2@git.acme.example/x',
    'https://hunter2@git.acme.example/x',
    'https://:hunter2@git.acme.example/x',
    'ssh://git:hunter2@git.acme.example/x',
    'http://hunter2@127.0.0.1/x',
  ]) {
    const error = refused(address)
    assert.not.match(`${error.message} ${error.help}`, /hunter2/)
    assert.match(error.help ?? '', /use a credential reference/)
  }
})

test.run()
